"""Open offers kept warm in a process: only what changed is read and turned into vectors again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from scipy.sparse import csr_matrix, vstack
from sqlalchemy import Engine

from matching.database import UnitOfWork
from matching.engine.openings import Openings
from matching.facts import Offers
from matching.queries.facts import offer_facts
from matching.queries.facts.offers import open_offer_versions
from matching.scoring.components import Context, offer_texts
from matching.services.versions import EngineVersions
from matching.vocabulary import OfferKind


@dataclass(frozen=True)
class _Under:
    """What openings were prepared under: the day and the versions."""

    on: date
    rulebook: str
    policy: str
    vocabulary: str


@dataclass(frozen=True, eq=False)
class _Warm:
    """Openings with what they were prepared from: the version of each offer's facts, and the vectors of the texts."""

    under: _Under
    stated: Mapping[int, int]
    offers: Offers
    vectors: csr_matrix
    openings: Openings


_warm: WeakKeyDictionary[Engine, dict[OfferKind, _Warm]] = WeakKeyDictionary()
"""Of each database, what was prepared last."""


def open_offers(work: UnitOfWork, kind: OfferKind, versions: EngineVersions) -> Openings:
    """The open offers of a kind, ready to be matched."""
    under = _Under(work.today, versions.rulebook.version, versions.policy.version, versions.vocabulary.version)
    stated = open_offer_versions(work.session, kind, work.today)
    warm = _warm.setdefault(work.session.get_bind().engine, {})
    held = warm.get(kind)
    if held is None or (held.under, held.stated) != (under, stated):
        warm[kind] = held = _renewed(work, kind, held, under, stated, versions)
    return held.openings


def _renewed(
    work: UnitOfWork,
    kind: OfferKind,
    held: _Warm | None,
    under: _Under,
    stated: Mapping[int, int],
    versions: EngineVersions,
) -> _Warm:
    """Read what is new or changed, keep the rest, and prepare all of it."""
    fresh, kept = dict(stated), []
    if held is not None and held.under.vocabulary == under.vocabulary:
        same = {offer_id for offer_id, version in stated.items() if held.stated.get(offer_id) == version}
        kept = [at for at, offer_id in enumerate(held.offers.ids.tolist()) if offer_id in same]
        fresh = {offer_id: version for offer_id, version in stated.items() if offer_id not in same}
    offers = offer_facts(work.session, sorted(fresh), work.today)
    vectors = versions.vocabulary.vectors(offer_texts(offers))
    if held is not None and kept:
        offers, vectors = Offers.joined([held.offers.take(kept), offers]), vstack([held.vectors[kept], vectors], "csr")
    context = Context(versions.vocabulary, vectors)
    openings = Openings(offers, kind, versions.rulebook, versions.policy, context, work.today, versions.seed)
    return _Warm(under, stated, offers, vectors, openings)
