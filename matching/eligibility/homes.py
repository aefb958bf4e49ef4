"""Terms of a home against the household that would live there, and the day on which it is needed.

How long people may stay is never a bar: a short stay is better than none.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from matching.eligibility.changes import Hands, NearMiss
from matching.eligibility.rules import HOMES, Parameters, Verdicts, rule, settle
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.columns import NO, YES
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import Fact, Verdict

REASONS: ReasonKeys = {
    "home_capacity.enough": ("home_max",),
    "home_capacity.too_small": ("home_max",),
    "home_capacity.household_unknown": ("home_max",),
    "home_sex.women": (),
    "home_sex.men": (),
    "home_sex.women_only": (),
    "home_sex.men_only": (),
    "home_sex.unknown": (),
    "home_children.none": (),
    "home_children.admitted": (),
    "home_children.not_admitted": (),
    "home_children.unknown": (),
    "home_step_free.stated": (),
    "home_step_free.not_needed": (),
    "home_step_free.steps": (),
    "home_step_free.need_unknown": (),
    "home_step_free.home_unstated": (),
    "home_free.in_time": ("free_on", "needed_on"),
    "home_free.too_late": ("free_on", "needed_on"),
    "home_free.if_bridged": ("days", "needed_on"),
    "out_of_service.open": ("moves_on",),
    "out_of_service.shut": ("shut_from", "shut_to"),
    "out_of_service.if_bridged": ("days", "moves_on"),
}

WOMEN, MEN = 1, 2
_EPOCH = date(1970, 1, 1)


def _day(number: int) -> str:
    return (_EPOCH + timedelta(days=int(number))).isoformat()


@rule(
    "home_capacity", of_subject=("household_size",), of_offer=("household_max",), applies_to=HOMES, asks=Fact.HOUSEHOLD
)
def room_for_the_household(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The home takes as many people as would move in together."""
    size, most = subjects.household_size[:, None], offers.household_max[None, :]
    return settle(subjects, offers, applies=~np.isnan(most), broken=size > most, unknown=np.isnan(size))


@room_for_the_household.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    keys = {Verdict.MET: "enough", Verdict.BROKEN: "too_small", Verdict.UNKNOWN: "household_unknown"}
    return Reason(f"home_capacity.{keys[verdict]}", {"home_max": offer.household_max})


@rule("home_sex", of_subject=("sex",), of_offer=("sex_only",), applies_to=HOMES, asks=Fact.SEX)
def of_the_sex_that_the_home_is_for(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """A home that is lawfully kept for one sex is for people of that sex."""
    sex, kept = subjects.sex[:, None], offers.sex_only[None, :]
    return settle(subjects, offers, applies=kept > 0, broken=(sex > 0) & (sex != kept), unknown=sex == 0)


@of_the_sex_that_the_home_is_for.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.UNKNOWN:
        return Reason("home_sex.unknown", {})
    kept = "women" if offer.sex_only == WOMEN else "men"
    return Reason(f"home_sex.{kept}" if verdict == Verdict.MET else f"home_sex.{kept}_only", {})


@rule("home_children", of_subject=("children",), of_offer=("children",), applies_to=HOMES, asks=Fact.HOUSEHOLD)
def children_admitted(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """Whoever would bring children needs a home that admits them."""
    children, stated = subjects.children[:, None], offers.children[None, :]
    refused = stated == NO
    return settle(
        subjects,
        offers,
        applies=stated > 0,
        broken=(children > 0) & refused,
        unknown=(children < 0) & refused,
    )


@children_admitted.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.MET:
        return Reason("home_children.admitted" if offer.children == YES else "home_children.none", {})
    return Reason("home_children.not_admitted" if verdict == Verdict.BROKEN else "home_children.unknown", {})


@rule(
    "home_step_free", of_subject=("step_free_needed",), of_offer=("step_free",), applies_to=HOMES, asks=Fact.STEP_FREE
)
def without_steps_where_needed(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """Whoever cannot climb steps needs a home without them.

    For them a home that does not say is a question to the landlord.
    """
    needed, stated = subjects.step_free_needed[:, None], offers.step_free[None, :]
    has_steps, silent = stated == NO, stated == 0
    return settle(
        subjects,
        offers,
        applies=(stated > 0) | (needed == YES),
        broken=has_steps & (needed == YES),
        unknown=(has_steps & (needed == 0)) | (silent & (needed == YES)),
    )


@without_steps_where_needed.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.MET:
        return Reason("home_step_free.stated" if offer.step_free == YES else "home_step_free.not_needed", {})
    if verdict == Verdict.BROKEN:
        return Reason("home_step_free.steps", {})
    unstated = offer.step_free == 0
    return Reason("home_step_free.home_unstated" if unstated else "home_step_free.need_unknown", {})


@without_steps_where_needed.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    return Fact.OFFER_STEP_FREE if offer.step_free == 0 else Fact.STEP_FREE


@rule(
    "home_free",
    of_subject=("home_needed_on",),
    of_offer=("starts_on",),
    applies_to=HOMES,
    defaults={"wait_days": 14, "near_days": 45},
)
def free_when_needed(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The home is free on the day on which it is needed, or at most `wait_days` later."""
    waits = offers.starts_on[None, :] - _needed_on(subjects, parameters)[:, None]
    applies = (offers.starts_on >= 0)[None, :]
    return settle(subjects, offers, applies=applies, broken=waits > parameters["wait_days"], unknown=False)


def _needed_on(subjects: Subjects, parameters: Parameters) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """The day on which each subject needs a home, not before the day of the assessment."""
    return np.maximum(subjects.home_needed_on, parameters["on"])


def _needed(subject: SubjectFacts, parameters: Parameters) -> int:
    return int(max(subject.home_needed_on, parameters["on"]))


@free_when_needed.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    days = {"free_on": _day(offer.starts_on), "needed_on": _day(_needed(subject, parameters))}
    return Reason("home_free.in_time" if verdict == Verdict.MET else "home_free.too_late", {**days})


@free_when_needed.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    needed = _needed(subject, parameters)
    days = offer.starts_on - needed
    reason = Reason("home_free.if_bridged", {"days": days, "needed_on": _day(needed)})
    return _bridged(reason, days, needed, parameters)


def _bridged(reason: Reason, days: int, since: int, parameters: Parameters) -> Sequence[NearMiss]:
    """The change of a stay elsewhere for some days, while they are few."""
    near = days <= parameters["near_days"]
    return [NearMiss(reason, Hands.OFFICE, person={"home_needed_on": since + days})] if near else []


@rule(
    "out_of_service",
    of_subject=("home_needed_on",),
    of_offer=("out_of_service", "starts_on"),
    applies_to=HOMES,
    defaults={"near_days": 30},
)
def in_service_on_the_day(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The home is not out of service on the day on which the subject would move in.

    That is the day on which it is needed or, if later, the first on which it is free.
    """
    moves = np.maximum(_needed_on(subjects, parameters)[:, None], offers.starts_on[None, :])
    shut = np.zeros((len(subjects), len(offers)), dtype=bool)
    for j, spans in enumerate(offers.out_of_service):
        for first, last in spans:
            shut[:, j] |= (first <= moves[:, j]) & (moves[:, j] <= last)
    applies = np.array([bool(spans) for spans in offers.out_of_service], dtype=bool)[None, :]
    return settle(subjects, offers, applies=applies, broken=shut, unknown=False)


def _moves_on(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> int:
    return int(max(_needed(subject, parameters), offer.starts_on))


def _shut_over(offer: OfferFacts, day: int) -> tuple[int, int]:
    """The stretch out of service that a day falls into, joined with those that follow it at once."""
    first, last = next((first, last) for first, last in offer.out_of_service if first <= day <= last)
    for begins, ends in sorted(offer.out_of_service):
        if begins <= last + 1:
            last = max(last, ends)
    return first, last


@in_service_on_the_day.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    day = _moves_on(subject, offer, parameters)
    if verdict == Verdict.MET:
        return Reason("out_of_service.open", {"moves_on": _day(day)})
    first, last = _shut_over(offer, day)
    return Reason("out_of_service.shut", {"shut_from": _day(first), "shut_to": _day(last)})


@in_service_on_the_day.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    day = _moves_on(subject, offer, parameters)
    days = _shut_over(offer, day)[1] + 1 - day
    reason = Reason("out_of_service.if_bridged", {"days": days, "moves_on": _day(day)})
    return _bridged(reason, days, day, parameters)
