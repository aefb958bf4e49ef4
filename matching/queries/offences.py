"""Offences, as far as the viewer may see them."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from matching.privacy import Sight
from matching.records import CaseFacts, Offence
from matching.vocabulary import Answer, OffenceCategory, Penalty


@dataclass(frozen=True)
class OffenceRow:
    """One offence; its text is None for whoever may not read judgments."""

    id: int
    category: OffenceCategory
    is_intentional: Answer
    penalty: Penalty
    committed_on: date | None
    judged_on: date | None
    as_minor: bool
    is_sealed: bool
    text: str | None = field(repr=False)


@dataclass(frozen=True)
class CaseOffences:
    """All offences, and when the judgment was read."""

    rows: list[OffenceRow]
    read_on: date | None
    shows_text: bool


def offences_of(session: Session, subject_id: int, sight: Sight) -> CaseOffences:
    """Read a subject's offences in the order of recording; a sealed one only for whoever may read judgments."""
    reads = sight.sees("offence_text")
    offences = session.exec(
        select(Offence).where(col(Offence.subject_id) == subject_id).order_by(col(Offence.id))
    ).all()
    rows = [_row(offence, reads) for offence in offences if reads or not offence.is_sealed]
    facts = session.get(CaseFacts, subject_id)
    return CaseOffences(rows, facts.offences_read_on if facts else None, reads)


def _row(offence: Offence, reads: bool) -> OffenceRow:
    return OffenceRow(
        offence.id or 0,
        offence.category,
        offence.is_intentional,
        offence.penalty,
        offence.committed_on,
        offence.judged_on,
        offence.as_minor,
        offence.is_sealed,
        offence.text if reads else None,
    )
