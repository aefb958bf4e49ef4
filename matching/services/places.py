"""Places of an offer: taken and given back by one conditional UPDATE, with a CHECK behind it."""

from sqlalchemy import CursorResult, Update, and_, case, update
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, PlacesTaken, Refused
from matching.records import Offer, Provider
from matching.services.timeline import offer_changed
from matching.vocabulary import OfferState, ProviderState

OPEN_STATES = (OfferState.PUBLISHED, OfferState.FILLED)


class OfferNotPublished(Refused):
    """This offer is not open now. Ask the officer who checks offers, or choose another offer."""


class NoPlaceTaken(IllegalStep):
    """No place of this offer is taken, so none can be given back."""


def reserve_place(work: UnitOfWork, offer_id: int) -> Offer:
    """Take one place of a published offer; the last one makes it filled.

    Raises:
        PlacesTaken: where all places are taken.
        OfferNotPublished: where the offer is paused, closed, expired, withdrawn or missing.
    """
    filled = case((col(Offer.places_taken) + 1 >= col(Offer.places), OfferState.FILLED), else_=col(Offer.state))
    taking = update(Offer).where(
        col(Offer.id) == offer_id,
        col(Offer.state) == OfferState.PUBLISHED,
        col(Offer.places_taken) < col(Offer.places),
    )
    if not _changed(work, taking.values(places_taken=Offer.places_taken + 1, state=filled)):
        offer = _read(work, offer_id)
        raise PlacesTaken if offer is not None and offer.state in OPEN_STATES else OfferNotPublished
    return _renewed(work, offer_id, OfferState.FILLED)


def release_place(work: UnitOfWork, offer_id: int) -> Offer:
    """Give one place back; a filled offer is published again, a closed or expired one stays as it is.

    A filled offer of a provider who is not approved any more is paused instead.

    Raises:
        NoPlaceTaken: where none is taken; it never falls below zero.
    """
    approved = select(Provider.id).where(col(Provider.state) == ProviderState.APPROVED)
    filled = col(Offer.state) == OfferState.FILLED
    may_open = and_(filled, col(Offer.provider_id).in_(approved))
    reopened = case((may_open, OfferState.PUBLISHED), (filled, OfferState.PAUSED), else_=col(Offer.state))
    giving = update(Offer).where(col(Offer.id) == offer_id, col(Offer.places_taken) > 0)
    if not _changed(work, giving.values(places_taken=Offer.places_taken - 1, state=reopened)):
        raise NoPlaceTaken
    return _renewed(work, offer_id, OfferState.PUBLISHED)


def _changed(work: UnitOfWork, statement: Update) -> bool:
    result = work.session.execute(statement, execution_options={"synchronize_session": False})
    return isinstance(result, CursorResult) and result.rowcount == 1


def _read(work: UnitOfWork, offer_id: int) -> Offer | None:
    return work.session.get(Offer, offer_id, populate_existing=True)


def _renewed(work: UnitOfWork, offer_id: int, turned: OfferState) -> Offer:
    """Read the offer as it is now; ask for new shortlists where its last place went or came back."""
    offer = _read(work, offer_id)
    assert offer is not None
    edge = offer.places if turned is OfferState.FILLED else offer.places - 1
    if offer.places_taken == edge and offer.state is turned:
        offer_changed(work, offer_id)
    return offer
