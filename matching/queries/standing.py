"""How a case file stands: open or closed, the clock of reporting, release notices, scanned papers."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matching.privacy import Sight
from matching.queries.notices import NoticeRow, notices_of
from matching.queries.reporting import ReportClock, SearchRow, clocks_of, searches_of
from matching.queries.scans import ScanRow, scans_of
from matching.records import Subject
from matching.vocabulary import CaseState, CloseReason


@dataclass(frozen=True)
class OtherFile:
    """The case file that one was merged into."""

    id: int
    reference: str


@dataclass(frozen=True)
class Standing:
    """How a case file stands. A part that the viewer may not see is None."""

    close_reason: CloseReason | None
    closed_on: date | None
    moved_to: str | None = field(repr=False)
    merged_into: OtherFile | None
    is_awaited: bool
    is_under_correction: bool
    clock: ReportClock | None
    searches: list[SearchRow]
    notices: list[NoticeRow] | None
    scans: list[ScanRow] | None


def standing_of(session: Session, subject: Subject, sight: Sight, today: date) -> Standing:
    """Read how a case file stands for a viewer with this sight (five statements at most)."""
    subject_id = subject.id or 0
    is_awaited = subject.state is CaseState.EXPECTED and not sight.is_reviewer
    stays = session.get(Subject, subject.merged_into_id) if subject.merged_into_id else None
    return Standing(
        close_reason=subject.close_reason,
        closed_on=subject.closed_on,
        moved_to=subject.moved_to if sight.sees("address") else None,
        merged_into=OtherFile(stays.id or 0, stays.reference) if stays else None,
        is_awaited=is_awaited,
        is_under_correction=subject.is_under_correction,
        clock=clocks_of(session, [subject]).get(subject_id),
        searches=searches_of(session, subject_id, sight.sees("notes")) if is_awaited else [],
        notices=notices_of(session, subject_id, today) if sight.sees("notices") else None,
        scans=scans_of(session, subject_id) if sight.sees("scans") else None,
    )
