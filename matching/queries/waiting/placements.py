"""What of placements waits for the viewer."""

from collections.abc import Iterable

from matching.database import UnitOfWork
from matching.queries.placements import CheckRow, PlacementRow, active_placements, checks_due
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import PlacementState, Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Starts to confirm and checks that are due: for a provider the own, for staff those of the unit."""
    if work.viewer.provider_id is None and not work.viewer.has_role(Role.CASEWORKER, Role.OFFICER):
        return []
    return [*_starts(work), *_checks(work)]


def _starts(work: UnitOfWork) -> Iterable[WaitingItem]:
    for row in active_placements(work):
        is_planned = row.state is PlacementState.PLANNED and row.planned_on <= work.today
        if is_planned and _is_for(work, row):
            late = row.planned_on < work.today
            yield WaitingItem(
                _key(work, "start"),
                row.planned_on,
                {"id": row.id, "version": row.version},
                _title(row),
                is_overdue=late,
            )


def _checks(work: UnitOfWork) -> Iterable[WaitingItem]:
    for check in checks_due(work):
        if _is_for(work, check.placement):
            yield _check(work, check)


def _check(work: UnitOfWork, check: CheckRow) -> WaitingItem:
    ids = {"id": check.placement.id, "check": check.id, "version": check.version}
    arguments = {"days": check.days}
    is_late = check.due_on < work.today
    return WaitingItem(_key(work, "check"), check.due_on, ids, _title(check.placement), arguments, is_late)


def _is_for(work: UnitOfWork, row: PlacementRow) -> bool:
    """A caseworker is shown the own people's and nobody's; an officer and a provider all of theirs."""
    if work.viewer.provider_id is not None or work.viewer.has_role(Role.OFFICER):
        return True
    return row.caseworker_id in (None, work.viewer.account_id)


def _key(work: UnitOfWork, what: str) -> str:
    return f"placement.{what}" if work.viewer.provider_id is None else f"placement.own_{what}"


def _title(row: PlacementRow) -> str:
    return f"{row.who} · {row.title}"
