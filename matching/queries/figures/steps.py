"""How long proposals stay in each step: of steps that were left in the period, and of those that last now."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import col

from matching.clock import office_midnight
from matching.database import UnitOfWork
from matching.queries.figures.days import days_between, office_day
from matching.queries.figures.scope import Asked, Scope, in_period
from matching.queries.figures.spread import Spread, spread_of
from matching.records import Offer, Proposal, ProposalStep, Subject
from matching.services.proposal_steps import OPEN_STATES
from matching.vocabulary import ProposalState


@dataclass(frozen=True)
class StepDays:
    """Days in one step: of those who left it in the period, and of those who are in it now."""

    state: ProposalState
    left: Spread
    now: Spread


def days_in_steps(work: UnitOfWork, scope: Scope, asked: Asked) -> list[StepDays]:
    """Count days in each step that a proposal can wait in, in the order of the steps (two statements)."""
    left, now = _left(work, scope, asked), _now(work, scope, asked)
    return [
        StepDays(state, spread_of(left[state], scope.exact), spread_of(now[state], scope.exact))
        for state in OPEN_STATES
    ]


def _left(work: UnitOfWork, scope: Scope, asked: Asked) -> dict[ProposalState, list[tuple[int, int]]]:
    """(days, how many) of the steps that were left in the period: each step lasts until the next one of its proposal."""
    ordered: dict[str, Any] = {"partition_by": col(ProposalStep.proposal_id), "order_by": col(ProposalStep.id)}
    left_at = func.lead(ProposalStep.at).over(**ordered)
    steps = (
        select_rows(
            col(ProposalStep.state), office_day(ProposalStep.at).label("from_on"), office_day(left_at).label("left_on")
        )
        .join(Proposal, col(Proposal.id) == col(ProposalStep.proposal_id))
        .join(Subject, col(Subject.id) == col(Proposal.subject_id))
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(scope.people, col(Offer.kind).in_(asked.kinds))
        .where(col(Proposal.changed_at) >= office_midnight(asked.from_on))
        .subquery()
    )
    days = days_between(steps.c.left_on, steps.c.from_on)
    counted = select_rows(steps.c.state, days, func.count()).where(in_period(steps.c.left_on, asked))
    return _by_state(work.session.execute(counted.group_by(steps.c.state, days)))


def _now(work: UnitOfWork, scope: Scope, asked: Asked) -> dict[ProposalState, list[tuple[int, int]]]:
    """(days, how many) of the proposals that are open now, in the step where they stand."""
    since = office_day(Proposal.changed_at)
    counted = (
        select_rows(col(Proposal.state), since, func.count())
        .join(Subject, col(Subject.id) == col(Proposal.subject_id))
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(scope.people, col(Proposal.state).in_(OPEN_STATES), col(Offer.kind).in_(asked.kinds))
        .group_by(col(Proposal.state), since)
    )
    rows = work.session.execute(counted)
    return _by_state((state, (work.today - day).days, many) for state, day, many in rows)


def _by_state(rows: Any) -> dict[ProposalState, list[tuple[int, int]]]:
    found: dict[ProposalState, list[tuple[int, int]]] = defaultdict(list)
    for state, days, many in rows:
        found[ProposalState(state)].append((days, many))
    return found
