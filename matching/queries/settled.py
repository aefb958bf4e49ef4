"""Who holds a place of which kind, and needs no other of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from matching.queries.exits import is_followed
from matching.records import Offer, Placement
from matching.vocabulary import OfferKind, PlacementState


@dataclass(frozen=True)
class HeldPlace:
    """A placement that is planned or has begun.

    Attributes:
        is_followed: whether another place of the kind is sought while it runs, as after a transitional job.
    """

    subject_id: int
    kind: OfferKind
    placement_id: int
    title: str
    ends_on: date | None
    is_followed: bool


def held_places(session: Session, subject_ids: Iterable[int]) -> dict[tuple[int, OfferKind], HeldPlace]:
    """The active placement of each of these subjects, by subject and kind, in one statement."""
    rows = (
        select_rows(Placement, col(Offer.title), is_followed())
        .join(Offer, col(Offer.id) == col(Placement.offer_id))
        .where(col(Placement.subject_id).in_(list(subject_ids)))
        .where(col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED]))
    )
    return {
        (placement.subject_id, placement.kind): HeldPlace(
            placement.subject_id, placement.kind, placement.id or 0, title, placement.ends_on, bool(followed)
        )
        for placement, title, followed in session.execute(rows)
    }


def settled_kinds(session: Session, subject_ids: Iterable[int]) -> set[tuple[int, OfferKind]]:
    """Subjects and the kinds of which they hold a place that nothing has to follow."""
    return {key for key, held in held_places(session, subject_ids).items() if not held.is_followed}
