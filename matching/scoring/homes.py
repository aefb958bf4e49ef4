"""Components of housing alone: household, house rules, nearness to work, rent, steps, stay."""

from collections.abc import Collection, Sequence

import numpy as np

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.columns import NO, YES
from matching.facts.places import kilometres
from matching.reasons import Reason, ReasonKeys
from matching.scoring.circumstances import travel_limits
from matching.scoring.components import Context, Measured, Values, component, lacks
from matching.scoring.text import Vocabulary
from matching.vocabulary import Fact, HouseRule, OfferKind

REASONS: ReasonKeys = {
    "household.full": ("home_max",),
    "household.spare": ("home_max",),
    "household.unknown": ("missing",),
    "house_rules.none": (),
    "house_rules.accepted": ("rules",),
    "house_rules.refused": ("rules",),
    "house_rules.unknown": ("missing",),
    "near_work.distance": ("km", "limit_km"),
    "near_work.no_job": (),
    "near_work.unknown": ("missing",),
    "rent.free": (),
    "rent.within": ("rent", "rent_limit"),
    "rent.above": ("rent", "rent_limit"),
    "rent.unknown": ("missing",),
    "step_free.answers": (),
    "step_free.spare": (),
    "step_free.not_needed": (),
    "step_free.steps": (),
    "step_free.unknown": ("missing",),
    "stay.limit": ("stay_days",),
    "stay.unknown": ("missing",),
}

SPARE_STEP_FREE = 0.5
"""The value of a home without steps for somebody who can climb them: others may need it."""

LONG_STAY_DAYS = 180.0
"""The stay from which more days add nothing: half a year is what a transitional stay usually is."""


@component(
    "household", OfferKind.HOUSING, of_subject=("children", "household_size"), of_offer=("children", "household_max")
)
def room_not_wasted(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How much of the home the household would use: people / most people, 0 where they are too many.

    Unknown where nobody has asked who would move in, the home does not say how many it takes, or children would
    come and it does not say whether they may.
    """
    size, most = subjects.household_size[:, None], offers.household_max[None, :]
    values = np.where(size <= most, size / np.where(most > 0, most, 1), 0)
    unsure = (subjects.children > 0)[:, None] & (offers.children == 0)[None, :]
    return Measured(values, ~np.isnan(size) & ~np.isnan(most) & ~unsure)


@room_not_wasted.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        return lacks(
            "household.unknown",
            (bool(np.isnan(subject.household_size)), Fact.HOUSEHOLD),
            (bool(np.isnan(offer.household_max)), Fact.OFFER_HOUSEHOLD),
            (subject.children > 0 and offer.children == 0, Fact.OFFER_CHILDREN),
        )
    return Reason("household.full" if value == 1 else "household.spare", {"home_max": offer.household_max})


@component(
    "house_rules",
    OfferKind.HOUSING,
    of_subject=("house_rules_asked", "house_rules_refused"),
    of_offer=("rule_codes", "rules_stated"),
)
def house_rules_accepted(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """The share of the rules of the house that the person accepts; 1 where it has none.

    Unknown where the home does not state them, or nobody has asked the person.
    """
    rules, refused = _rules(offers.rule_codes), _rules(subjects.house_rules_refused)
    stated = rules.sum(axis=1)
    values = 1 - (refused @ rules.T) / np.maximum(stated, 1)
    return Measured(
        values, offers.rules_stated[None, :] & (subjects.house_rules_asked[:, None] | (stated == 0)[None, :])
    )


def _rules(codes: Sequence[Collection[str]]) -> Values:
    """Which rules each list names, (k, rules), of 0 and 1."""
    named = [[code in each for code in HouseRule] for each in codes]
    return np.array(named, dtype=np.float64).reshape(len(codes), len(HouseRule))


@house_rules_accepted.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        return lacks(
            "house_rules.unknown",
            (not subject.house_rules_asked and bool(offer.rule_codes or not offer.rules_stated), Fact.HOUSE_RULES),
            (not offer.rules_stated, Fact.OFFER_HOUSE_RULES),
        )
    if not offer.rule_codes:
        return Reason("house_rules.none", {})
    refused = [code for code in dict.fromkeys(offer.rule_codes) if code in subject.house_rules_refused]
    if refused:
        return Reason("house_rules.refused", {"rules": [str(code) for code in refused]})
    return Reason("house_rules.accepted", {"rules": [str(code) for code in dict.fromkeys(offer.rule_codes)]})


@component(
    "near_work",
    OfferKind.HOUSING,
    of_subject=("has_job", "journey_limit_km", "workplace_latitude", "workplace_longitude"),
    of_offer=("latitude", "longitude"),
)
def near_the_workplace(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How near it lies to the job that the person holds or is about to take up: 1 - km / limit, not below 0.

    The limit is that of journeys. Unknown without such a job, or where either place is.
    """
    km = _km(subjects, offers)
    return Measured(np.clip(1 - km / travel_limits(subjects.journey_limit_km)[:, None], 0, 1), ~np.isnan(km))


def _km(subjects: Subjects, offers: Offers) -> Values:
    places = subjects.workplace_latitude[:, None], subjects.workplace_longitude[:, None]
    km = kilometres(*places, offers.latitude[None, :], offers.longitude[None, :])
    return np.where(subjects.has_job[:, None], km, np.nan)


@near_the_workplace.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not subject.has_job:
        return Reason("near_work.no_job", {})
    if not known:
        workplace, home = subject.workplace_latitude + subject.workplace_longitude, offer.latitude + offer.longitude
        return lacks(
            "near_work.unknown",
            (bool(np.isnan(workplace)), Fact.WORKPLACE),
            (bool(np.isnan(home)), Fact.OFFER_PLACE),
        )
    km = round(float(_km(Subjects.of([subject]), Offers.of([offer]))[0, 0]), 1)
    limit_km = round(float(travel_limits(np.array([subject.journey_limit_km]))[0]), 1)
    return Reason("near_work.distance", {"km": km, "limit_km": limit_km})


@component("rent", OfferKind.HOUSING, of_subject=("rent_limit",), of_offer=("rent",))
def rent_within_means(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """1 where nothing is asked, 1/2 at what the person can pay, 0 at twice that.

    Unknown where the home states no rent, or one is asked and nobody knows what the person can pay.
    """
    rent, limit = _rent(offers)[None, :], subjects.rent_limit[:, None]
    with np.errstate(over="ignore"):
        share = rent / np.where(limit > 0, 2 * limit, np.nan)
    values = np.where(rent == 0, 1.0, np.where(limit == 0, 0.0, 1 - share))
    return Measured(np.clip(values, 0, 1), (rent == 0) | (~np.isnan(rent) & (limit >= 0)))


def _rent(offers: Offers) -> Values:
    return np.where(offers.rent >= 0, offers.rent, np.nan)


@rent_within_means.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        unstated = not offer.rent >= 0
        return lacks("rent.unknown", (not subject.rent_limit >= 0, Fact.RENT_LIMIT), (unstated, Fact.OFFER_RENT))
    if offer.rent == 0:
        return Reason("rent.free", {})
    key = "rent.within" if offer.rent <= subject.rent_limit else "rent.above"
    return Reason(key, {"rent": round(offer.rent), "rent_limit": round(subject.rent_limit)})


@component("step_free", OfferKind.HOUSING, of_subject=("step_free_needed",), of_offer=("step_free",))
def steps_as_needed(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """1 where a home without steps meets somebody who needs it, or where nobody needs it and it has steps.

    Unknown where nobody has asked the person, or they need it and the home does not say.
    """
    needed, stated = subjects.step_free_needed[:, None], offers.step_free[None, :]
    values = np.where(needed == YES, stated == YES, np.where(stated == YES, SPARE_STEP_FREE, 1.0))
    return Measured(values, (needed == NO) | ((needed == YES) & (stated > 0)))


@steps_as_needed.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        asked = subject.step_free_needed == YES
        return lacks("step_free.unknown", (not asked, Fact.STEP_FREE), (asked, Fact.OFFER_STEP_FREE))
    if subject.step_free_needed == NO:
        return Reason("step_free.spare" if offer.step_free == YES else "step_free.not_needed", {})
    return Reason("step_free.answers" if offer.step_free == YES else "step_free.steps", {})


@component("stay", OfferKind.HOUSING, of_subject=(), of_offer=("stay_limit_days",))
def stay_long(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How long one may stay, up to `LONG_STAY_DAYS`. Unknown where the home does not say."""
    values = np.clip(offers.stay_limit_days / LONG_STAY_DAYS, 0, 1)
    shape = len(subjects), len(offers)
    return Measured(np.broadcast_to(values[None, :], shape), np.broadcast_to(~np.isnan(values)[None, :], shape))


@stay_long.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        return lacks("stay.unknown", (True, Fact.OFFER_STAY))
    return Reason("stay.limit", {"stay_days": offer.stay_limit_days})
