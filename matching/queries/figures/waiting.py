"""Who waits now: people who are here, whose need stands, and who have no placement of the kind that answers it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Date, Subquery, case, exists, func
from sqlalchemy import select as select_rows
from sqlmodel import col

from matching.database import UnitOfWork
from matching.queries.circumstances import newest_ids
from matching.queries.figures.days import days_between, office_day
from matching.queries.figures.scope import Scope
from matching.records import Circumstance, Placement, Shortlist, Subject
from matching.vocabulary import Answer, CaseState, CircumstanceKind, OfferKind, PlacementState

NEED = {
    OfferKind.JOB: CircumstanceKind.WORK,
    OfferKind.TRAINING: CircumstanceKind.WORK,
    OfferKind.HOUSING: CircumstanceKind.HOME,
}
"""Kind of offer -> the one of the three noes that it answers."""

NEEDS_INFORMATION = bytes([1])
"""The mark of a shortlist's first entry where all need information: those that need none come first."""

ACTIVE = (PlacementState.PLANNED, PlacementState.STARTED)


@dataclass
class Waiting:
    """People who wait for one kind, by unit.

    Attributes:
        unknown: nobody has recorded whether the need stands: said separately, never counted as waiting.
        without_offer: of those who wait, whose shortlist is empty: no open offer may take them.
        only_asking: of those who wait, whose every open offer needs a fact that nobody has recorded.
        unmatched: of those who wait, for whom no shortlist was computed.
        days: of those who wait, (days, how many): since they reported, or since their last placement of the kind ended.
    """

    waiting: Counter[int] = field(default_factory=Counter)
    unknown: Counter[int] = field(default_factory=Counter)
    without_offer: Counter[int] = field(default_factory=Counter)
    only_asking: Counter[int] = field(default_factory=Counter)
    unmatched: Counter[int] = field(default_factory=Counter)
    days: list[tuple[int, int]] = field(default_factory=list)


def waiting_people(work: UnitOfWork, scope: Scope, kinds: Iterable[OfferKind]) -> dict[OfferKind, Waiting]:
    """Count who waits for each kind (one statement a kind)."""
    return {kind: _waiting(work, scope, kind) for kind in kinds}


def _waiting(work: UnitOfWork, scope: Scope, kind: OfferKind) -> Waiting:
    found, here = Waiting(), _people(scope, kind)
    grouped = (here.c.unit_id, here.c.answer, here.c.shortlisted, here.c.since)
    counted = select_rows(*grouped, func.count()).group_by(*grouped)
    for unit_id, answer, shortlisted, since, many in work.session.execute(counted):
        if answer != Answer.NO:
            found.unknown[unit_id] += many
            continue
        found.days.append(((work.today - since).days, many))
        for counter in (found.waiting, *_of_shortlist(found, shortlisted)):
            counter[unit_id] += many
    return found


def _of_shortlist(found: Waiting, shortlisted: str) -> list[Counter[int]]:
    counters = {"none": found.unmatched, "empty": found.without_offer, "asking": found.only_asking}
    return [counters[shortlisted]] if shortlisted in counters else []


def _people(scope: Scope, kind: OfferKind) -> Subquery:
    """People who are here and not placed, with the answer on their need and the day from which they wait."""
    newest = newest_ids().where(col(Circumstance.kind) == NEED[kind])
    finding = select_rows(col(Circumstance.subject_id), col(Circumstance.answer)).where(
        col(Circumstance.id).in_(newest)
    )
    answers = finding.subquery()
    ended = (
        select_rows(col(Placement.subject_id), func.max(Placement.ended_on).label("ended_on"))
        .where(col(Placement.kind) == kind, col(Placement.state) == PlacementState.ENDED)
        .group_by(col(Placement.subject_id))
        .subquery()
    )
    placed = exists().where(
        col(Placement.subject_id) == col(Subject.id), col(Placement.kind) == kind, col(Placement.state).in_(ACTIVE)
    )
    answer = case((answers.c.answer.is_(None), Answer.UNKNOWN.value), else_=answers.c.answer)
    came = here_since()
    shortlist = (col(Shortlist.subject_id) == col(Subject.id)) & (col(Shortlist.kind) == kind)
    shortlisted = case(
        (col(Shortlist.subject_id).is_(None), "none"),
        (func.length(Shortlist.offers) == 0, "empty"),
        (func.substr(Shortlist.marks, 1, 1) == NEEDS_INFORMATION, "asking"),
        else_="some",
    )
    return (
        select_rows(
            col(Subject.id).label("subject_id"),
            col(Subject.unit_id),
            answer.label("answer"),
            case((ended.c.ended_on > came, ended.c.ended_on), else_=came).label("since"),
            shortlisted.label("shortlisted"),
        )
        .outerjoin(answers, answers.c.subject_id == col(Subject.id))
        .outerjoin(ended, ended.c.subject_id == col(Subject.id))
        .outerjoin(Shortlist, shortlist)
        .where(scope.people, col(Subject.state) == CaseState.OPEN, ~placed, answer != Answer.YES.value)
        .subquery()
    )


def here_since() -> Any:
    """The day on which a person reported; where that is not known, the one on which the file was made."""
    return func.coalesce(col(Subject.reported_on), office_day(col(Subject.created_at)), type_=Date())


def days_from_arrival(day: Any) -> Any:
    """Days from a person's arrival to a day."""
    return days_between(day, here_since())
