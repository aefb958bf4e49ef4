"""Free places, by the unit that lists the offer."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import func, or_
from sqlalchemy import select as select_rows
from sqlmodel import col

from matching.database import UnitOfWork
from matching.queries.figures.scope import Scope
from matching.records import Offer
from matching.vocabulary import OfferKind, OfferState


def free_places(work: UnitOfWork, scope: Scope, kinds: Sequence[OfferKind]) -> dict[OfferKind, Counter[int]]:
    """Add up the free places of published offers that still take people, by kind and unit (one statement)."""
    free = func.sum(col(Offer.places) - col(Offer.places_taken))
    counted = (
        select_rows(col(Offer.kind), col(Offer.unit_id), free)
        .where(col(Offer.state) == OfferState.PUBLISHED, col(Offer.kind).in_(kinds))
        .where(or_(col(Offer.closes_on).is_(None), col(Offer.closes_on) >= work.today))
        .where(col(Offer.unit_id).in_(scope.unit_ids))
        .group_by(col(Offer.kind), col(Offer.unit_id))
    )
    found: dict[OfferKind, Counter[int]] = defaultdict(Counter)
    for kind, unit_id, many in work.session.execute(counted):
        found[kind][unit_id] += int(many)
    return found
