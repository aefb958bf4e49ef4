"""What a person asked to have corrected in their file."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from matching.records import CorrectionRequest


@dataclass(frozen=True)
class CorrectionRow:
    """One request; `is_corrected` is None while nobody has answered it."""

    id: int
    text: str = field(repr=False)
    asked_on: date
    is_corrected: bool | None
    answer: str | None = field(repr=False)
    answered_on: date | None
    version: int


def corrections_of(session: Session, subject_id: int) -> list[CorrectionRow]:
    """List a person's requests, those that wait first, then the newest first (one statement)."""
    asked = select(CorrectionRequest).where(col(CorrectionRequest.subject_id) == subject_id)
    newest = session.exec(asked.order_by(col(CorrectionRequest.id).desc())).all()
    rows = [
        CorrectionRow(
            each.id or 0, each.text, each.asked_on, each.is_corrected, each.answer, each.answered_on, each.version
        )
        for each in newest
    ]
    return sorted(rows, key=lambda row: row.is_corrected is not None)
