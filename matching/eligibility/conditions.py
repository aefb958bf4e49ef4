"""Duties and bans that an order or licence lays on a subject.

Criminal Law arts. 37-1 (occupation), 38 and 72 (places, persons); Community Corrections Law arts. 27 (leave
to work outside the county) and 34 (measures must not disturb normal work without need). What is recorded
counts at once; what a silent case file may still hide is unknown.
"""

from collections.abc import Sequence

import numpy as np

from matching.eligibility.changes import Hands, NearMiss
from matching.eligibility.rules import ANY_KIND, JOBS, Mask, Parameters, Verdicts, rule, settle
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.columns import NO, YES
from matching.facts.places import kilometres
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import Fact, HousingKind, OfferKind, PostKind, Verdict

REASONS: ReasonKeys = {
    "area_ban.none": (),
    "area_ban.outside": (),
    "area_ban.inside": ("radius_km",),
    "area_ban.place_unknown": (),
    "area_ban.unknown": (),
    "occupation_ban.none": (),
    "occupation_ban.other_work": ("occupation",),
    "occupation_ban.banned": ("occupation",),
    "occupation_ban.occupation_unknown": (),
    "occupation_ban.unknown": ("occupation",),
    "contact_ban.none": (),
    "contact_ban.minors": (),
    "contact_ban.provider": (),
    "contact_ban.children_in_the_home": (),
    "contact_ban.children_unstated": (),
    "contact_ban.home_unknown": (),
    "contact_ban.unknown": (),
    "travel_leave.same_county": (),
    "travel_leave.granted": (),
    "travel_leave.refused": (),
    "travel_leave.unknown": (),
    "travel_leave.county_unknown": (),
    "travel_leave.if_granted": (),
}


def _silent(subjects: Subjects) -> Mask:
    """Bool (n, 1): nobody has yet recorded whether an order lays conditions."""
    silent: Mask = (subjects.conditions_known == 0)[:, None]
    return silent


@rule(
    "area_ban",
    of_subject=("banned_areas", "conditions_known"),
    of_offer=("coordinates_own", "latitude", "longitude"),
    applies_to=ANY_KIND,
    asks=Fact.CONDITIONS,
    defaults={"approximate_km": 15.0},
)
def outside_banned_areas(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The workplace lies outside every area that the subject may not enter.

    Where only the unit's place stands for the workplace, a ban within `approximate_km` of it cannot be
    decided.
    """
    placed = ~np.isnan(offers.latitude + offers.longitude)
    banned = np.array([bool(areas) for areas in subjects.banned_areas], dtype=bool)[:, None]
    inside = _any_area(subjects, offers, 0.0)
    near = _any_area(subjects, offers, parameters["approximate_km"])
    return settle(
        subjects,
        offers,
        applies=banned | placed[None, :],
        broken=inside & offers.coordinates_own[None, :],
        unknown=(near & ~offers.coordinates_own[None, :]) | (banned & ~placed[None, :]) | _silent(subjects),
    )


def _any_area(subjects: Subjects, offers: Offers, margin_km: float) -> Mask:
    """Bool (n, m): the offer lies within `margin_km` of one of the subject's banned areas."""
    hit = np.zeros((len(subjects), len(offers)), dtype=bool)
    for i, areas in enumerate(subjects.banned_areas):
        for latitude, longitude, radius_km in areas:
            away = kilometres(np.array(latitude), np.array(longitude), offers.latitude, offers.longitude)
            hit[i] |= away <= radius_km + margin_km
    return hit


@outside_banned_areas.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.BROKEN:
        return Reason("area_ban.inside", {"radius_km": _radius_entered(subject, offer)})
    if verdict == Verdict.UNKNOWN:
        return Reason("area_ban.place_unknown" if subject.banned_areas else "area_ban.unknown", {})
    return Reason("area_ban.outside" if subject.banned_areas else "area_ban.none", {})


def _radius_entered(subject: SubjectFacts, offer: OfferFacts) -> float:
    place = np.array(offer.latitude), np.array(offer.longitude)
    return next(
        radius
        for north, east, radius in subject.banned_areas
        if kilometres(np.array(north), np.array(east), *place) <= radius
    )


@outside_banned_areas.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    return Fact.OFFER_PLACE if subject.banned_areas and subject.conditions_known else Fact.CONDITIONS


@rule(
    "occupation_ban",
    of_subject=("banned_occupations", "conditions_known"),
    of_offer=("occupation",),
    applies_to=JOBS,
    asks=Fact.CONDITIONS,
)
def not_a_banned_occupation(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The occupation is none that a court has closed to the subject."""
    stated = np.array([bool(code) for code in offers.occupation], dtype=bool)[None, :]
    banned = np.array([bool(codes) for codes in subjects.banned_occupations], dtype=bool)[:, None]
    broken = np.zeros((len(subjects), len(offers)), dtype=bool)
    unsure = np.zeros_like(broken)
    for i, prefixes in enumerate(subjects.banned_occupations):
        if prefixes:
            broken[i] = [bool(code) and code.startswith(prefixes) for code in offers.occupation]
            unsure[i] = [any(prefix.startswith(code) for prefix in prefixes) for code in offers.occupation]
    return settle(subjects, offers, applies=stated | banned, broken=broken, unknown=unsure | _silent(subjects))


@not_a_banned_occupation.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.BROKEN:
        return Reason("occupation_ban.banned", {"occupation": offer.occupation})
    if verdict == Verdict.UNKNOWN and (subject.conditions_known or not offer.occupation):
        return Reason("occupation_ban.occupation_unknown", {})
    if verdict == Verdict.UNKNOWN:
        return Reason("occupation_ban.unknown", {"occupation": offer.occupation})
    if subject.banned_occupations:
        return Reason("occupation_ban.other_work", {"occupation": offer.occupation})
    return Reason("occupation_ban.none", {})


@not_a_banned_occupation.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    return Fact.OFFER_OCCUPATION if subject.conditions_known else Fact.CONDITIONS


@rule(
    "contact_ban",
    of_subject=("banned_contacts", "conditions_known"),
    of_offer=("children", "housing_kind", "kind", "post_kinds", "provider"),
    applies_to=ANY_KIND,
    asks=Fact.CONDITIONS,
)
def no_banned_contact(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The offer brings the subject near nobody whom the order tells the subject to keep away from.

    Minors are met in a post that a statute names so, and in a home shared with others that admits children.
    """
    minors = np.array(["minors" in banned for banned in subjects.banned_contacts], dtype=bool)[:, None]
    provider = np.zeros((len(subjects), len(offers)), dtype=bool)
    for i in (i for i, banned in enumerate(subjects.banned_contacts) if banned):
        provider[i] = [_bans_provider(subjects.banned_contacts[i], number) for number in offers.provider]
    with_minors = offers.named(PostKind.WITH_MINORS)[None, :]
    own_flat = np.array([kind == HousingKind.FLAT for kind in offers.housing_kind], dtype=bool)
    shared = offers.of_kind(OfferKind.HOUSING) & ~own_flat
    children = (shared & (offers.children == YES))[None, :]
    unstated = minors & (shared & (offers.children == 0))[None, :]
    near = with_minors | children
    return settle(
        subjects,
        offers,
        applies=near | unstated | provider,
        broken=(minors & near) | provider,
        unknown=unstated | _silent(subjects),
    )


def _bans_provider(banned: frozenset[str], provider: int) -> bool:
    return f"provider:{provider}" in banned


@no_banned_contact.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.BROKEN:
        provider = _bans_provider(subject.banned_contacts, offer.provider)
        near = "children_in_the_home" if offer.kind == OfferKind.HOUSING else "minors"
        return Reason("contact_ban.provider" if provider else f"contact_ban.{near}", {})
    if verdict == Verdict.MET:
        return Reason("contact_ban.none", {})
    if offer.kind != OfferKind.HOUSING:
        return Reason("contact_ban.unknown", {})
    return Reason("contact_ban.children_unstated" if offer.children == 0 else "contact_ban.home_unknown", {})


@no_banned_contact.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    unstated = offer.kind == OfferKind.HOUSING and offer.children == 0
    return Fact.OFFER_CHILDREN if unstated else Fact.CONDITIONS


@rule(
    "travel_leave",
    of_subject=("county", "travel_leave", "under_correction"),
    of_offer=("county",),
    applies_to=ANY_KIND,
    asks=Fact.TRAVEL_LEAVE,
)
def may_work_outside_the_county(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """A subject under correction works inside the county, or has leave to work outside it."""
    county, workplace = subjects.county[:, None], offers.county[None, :]
    leave = subjects.travel_leave[:, None]
    same = (county == workplace) & (county >= 0)
    return settle(
        subjects,
        offers,
        applies=subjects.under_correction[:, None] & (workplace >= 0),
        broken=~same & (county >= 0) & (leave == NO),
        unknown=~same & (leave != YES),
    )


@may_work_outside_the_county.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.BROKEN:
        return Reason("travel_leave.refused", {})
    if verdict == Verdict.UNKNOWN:
        return Reason("travel_leave.county_unknown" if subject.county < 0 else "travel_leave.unknown", {})
    return Reason("travel_leave.same_county" if subject.county == offer.county else "travel_leave.granted", {})


@may_work_outside_the_county.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    return Fact.COUNTY if subject.county < 0 else Fact.TRAVEL_LEAVE


@may_work_outside_the_county.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    return [NearMiss(Reason("travel_leave.if_granted", {}), Hands.AUTHORITY, person={"travel_leave": YES})]
