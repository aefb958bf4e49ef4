"""A case file's timeline, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from matching.privacy import Sight
from matching.records import Account, CaseEvent, Offer, Placement

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
    """One line; its note is None for whoever may not read notes; its title is that of the offer that it names by number."""

    at: datetime
    on: date
    key: str
    arguments: dict[str, Any]
    note: str | None = field(repr=False)
    has_hidden_note: bool
    account: str | None
    title: str | None


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
    titles = _titles(session, [event for event, _account in rows[:PAGE]])
    events = [_row(event, account, reads, titles.get(event.id)) for event, account in rows[:PAGE]]
    return TimelinePage(events, number, about, len(rows) > PAGE)


def _titles(session: Session, events: Sequence[CaseEvent]) -> dict[int | None, str]:
    """Event -> the title of the offer that it names by its number, or by that of a placement (two statements)."""
    untitled = [event for event in events if "title" not in event.arguments]
    placements = {event.arguments["placement"] for event in untitled if "placement" in event.arguments}
    of_placements = select(Placement.id, Placement.offer_id).where(col(Placement.id).in_(placements))
    offer_of = {placement_id: offer_id for placement_id, offer_id in session.exec(of_placements)}
    named = {
        event.id: event.arguments.get("offer") or offer_of.get(event.arguments.get("placement")) for event in untitled
    }
    offers = session.exec(select(Offer.id, Offer.title).where(col(Offer.id).in_([id for id in named.values() if id])))
    titles = {offer_id: title for offer_id, title in offers}
    return {event_id: titles[offer_id] for event_id, offer_id in named.items() if offer_id in titles}


def _begins(noun: str) -> ColumnElement[bool]:
    return col(CaseEvent.key).startswith(f"{noun}.", autoescape=True)


def _row(event: CaseEvent, account: str | None, reads: bool, title: str | None) -> EventRow:
    hidden = bool(event.note) and not reads
    note = event.note if reads else None
    return EventRow(event.at, event.on, event.key, event.arguments, note, hidden, account, title)
