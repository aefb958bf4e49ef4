"""Open offers kept warm in a process: read and turned into vectors again only when one of them changed."""

from dataclasses import dataclass

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.facts import Offers
from matching.queries.facts import offer_facts, open_offer_ids
from matching.queries.facts.offers import batches
from matching.records import Offer
from matching.scoring.components import Context
from matching.scoring.text import Vocabulary
from matching.vocabulary import OfferKind

Key = tuple[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, eq=False)
class OpenOffers:
    """The open offers of one kind, with the vectors of their texts."""

    offers: Offers
    context: Context


_warm: dict[OfferKind, tuple[Key, OpenOffers]] = {}


def open_offers(work: UnitOfWork, kind: OfferKind, vocabulary: Vocabulary) -> OpenOffers:
    """Read the open offers of a kind, or take the ones read before where none has changed since."""
    ids = open_offer_ids(work.session, kind, work.today)
    key = (f"{work.session.get_bind().url}:{vocabulary.version}", _versions(work, ids))  # type: ignore[union-attr]
    held = _warm.get(kind)
    if held is None or held[0] != key:
        offers = offer_facts(work.session, ids, work.today, kind)
        held = _warm[kind] = (key, OpenOffers(offers, Context.of(offers, vocabulary)))
    return held[1]


def _versions(work: UnitOfWork, ids: list[int]) -> tuple[tuple[int, int], ...]:
    rows = (
        work.session.exec(select(Offer.id, Offer.facts_version).where(col(Offer.id).in_(some))) for some in batches(ids)
    )
    return tuple(sorted((offer_id or 0, version) for some in rows for offer_id, version in some))
