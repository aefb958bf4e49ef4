"""Drafts of offers: started, written page by page, copied. Only a draft or a returned offer can be edited."""

from typing import Any

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound
from matching.queries.offer_gaps import TERMS, Terms, terms_of
from matching.records import Offer, Provider, Unit
from matching.records.columns import rounded
from matching.services.offer_parts import (
    ClosuresPart,
    EnrolPart,
    Part,
    PlacesPart,
    PostsPart,
    RulesPart,
    WherePart,
)
from matching.services.offers import EDITABLE, FewerThanTaken, own_offer, refuse_stale
from matching.vocabulary import CoordinatesFrom, HousingKind, OfferKind, ProviderKind

UNSAID: dict[OfferKind, dict[str, Any]] = {OfferKind.HOUSING: {"housing_kind": HousingKind.FLAT}}
"""Kind of offer -> what stands in its terms until the page that asks for it is saved."""

USUAL: dict[ProviderKind, OfferKind] = {
    ProviderKind.EMPLOYER: OfferKind.JOB,
    ProviderKind.TRAINER: OfferKind.TRAINING,
    ProviderKind.LANDLORD: OfferKind.HOUSING,
}
"""Kind of provider -> what it mostly offers. It may offer any kind; of a community nothing is guessed."""


def start_draft(work: UnitOfWork, kind: OfferKind) -> Offer:
    """Start an empty draft for the viewer's own provider, in the provider's unit.

    Raises:
        NotFound: for an account without a provider.
    """
    provider = work.session.get(Provider, work.viewer.provider_id) if work.viewer.provider_id else None
    if provider is None:
        raise NotFound
    offer = Offer(
        provider_id=provider.id or 0, unit_id=provider.unit_id, kind=kind, created_at=work.now, places_to_confirm=True
    )
    return _stored(work, offer, TERMS[kind](offer_id=0, **UNSAID.get(kind, {})), "offer.draft_started")


def copy_offer(work: UnitOfWork, offer_id: int) -> Offer:
    """Start a draft from a past offer of the viewer's own; the dates are left open."""
    past = own_offer(work, offer_id)
    terms = terms_of(work.session, past)
    left_out = {
        "id",
        "state",
        "places_taken",
        "starts_on",
        "closes_on",
        "source",
        "source_reference",
        "to_check",
        "return_note",
        "created_at",
        "submitted_at",
        "published_at",
        "published_by_id",
        "facts_version",
        "version",
    }
    offer = Offer(**past.model_dump(exclude=left_out), created_at=work.now)
    own_dates = {"offer_id", "ends_on", "out_of_service"}
    copied = UNSAID.get(past.kind, {}) if terms is None else terms.model_dump(exclude=own_dates)
    return _stored(work, offer, TERMS[past.kind](offer_id=0, **copied), "offer.copied", copied_from=offer_id)


def save_part(work: UnitOfWork, offer_id: int, version: int, part: Part) -> Offer:
    """Save one page of a provider's own draft.

    Raises:
        IllegalStep: for an offer that is not a draft and was not returned.
        StaleEdit: where somebody saved it since.
        FewerThanTaken: for fewer places than are taken.
    """
    offer = own_offer(work, offer_id)
    refuse_stale(offer, version)
    if offer.state not in EDITABLE:
        raise IllegalStep("This opening is with an officer or published. Pause it and press Mend to change it.")
    _write(offer, terms_of(work.session, offer), _columns_of(work, offer, part))
    offer.version += 1
    record_act(work, "offer.draft_saved", offer=offer_id)
    return offer


def _columns_of(work: UnitOfWork, offer: Offer, part: Part) -> dict[str, Any]:
    """The columns that a page fills, named as they are stored."""
    said = dict(vars(part))
    if isinstance(part, WherePart):
        unit = work.session.get_one(Unit, offer.unit_id)
        return {"address": part.address, **coordinates(part.latitude, part.longitude, unit)}
    if isinstance(part, PlacesPart | EnrolPart):
        if part.places < offer.places_taken:
            raise FewerThanTaken
        return {**said, "places_to_confirm": False}
    if isinstance(part, PostsPart):
        return {"post_kinds": part.named_posts, "exclusions": [each.stored() for each in part.exclusions]}
    if isinstance(part, RulesPart):
        return {**said, "rule_codes": [code.value for code in part.rule_codes]}
    if isinstance(part, ClosuresPart):
        spans = [{"from": first.isoformat(), "to": last.isoformat()} for first, last in sorted(part.out_of_service)]
        return {"out_of_service": spans}
    return said | ({"description": said["description"] or ""} if "description" in said else {})


def coordinates(latitude: float | None, longitude: float | None, unit: Unit) -> dict[str, Any]:
    """An offer's own coordinates, rounded; else its unit's, marked as such."""
    if latitude is not None and longitude is not None:
        return {"latitude": rounded(latitude), "longitude": rounded(longitude), "coordinates_from": CoordinatesFrom.OWN}
    return {
        "latitude": rounded(unit.latitude),
        "longitude": rounded(unit.longitude),
        "coordinates_from": CoordinatesFrom.UNIT,
    }


def _write(offer: Offer, terms: Terms | None, columns: dict[str, Any]) -> None:
    """Put each column where it belongs: on the offer, or on the terms of its kind."""
    for name, value in columns.items():
        setattr(offer if name in Offer.model_fields else terms, name, value)


def _stored(work: UnitOfWork, offer: Offer, terms: Terms, act: str, **ids: int) -> Offer:
    if offer.latitude is None:
        _write(offer, terms, coordinates(None, None, work.session.get_one(Unit, offer.unit_id)))
    work.session.add(offer)
    work.session.flush()
    terms.offer_id = offer.id or 0
    work.session.add(terms)
    record_act(work, act, offer=offer.id, **ids)
    return offer
