"""People without a home who are here, or are released within days of today."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import nan
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as select_rows
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.privacy import Sight, audiences_of, own_subjects
from matching.queries.circumstances import newest_ids
from matching.queries.covers import answers_for
from matching.queries.facts.coding import tri
from matching.records import CaseFacts, Circumstance, Condition, HouseholdMember, Placement, Profile, Subject
from matching.scoring.priority import priority
from matching.vocabulary import (
    Answer,
    CaseState,
    CircumstanceKind,
    ConditionKind,
    OfferKind,
    PlacementState,
    Role,
    Sex,
)

MOST = 50
"""How many people the list of a night shows."""


@dataclass(frozen=True)
class TonightRow:
    """One person who has no home, or of whom nobody knows.

    Attributes:
        home: no, or unknown.
        starts_on: the day on which a planned home starts.
        moving_in: how many people a home must have room for; None where nobody asked.
        conditions: what an order or licence lays on the person; None where the viewer may not see it, or nobody has read it.
    """

    subject_id: int
    reference: str
    name: str = field(repr=False)
    is_expected: bool
    is_protected: bool
    release_on: date | None
    home: Answer
    is_key_person: bool
    starts_on: date | None
    sex: Sex
    moving_in: int | None
    step_free: Answer
    conditions: list[ConditionKind] | None


class _Found(NamedTuple):
    """What the order of the list rests on."""

    subject_id: int
    home: Answer
    urgent: float


def people_tonight(work: UnitOfWork) -> tuple[list[TonightRow], int]:
    """The first fifty people and how many more there are: no home first, then not known; each by priority (eight statements)."""
    found = _found(work)
    shown = found[:MOST]
    ids = [each.subject_id for each in shown]
    people = {row.id or 0: row for row in work.session.exec(select(Subject).where(col(Subject.id).in_(ids)))}
    told = _Told(work, ids)
    return [told.row(people[each.subject_id], each.home) for each in shown], len(found) - len(shown)


def _found(work: UnitOfWork) -> list[_Found]:
    """Everyone without a known home, in the order of the list (one statement, and one for covers)."""
    noes = {kind: _answers(kind) for kind in CircumstanceKind}
    home = noes[CircumstanceKind.HOME].c.answer
    wanted = select_rows(
        col(Subject.id), col(Subject.is_key_person), col(Subject.reported_on), col(Subject.release_on),
        *(noes[kind].c.answer for kind in CircumstanceKind),
    )  # fmt: skip
    for each in noes.values():
        wanted = wanted.outerjoin(each, each.c.subject_id == col(Subject.id))
    homeless = or_(home.is_(None), home != Answer.YES)
    rows = work.session.execute(wanted.where(_whose(work), _is_near(work), homeless, ~_is_housed())).all()
    if not rows:
        return []
    urgent = _priorities(rows, work.today)
    found = [_Found(row[0], Answer(row[4] or Answer.UNKNOWN), score) for row, score in zip(rows, urgent, strict=True)]
    return sorted(found, key=lambda each: (each.home is not Answer.NO, -each.urgent, each.subject_id))


def _answers(kind: CircumstanceKind) -> Any:
    newest = newest_ids().where(col(Circumstance.kind) == kind)
    answers = select_rows(col(Circumstance.subject_id), col(Circumstance.answer))
    return answers.where(col(Circumstance.id).in_(newest)).subquery()


def _whose(work: UnitOfWork) -> ColumnElement[bool]:
    """An officer sees everyone of the unit; a caseworker the own people and those covered."""
    own = own_subjects(work.viewer)
    if work.viewer.has_role(Role.OFFICER):
        return own
    return and_(own, col(Subject.caseworker_id).in_(answers_for(work)))


def _is_near(work: UnitOfWork) -> ColumnElement[bool]:
    """Here now, or released within some days before or after today."""
    last = deadline("tonight").after(work.today)
    first = work.today - (last - work.today)
    arriving = and_(col(Subject.state) == CaseState.EXPECTED, col(Subject.release_on).between(first, last))
    return or_(col(Subject.state) == CaseState.OPEN, arriving)


def _is_housed() -> ColumnElement[bool]:
    """Whether a placement in a home runs."""
    return exists().where(
        col(Placement.subject_id) == col(Subject.id),
        col(Placement.kind) == OfferKind.HOUSING,
        col(Placement.state) == PlacementState.STARTED,
    )


def _priorities(rows: Sequence[Any], today: date) -> list[float]:
    def noes(place: int) -> list[int]:
        return [tri(Answer(row[place]) if row[place] else None) for row in rows]

    scores: list[float] = priority(
        home=noes(4),
        kin=noes(5),
        work=noes(6),
        key_person=[row[1] for row in rows],
        days_waiting=[nan if row[2] is None else (today - row[2]).days for row in rows],
        days_to_release=[nan if row[3] is None else (row[3] - today).days for row in rows],
    ).tolist()
    return scores


def _in_force(day: date) -> ColumnElement[bool]:
    """Filter conditions to those that hold on a day."""
    lasts = or_(col(Condition.to_on).is_(None), col(Condition.to_on) >= day)
    return and_(col(Condition.from_on) <= day, col(Condition.ended_on).is_(None), lasts)


class _Told:
    """What is known of some people, read in five statements, as far as the viewer may see it."""

    def __init__(self, work: UnitOfWork, ids: list[int]) -> None:
        run, session = work.session.execute, work.session
        self.sight = Sight(frozenset(audiences_of(work.viewer.roles)))
        planned = select_rows(col(Placement.subject_id), col(Placement.planned_on)).where(
            col(Placement.kind) == OfferKind.HOUSING, col(Placement.state) == PlacementState.PLANNED
        )
        self.planned = {number: value for number, value in run(planned.where(col(Placement.subject_id).in_(ids)))}
        step_free = select_rows(col(Profile.subject_id), col(Profile.step_free_needed))
        self.step_free = {number: value for number, value in run(step_free.where(col(Profile.subject_id).in_(ids)))}
        along = select_rows(col(HouseholdMember.subject_id), func.count()).where(col(HouseholdMember.moves_along))
        counted = along.where(col(HouseholdMember.subject_id).in_(ids)).group_by(col(HouseholdMember.subject_id))
        self.along = {number: value for number, value in run(counted)}
        read = session.exec(select(CaseFacts).where(col(CaseFacts.subject_id).in_(ids)))
        self.read = {row.subject_id: row for row in read}
        self.conditions: dict[int, list[ConditionKind]] = defaultdict(list)
        laid = select_rows(col(Condition.subject_id), col(Condition.kind)).distinct()
        ordered = laid.where(col(Condition.subject_id).in_(ids), _in_force(work.today)).order_by(col(Condition.kind))
        for subject_id, kind in run(ordered):
            self.conditions[subject_id].append(kind)

    def row(self, person: Subject, home: Answer) -> TonightRow:
        """One person's row."""
        number = person.id or 0
        read = self.read.get(number)
        asked = self.sight.sees("household") and (read is not None and read.household_asked_on is not None)
        papers = self.sight.sees("conditions") and read is not None and read.conditions_read_on is not None
        return TonightRow(
            subject_id=number,
            reference=person.reference,
            name=person.name,
            is_expected=person.state is CaseState.EXPECTED,
            is_protected=person.is_protected,
            release_on=person.release_on,
            home=home,
            is_key_person=person.is_key_person,
            starts_on=self.planned.get(number),
            sex=person.sex,
            moving_in=1 + self.along.get(number, 0) if asked else None,
            step_free=self.step_free.get(number, Answer.UNKNOWN),
            conditions=self.conditions[number] if papers else None,
        )
