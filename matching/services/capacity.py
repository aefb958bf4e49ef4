"""How many places an open offer has: changed without a new check, since nobody is matched to a number."""

from dataclasses import dataclass

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import IllegalStep
from matching.records import Offer
from matching.services.offers import (
    FewerThanTaken,
    Step,
    checked_offer,
    own_offer,
    refuse_closed_door,
    refuse_stale,
    take,
)
from matching.vocabulary import OfferState

COUNTED = (OfferState.PUBLISHED, OfferState.PAUSED, OfferState.FILLED)
"""The states in which the number of places may change; before, the form asks for it."""


@dataclass(frozen=True)
class ChangePlaces:
    """How many places an offer has from now on, from the version that the page showed."""

    offer_id: int
    version: int
    places: int


def change_own_places(work: UnitOfWork, command: ChangePlaces) -> Offer:
    """Change the number of places of a provider's own open offer. Raises what `_change` raises."""
    return _change(work, own_offer(work, command.offer_id), command)


def change_checked_places(work: UnitOfWork, command: ChangePlaces) -> Offer:
    """Change the number of places of an open offer that the officer's line of units checks. Raises what `_change` raises."""
    return _change(work, checked_offer(work, command.offer_id), command)


def _change(work: UnitOfWork, offer: Offer, command: ChangePlaces) -> Offer:
    """Write the number; a filled offer with a free place opens again, a published one without is filled.

    Raises:
        IllegalStep: for an offer that is not published, paused or filled.
        FewerThanTaken: for fewer places than are taken.
        NotApproved, DateHasPassed: where the offer would open and may not.
    """
    refuse_stale(offer, command.version)
    if offer.state not in COUNTED:
        raise IllegalStep("The number of places of this opening is changed on its form.")
    if command.places < offer.places_taken:
        raise FewerThanTaken
    offer.places, offer.places_to_confirm = command.places, False
    offer.version += 1
    record_act(work, "offer.places_changed", offer=offer.id)
    is_full = offer.places_taken >= offer.places
    if offer.state is OfferState.FILLED and not is_full:
        refuse_closed_door(work, offer)
        return take(work, offer, Step.FREE)
    if offer.state is OfferState.PUBLISHED and is_full:
        return take(work, offer, Step.FILL)
    return offer
