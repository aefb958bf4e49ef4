"""Proposals that are open, placements that started in the period, and how long people waited for them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import col

from matching.database import UnitOfWork
from matching.queries.figures.scope import Asked, Scope, in_period
from matching.queries.figures.waiting import days_from_arrival
from matching.records import Offer, Placement, Proposal, Subject
from matching.services.proposal_steps import OPEN_STATES
from matching.vocabulary import OfferKind, PlacementState


@dataclass
class Placing:
    """What of one kind is under way and what started, by unit.

    Attributes:
        no_shows: placements of the period's days to which the person did not come.
        days: of the placements that started, (days since the person reported, how many).
    """

    proposals: Counter[int] = field(default_factory=Counter)
    placed: Counter[int] = field(default_factory=Counter)
    no_shows: Counter[int] = field(default_factory=Counter)
    days: list[tuple[int, int]] = field(default_factory=list)


def placings(work: UnitOfWork, scope: Scope, asked: Asked) -> dict[OfferKind, Placing]:
    """Count proposals and placements of each kind (three statements)."""
    found: dict[OfferKind, Placing] = defaultdict(Placing)
    open_now = (
        select_rows(col(Offer.kind), col(Subject.unit_id), func.count())
        .select_from(Proposal)
        .join(Subject, col(Subject.id) == col(Proposal.subject_id))
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(scope.people, col(Proposal.state).in_(OPEN_STATES), col(Offer.kind).in_(asked.kinds))
        .group_by(col(Offer.kind), col(Subject.unit_id))
    )
    for kind, unit_id, many in work.session.execute(open_now):
        found[kind].proposals[unit_id] += many
    _add_started(work, scope, asked, found)
    _add_no_shows(work, scope, asked, found)
    return {kind: found[kind] for kind in asked.kinds}


def _add_started(work: UnitOfWork, scope: Scope, asked: Asked, found: dict[OfferKind, Placing]) -> None:
    days = days_from_arrival(col(Placement.started_on))
    started = (
        select_rows(col(Placement.kind), col(Subject.unit_id), days, func.count())
        .join(Subject, col(Subject.id) == col(Placement.subject_id))
        .where(scope.people, in_period(col(Placement.started_on), asked), col(Placement.kind).in_(asked.kinds))
        .group_by(col(Placement.kind), col(Subject.unit_id), days)
    )
    for kind, unit_id, waited, many in work.session.execute(started):
        found[kind].placed[unit_id] += many
        found[kind].days.append((waited, many))


def _add_no_shows(work: UnitOfWork, scope: Scope, asked: Asked, found: dict[OfferKind, Placing]) -> None:
    missed = (
        select_rows(col(Placement.kind), col(Subject.unit_id), func.count())
        .join(Subject, col(Subject.id) == col(Placement.subject_id))
        .where(scope.people, in_period(col(Placement.planned_on), asked), col(Placement.kind).in_(asked.kinds))
        .where(col(Placement.state) == PlacementState.NO_SHOW)
        .group_by(col(Placement.kind), col(Subject.unit_id))
    )
    for kind, unit_id, many in work.session.execute(missed):
        found[kind].no_shows[unit_id] += many
