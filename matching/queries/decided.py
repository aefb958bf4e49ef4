"""Decisions that the viewer has taken, read again to say what was decided on whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.records import Offer, Subject, Suggestion


@dataclass(frozen=True)
class DecidedPair:
    """One decision of the viewer's as it stands now."""

    suggestion: Suggestion
    name: str = field(repr=False)
    reference: str
    title: str


def own_decisions(work: UnitOfWork, suggestion_ids: Sequence[int]) -> list[DecidedPair]:
    """Those of some decisions that the viewer took, on people whom the viewer still sees; in the order given."""
    rows = (
        select(Suggestion, Subject.name, Subject.reference, Offer.title)
        .join(Subject, col(Subject.id) == col(Suggestion.subject_id))
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .where(col(Suggestion.id).in_(suggestion_ids), col(Suggestion.decided_by_id) == work.viewer.account_id)
        .where(own_subjects(work.viewer))
    )
    found = {row[0].id: DecidedPair(*row) for row in work.session.exec(rows)}
    return [found[each] for each in suggestion_ids if each in found]
