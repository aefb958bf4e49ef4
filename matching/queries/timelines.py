"""A case file's timeline, page by page."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from matching.privacy import Sight
from matching.records import Account, CaseEvent

PAGE = 50


class About(StrEnum):
    """What lines of a timeline are about, as a reader looks for them."""

    PERSON = "person"
    UNDER_WAY = "under_way"
    NEEDS = "needs"
    PAPERS = "papers"
    NOTES = "notes"


NOUNS: dict[About, tuple[str, ...]] = {
    About.PERSON: (
        "subject", "circumstance", "profile", "household", "question", "notice", "search", "my_file",
        "correction_request", "cover",
    ),
    About.UNDER_WAY: (
        "suggestion", "review_request", "proposal", "interview", "card", "placement", "retention_check",
    ),
    About.NEEDS: ("need", "referral"),
    About.PAPERS: ("consent", "condition", "offence", "scan", "notice"),
    About.NOTES: ("note",),
}  # fmt: skip
"""What lines are about -> the nouns that begin their keys."""

SEEN_AS: dict[str, str] = {
    "condition": "conditions", "household": "household", "need": "needs", "referral": "referrals", "scan": "scans",
    "notice": "notices", "offence": "offence_category", "correction_request": "correction_requests",
}  # fmt: skip
"""Noun of a line -> the field that a viewer must see to read such lines; the others are for all who see the person."""


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
    about: About | None
    has_older: bool


def timeline_of(
    session: Session, subject_id: int, sight: Sight, number: int = 1, about: About | None = None
) -> TimelinePage:
    """Read one page of a timeline, the newest first; pages count from 1. A line is for whoever may see what it is about."""
    number = max(1, min(number, 100_000))
    lines = [col(CaseEvent.subject_id) == subject_id]
    lines += [~_begins(noun) for noun, field_name in SEEN_AS.items() if not sight.sees(field_name)]
    if about is not None:
        lines.append(or_(*(_begins(noun) for noun in NOUNS[about])))
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
    return TimelinePage(events, number, about, len(rows) > PAGE)


def _begins(noun: str) -> ColumnElement[bool]:
    return col(CaseEvent.key).startswith(f"{noun}.", autoescape=True)


def _row(event: CaseEvent, account: str | None, reads: bool) -> EventRow:
    hidden = bool(event.note) and not reads
    note = event.note if reads else None
    return EventRow(event.at, event.on, event.key, event.arguments, note, hidden, account)
