"""A case file's timeline, page by page."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from matching.privacy import Sight
from matching.records import Account, CaseEvent

PAGE = 50


@dataclass(frozen=True)
class EventRow:
    """One line; its note is None for whoever may not read notes."""

    at: datetime
    on: date
    key: str
    arguments: dict[str, Any]
    note: str | None = field(repr=False)
    has_hidden_note: bool
    account: str | None


@dataclass(frozen=True)
class TimelinePage:
    """One page of lines, the newest first."""

    events: list[EventRow]
    number: int
    has_older: bool


def timeline_of(session: Session, subject_id: int, sight: Sight, number: int = 1) -> TimelinePage:
    """Read one page of a timeline, the newest first; pages count from 1. Lines on conditions are for who may see those."""
    number = max(1, min(number, 100_000))
    lines = [col(CaseEvent.subject_id) == subject_id]
    if not sight.sees("conditions"):
        lines.append(col(CaseEvent.key).not_like("condition.%"))
    rows = session.exec(
        select(CaseEvent, Account.name)
        .join(Account, col(Account.id) == col(CaseEvent.account_id), isouter=True)
        .where(*lines)
        .order_by(col(CaseEvent.at).desc(), col(CaseEvent.id).desc())
        .limit(PAGE + 1)
        .offset((number - 1) * PAGE)
    ).all()
    reads = sight.sees("notes")
    events = [_row(event, account, reads) for event, account in rows[:PAGE]]
    return TimelinePage(events, number, len(rows) > PAGE)


def _row(event: CaseEvent, account: str | None, reads: bool) -> EventRow:
    hidden = bool(event.note) and not reads
    note = event.note if reads else None
    return EventRow(event.at, event.on, event.key, event.arguments, note, hidden, account)
