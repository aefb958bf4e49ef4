"""What each sort of provider has to offer, by kind."""

from functools import cache

from matching.demo.files import Table
from matching.demo.town.bank import by_key, sectors
from matching.demo.town.providers import Maker
from matching.vocabulary import OfferKind, ProviderKind


def wares(maker: Maker, kind: OfferKind) -> tuple[Table, ...]:
    """The trades, courses or sorts of homes that a provider can offer."""
    return _wares(maker.sector, maker.kind, kind)


@cache
def _wares(sector: str, provider: ProviderKind, kind: OfferKind) -> tuple[Table, ...]:
    if kind is OfferKind.TRAINING:
        courses = by_key("courses").values() if provider is ProviderKind.TRAINER else ()
        return tuple(row for row in courses if row.get("sector", sector) == sector)
    if kind is OfferKind.JOB:
        return tuple(by_key("trades")[key] for key in sectors()[sector].get("trades", ()))
    return tuple(row for row in by_key("homes").values() if row["sector"] == sector)
