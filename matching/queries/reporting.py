"""The clock of reporting: by when somebody must have come to the office, and from when they count as missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from matching.deadlines import deadline
from matching.records import Account, CaseEvent, Offence, Subject
from matching.vocabulary import CaseState, LegalStatus, SearchResult, SearchStep

FROM_JUDGMENT = frozenset({LegalStatus.PUBLIC_SURVEILLANCE, LegalStatus.SUSPENDED_SENTENCE})
"""Whose clock runs from the judgment; that of all others runs from the release."""

TRIED = "search.tried"
HANDED_OVER = "subject.moved"
"""Keys of timeline lines that the pages look for."""


@dataclass(frozen=True)
class ReportClock:
    """By when a person must report, and from when the unit above asks after them."""

    due_on: date
    missing_on: date

    def is_late(self, today: date) -> bool:
        """Whether the last day on time has passed."""
        return today > self.due_on

    def is_missing(self, today: date) -> bool:
        """Whether nobody has heard for so long that the supervisor must know."""
        return today > self.missing_on


@dataclass(frozen=True)
class SearchRow:
    """One thing that was tried to find somebody."""

    step: SearchStep
    result: SearchResult
    tried_on: date
    note: str | None = field(repr=False)
    account: str | None


def clock_of(subject: Subject, judged_on: date | None) -> ReportClock | None:
    """The clock of one person; None for who has reported, whose file is closed, or of whom no date is known.

    Args:
        subject: whose.
        judged_on: the newest judgment on file; it counts for people whose correction runs from it.
    """
    if subject.state is not CaseState.EXPECTED:
        return None
    from_judgment = subject.legal_status in FROM_JUDGMENT
    start = (judged_on or subject.release_on) if from_judgment else subject.release_on
    if start is None:
        return None
    name = "report_correction" if subject.is_under_correction else "report"
    return ReportClock(deadline(name).after(start), deadline("missing").after(start))


def clocks_of(session: Session, subjects: Iterable[Subject]) -> dict[int, ReportClock]:
    """The clocks of those among some people who have one (one statement)."""
    expected = [subject for subject in subjects if subject.state is CaseState.EXPECTED]
    judged = _judged_on(session, [subject.id or 0 for subject in expected if subject.legal_status in FROM_JUDGMENT])
    clocks = {subject.id or 0: clock_of(subject, judged.get(subject.id or 0)) for subject in expected}
    return {subject_id: clock for subject_id, clock in clocks.items() if clock is not None}


def searches_of(session: Session, subject_id: int, reads_notes: bool) -> list[SearchRow]:
    """List what was tried to find a person, the newest first; notes only for who may read them."""
    lines = (
        select(CaseEvent, Account.name)
        .join(Account, col(Account.id) == col(CaseEvent.account_id), isouter=True)
        .where(col(CaseEvent.subject_id) == subject_id, col(CaseEvent.key) == TRIED)
    )
    ordered = lines.order_by(col(CaseEvent.at).desc(), col(CaseEvent.id).desc())
    return [_search(event, account, reads_notes) for event, account in session.exec(ordered)]


def _search(event: CaseEvent, account: str | None, reads_notes: bool) -> SearchRow:
    said = event.arguments
    return SearchRow(
        SearchStep(said["step"]),
        SearchResult(said["result"]),
        date.fromisoformat(said["tried_on"]),
        event.note if reads_notes else None,
        account,
    )


def _judged_on(session: Session, subject_ids: list[int]) -> dict[int, date]:
    """The newest judgment of each of these people, where one is dated."""
    newest = (
        select(Offence.subject_id, func.max(col(Offence.judged_on)))
        .where(col(Offence.subject_id).in_(subject_ids), col(Offence.judged_on).is_not(None))
        .group_by(col(Offence.subject_id))
    )
    return {subject_id: day for subject_id, day in session.exec(newest) if day is not None}


def ran_out_by(name: str, today: date) -> date:
    """The last day of a start from which a clock has run out by today."""
    start = today
    while deadline(name).after(start) >= today:
        start -= timedelta(days=1)
    return start
