"""Drafts of offers: started, written page by page, copied. Only a draft or a returned offer can be edited."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound
from matching.queries.offer_gaps import PARTS, TERMS, Terms, terms_of
from matching.records import JobTerms, Offer, Provider, Unit
from matching.records.columns import rounded
from matching.services.offers import EDITABLE, own_offer, refuse_stale
from matching.vocabulary import (
    Answer,
    Contract,
    CoordinatesFrom,
    ExclusionGround,
    OffenceCategory,
    OfferKind,
    PayPeriod,
    PostKind,
)


@dataclass(frozen=True)
class WorkPart:
    """What the work is."""

    title: str
    description: str | None
    occupation_code: str | None


@dataclass(frozen=True)
class WherePart:
    """Where the work is; without coordinates, those of the unit stand in, marked."""

    address: str | None = field(repr=False)
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class HoursPart:
    """When the work is done; weekdays count from Monday, 0."""

    hours_per_week: float | None
    shift_from: time | None
    shift_to: time | None
    weekdays: list[int]


@dataclass(frozen=True)
class PayPart:
    """What is paid, and how the job is held."""

    pay_from: float | None
    pay_to: float | None
    pay_period: PayPeriod
    contract: Contract
    lodging: Answer
    is_transitional: bool
    ends_on: date | None
    follows: str | None
    subsidy: str | None


@dataclass(frozen=True)
class WhoPart:
    """Whom the offer asks for."""

    age_from: int | None
    age_to: int | None
    qualifications: list[str]
    skills: list[str]


@dataclass(frozen=True)
class Exclusion:
    """An offence category that the provider would exclude, on which ground and why."""

    category: OffenceCategory
    ground: ExclusionGround
    justification: str | None = None

    def stored(self) -> dict[str, Any]:
        """The row as it is kept."""
        return {"category": self.category.value, "ground": self.ground.value, "justification": self.justification}


@dataclass(frozen=True)
class PostsPart:
    """Whether a law names the post, and what the provider would exclude."""

    post_kinds: list[PostKind]
    exclusions: list[Exclusion]


@dataclass(frozen=True)
class PlacesPart:
    """How many places there are, and from when to when."""

    places: int
    starts_on: date | None
    closes_on: date | None


Part = WorkPart | WherePart | HoursPart | PayPart | WhoPart | PostsPart | PlacesPart


def start_draft(work: UnitOfWork, kind: OfferKind) -> Offer:
    """Start an empty draft for the viewer's own provider, in the provider's unit.

    Raises:
        NotFound: for an account without a provider, or a kind that has no form.
    """
    provider = work.session.get(Provider, work.viewer.provider_id) if work.viewer.provider_id else None
    if provider is None or kind not in PARTS:
        raise NotFound
    offer = Offer(
        provider_id=provider.id or 0, unit_id=provider.unit_id, kind=kind, created_at=work.now, places_to_confirm=True
    )
    return _stored(work, offer, TERMS[kind](offer_id=0), "offer.draft_started")


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
        "return_note",
        "created_at",
        "submitted_at",
        "published_at",
        "published_by_id",
        "facts_version",
        "version",
    }
    offer = Offer(**past.model_dump(exclude=left_out), created_at=work.now)
    copied = {} if terms is None else terms.model_dump(exclude={"offer_id", "ends_on"})
    return _stored(work, offer, TERMS[past.kind](offer_id=0, **copied), "offer.copied", copied_from=offer_id)


def save_part(work: UnitOfWork, offer_id: int, version: int, part: Part) -> Offer:
    """Save one page of a provider's own draft.

    Raises:
        IllegalStep: for an offer that is not a draft and was not returned.
        StaleEdit: where somebody saved it since.
        BadInput: for fewer places than are taken.
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
    if isinstance(part, WherePart):
        return {
            "address": part.address,
            **coordinates(part.latitude, part.longitude, work.session.get_one(Unit, offer.unit_id)),
        }
    if isinstance(part, PlacesPart):
        if part.places < offer.places_taken:
            raise BadInput("There cannot be fewer places than are already taken.")
        return {**vars(part), "places_to_confirm": False}
    if isinstance(part, PostsPart):
        posts = [post.value for post in part.post_kinds]
        return {"post_kinds": posts, "exclusions": [exclusion.stored() for exclusion in part.exclusions]}
    if isinstance(part, WorkPart):
        return {**vars(part), "description": part.description or ""}
    return dict(vars(part))


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
    if isinstance(terms, JobTerms) and offer.latitude is None:
        _write(offer, terms, coordinates(None, None, work.session.get_one(Unit, offer.unit_id)))
    work.session.add(offer)
    work.session.flush()
    terms.offer_id = offer.id or 0
    work.session.add(terms)
    record_act(work, act, offer=offer.id, **ids)
    return offer
