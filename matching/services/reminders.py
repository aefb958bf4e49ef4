"""Reminding whoever answers for what stalls, and then the supervisor: once a period, in numbers, never by name."""

from collections import Counter
from datetime import date, timedelta

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.queries.concerned import accounts_by_unit
from matching.queries.stalled import Assigned, has_stalled, stalled_at_provider, stalled_in_unit, unit_work
from matching.records import Account, Placement, Proposal, RetentionCheck, Unit
from matching.services.announcing import tell_of_check
from matching.services.placement_steps import ACTIVE
from matching.services.proposal_steps import ANSWERED_BY_PROVIDER
from matching.services.telling import tell
from matching.vocabulary import AccountState, PlacementState, Role
from matching.work import add_work

LOOK_BACK = timedelta(days=7)
"""A check that fell due so long ago is still told, where the service stood still meanwhile."""

DAYS_A_WEEK = 5


def start_reminders(work: UnitOfWork) -> None:
    """Tell of the checks that have fallen due, and ask for the reminders of each unit and of each provider."""
    _tell_of_checks(work)
    staffed = select(Account.unit_id).where(
        col(Account.unit_id).is_not(None), col(Account.state) == AccountState.ACTIVE
    )
    for unit_id in sorted({unit_id for unit_id in work.session.exec(staffed) if unit_id is not None}):
        add_work(work.session, "remind_unit", work.instant, key=f"remind_unit:{unit_id}:{work.today}", unit=unit_id)
    asked = select(Proposal.provider_id).where(col(Proposal.state).in_(ANSWERED_BY_PROVIDER))
    placed = select(Placement.provider_id).where(col(Placement.state).in_(ACTIVE))
    for provider_id in sorted({*work.session.exec(asked), *work.session.exec(placed)}):
        key = f"remind_provider:{provider_id}:{work.today}"
        add_work(work.session, "remind_provider", work.instant, key=key, provider=provider_id)


def remind_unit(work: UnitOfWork, unit_id: int) -> None:
    """Remind those who answer for what stalls in a unit; tell the supervisor of what has stalled for longer."""
    waiting = unit_work(work, unit_id)
    _remind(work, stalled_in_unit(work, unit_id, waiting, "stalls"))
    late = sum(has_stalled(item, "escalates", work.today) for item in waiting)
    if late:
        _escalate(work, unit_id, late)


def remind_provider(work: UnitOfWork, provider_id: int) -> None:
    """Remind a provider's accounts of what waits for their answer."""
    _remind(work, stalled_at_provider(work, provider_id))


def period(clock: str, today: date) -> str:
    """The name of the period of a deadline that a day lies in: in one period nobody is told the same twice."""
    allowed = deadline(clock)
    number = today.toordinal()
    if allowed.working:
        number = (number - 1) // 7 * DAYS_A_WEEK + min(today.weekday(), DAYS_A_WEEK - 1)
    return f"{clock}:{number // max(allowed.days, 1)}"


def _remind(work: UnitOfWork, found: list[Assigned]) -> None:
    """One line per account and kind of work."""
    counted = Counter((account_id, stalled.item.key) for stalled in found for account_id in stalled.answering)
    for (account_id, key), count in sorted(counted.items()):
        told_as = f"{key}:{period('stalls', work.today)}"
        tell(work, [account_id], "stalled.own", told_as, kind=key, count=count)


def _escalate(work: UnitOfWork, unit_id: int, count: int) -> None:
    """Tell the unit's supervisors; where it has none, those of the unit above, who learn a number and no person."""
    when = period("escalates", work.today)
    own = accounts_by_unit(work, [unit_id], Role.SUPERVISOR).get(unit_id)
    if own:
        tell(work, own, "stalled.unit", f"stalled.unit:{unit_id}:{when}", count=count)
        return
    parent_id = work.session.get_one(Unit, unit_id).parent_id
    above = accounts_by_unit(work, [parent_id], Role.SUPERVISOR).get(parent_id, set()) if parent_id else set()
    tell(work, above, "stalled.below", f"stalled.below:{unit_id}:{when}", unit=unit_id, count=count)


def _tell_of_checks(work: UnitOfWork) -> None:
    due = (
        select(RetentionCheck, Placement)
        .join(Placement, col(Placement.id) == col(RetentionCheck.placement_id))
        .where(col(Placement.state) == PlacementState.STARTED, col(RetentionCheck.answer).is_(None))
        .where(col(RetentionCheck.due_on).between(work.today - LOOK_BACK, work.today))
        .order_by(col(RetentionCheck.id))
    )
    for check, placement in work.session.exec(due).all():
        tell_of_check(work, check, placement)
