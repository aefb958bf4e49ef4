"""What of placements waits for the viewer."""

from collections.abc import Iterable
from datetime import timedelta

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.queries.covers import answers_for
from matching.queries.placements import CheckRow, PlacementRow, active_placements, checks_due
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import OfferKind, PlacementState, Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Starts to confirm, checks that are due and ends that have come: for a provider the own, for staff the unit's."""
    if work.viewer.provider_id is None and not work.viewer.has_role(Role.CASEWORKER, Role.OFFICER):
        return []
    answers = answers_for(work)
    rows = [row for row in active_placements(work) if _is_for(work, row, answers)]
    checks = [_check(work, check) for check in checks_due(work) if _is_for(work, check.placement, answers)]
    return [*_starts(work, rows), *checks, *_ends(work, rows), *_exits(work, rows, answers)]


def _starts(work: UnitOfWork, rows: Iterable[PlacementRow]) -> Iterable[WaitingItem]:
    for row in rows:
        if row.state is PlacementState.PLANNED and row.planned_on <= work.today:
            late = row.planned_on < work.today
            yield WaitingItem(
                _key(work, "start"),
                row.planned_on,
                {"id": row.id, "version": row.version},
                _title(row),
                {"kind": row.kind},
                late,
            )


def _check(work: UnitOfWork, check: CheckRow) -> WaitingItem:
    ids = {"id": check.placement.id, "check": check.id, "version": check.version}
    arguments = {"days": check.days}
    is_late = check.due_on < work.today
    return WaitingItem(_key(work, "check"), check.due_on, ids, _title(check.placement), arguments, is_late)


def _ends(work: UnitOfWork, rows: Iterable[PlacementRow]) -> Iterable[WaitingItem]:
    """Placements that run on after the agreed last day: somebody still lives there, or nobody has said how it ended."""
    for row in rows:
        if row.ends_on is not None and row.is_past_end(work.today):
            what = "overstay" if row.kind is OfferKind.HOUSING else "past_end"
            arguments = {"ends_on": row.ends_on}
            since = row.ends_on + timedelta(days=1)
            yield WaitingItem(_key(work, what), since, {"id": row.id}, _title(row), arguments, is_overdue=True)


def _exits(work: UnitOfWork, rows: Iterable[PlacementRow], answers: set[int]) -> Iterable[WaitingItem]:
    """What is to follow a placement that ends soon, for the caseworker to settle with the person."""
    for row in rows:
        if row.needs_exit_path(work.today) and row.ends_on is not None and _is_mine(work, row, answers):
            since = max(row.ends_on - timedelta(days=deadline("exit").days), row.planned_on)
            late = row.ends_on < work.today
            yield WaitingItem("placement.exit_path", since, {"id": row.id}, _title(row), {"ends_on": row.ends_on}, late)


def _is_for(work: UnitOfWork, row: PlacementRow, answers: set[int]) -> bool:
    """A caseworker is shown the own people's and nobody's; an officer and a provider all of theirs."""
    if work.viewer.provider_id is not None or work.viewer.has_role(Role.OFFICER):
        return True
    return _is_mine(work, row, answers)


def _is_mine(work: UnitOfWork, row: PlacementRow, answers: set[int]) -> bool:
    is_theirs = row.caseworker_id is None or row.caseworker_id in answers
    return work.viewer.has_role(Role.CASEWORKER) and is_theirs


def _key(work: UnitOfWork, what: str) -> str:
    return f"placement.{what}" if work.viewer.provider_id is None else f"placement.own_{what}"


def _title(row: PlacementRow) -> str:
    return f"{row.who} · {row.title}"
