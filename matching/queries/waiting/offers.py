"""What of offers waits for the viewer."""

from datetime import date

from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.queries.offers import OfferRow, offers_to_check
from matching.queries.waiting.item import WaitingItem
from matching.records import Offer
from matching.vocabulary import OfferState, Role

LISTED = 20
"""More offers to check than this are one line: an import can bring thousands."""


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Offers to check, for an officer; unfinished drafts and returned offers, for a provider."""
    if work.viewer.provider_id is not None:
        return _own(work, work.viewer.provider_id)
    return _to_check(work) if work.viewer.has_role(Role.OFFICER) else []


def _to_check(work: UnitOfWork) -> list[WaitingItem]:
    rows, count = offers_to_check(work, LISTED + 1)
    if count > LISTED:
        return [WaitingItem("offer.many_to_check", _since(rows[0]), {}, arguments={"count": count})]
    return [WaitingItem("offer.to_check", _since(row), {"id": row.id}, row.title) for row in rows]


def _since(row: OfferRow) -> date:
    return office_time(row.submitted_at or row.created_at).date()


def _own(work: UnitOfWork, provider_id: int) -> list[WaitingItem]:
    keys = {OfferState.DRAFT: "offer.unfinished", OfferState.RETURNED: "offer.returned"}
    unsent = select(Offer).where(col(Offer.provider_id) == provider_id, col(Offer.state).in_(keys))
    offers = work.session.exec(unsent.order_by(col(Offer.created_at), col(Offer.id)))
    return [
        WaitingItem(
            keys[offer.state],
            office_time(offer.submitted_at or offer.created_at).date(),
            {"id": offer.id or 0},
            offer.title,
        )
        for offer in offers
    ]
