"""Whether the subject can come: on the day, at the hours and from the place that the offer states."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.rules import ANY_KIND, COURSES, Mask, Parameters, Verdicts, rule, settle
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.columns import YES
from matching.facts.places import distances
from matching.facts.times import DAY, clock, length
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import Fact, Verdict

REASONS: ReasonKeys = {
    "available_from.in_time": ("starts_on", "available_on"),
    "available_from.too_late": ("starts_on", "available_on"),
    "available_from.unknown": ("starts_on",),
    "available_from.if_start_waited": ("days",),
    "closing_date.open": ("closes_on",),
    "closing_date.closed": ("closes_on",),
    "closing_date.runs": ("ends_on",),
    "closing_date.over": ("ends_on",),
    "working_hours.within": ("shift_starts", "shift_ends"),
    "working_hours.outside": ("shift_starts", "shift_ends", "can_start", "can_stay"),
    "working_hours.unknown": ("shift_starts", "shift_ends"),
    "journey_limit.within": ("km", "limit_km"),
    "journey_limit.lodging": ("limit_km",),
    "journey_limit.too_far": ("km", "limit_km"),
    "journey_limit.approximate": ("km", "limit_km"),
    "journey_limit.place_unknown": ("limit_km",),
    "journey_limit.if_limit_raised": ("limit_km",),
}


def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(number))).isoformat()


@rule("available_from", applies_to=COURSES, asks=Fact.AVAILABLE_ON, defaults={"near_days": 30})
def available_at_the_start(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The subject can begin when the offer does.

    An offer that has begun still takes people on the day of the assessment.
    """
    begins = np.maximum(offers.starts_on, parameters["on"])[None, :]
    available = subjects.available_on[:, None]
    return settle(
        subjects,
        offers,
        applies=(offers.starts_on >= 0)[None, :],
        broken=(available >= 0) & (available > begins),
        unknown=available < 0,
    )


@available_at_the_start.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    starts_on = _day(offer.starts_on)
    if verdict == Verdict.UNKNOWN:
        return Reason("available_from.unknown", {"starts_on": starts_on})
    key = "available_from.in_time" if verdict == Verdict.MET else "available_from.too_late"
    return Reason(key, {"starts_on": starts_on, "available_on": _day(subject.available_on)})


@available_at_the_start.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Reason | None:
    days = subject.available_on - max(offer.starts_on, parameters["on"])
    return Reason("available_from.if_start_waited", {"days": days}) if days <= parameters["near_days"] else None


@rule("closing_date", applies_to=ANY_KIND)
def still_open(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The offer has not closed, and what it offers is not over; the closing day and the last day still count."""
    closed, over = _past(offers.closes_on, parameters), _past(offers.ends_on, parameters)
    stated = (offers.closes_on >= 0) | (offers.ends_on >= 0)
    return settle(subjects, offers, applies=stated[None, :], broken=(closed | over)[None, :], unknown=False)


def _past(days: NDArray[np.int32], parameters: Parameters) -> Mask:
    """Bool (m,): the day is stated and lies before that of the assessment."""
    past: Mask = (days >= 0) & (days < parameters["on"])
    return past


@still_open.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if offer.closes_on < 0 or parameters["on"] <= offer.closes_on and verdict == Verdict.BROKEN:
        key = "closing_date.runs" if verdict == Verdict.MET else "closing_date.over"
        return Reason(key, {"ends_on": _day(offer.ends_on)})
    key = "closing_date.open" if verdict == Verdict.MET else "closing_date.closed"
    return Reason(key, {"closes_on": _day(offer.closes_on)})


@rule("working_hours", applies_to=COURSES, asks=Fact.WORKING_TIMES)
def shift_within_working_times(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The shift lies between the earliest start and the latest end that the subject can keep.

    Both may run over midnight.
    """
    can_start, can_stay = subjects.work_from_minute[:, None], subjects.work_to_minute[:, None]
    starts, minutes = (
        offers.shift_from_minute[None, :],
        length(offers.shift_from_minute, offers.shift_to_minute)[None, :],
    )
    window = length(can_start, can_stay)
    outside = (window < DAY) & ((starts.astype(np.int32) - can_start) % DAY + minutes > window)
    both = (can_start >= 0) & (can_stay >= 0)
    one_side = ((can_start >= 0) & (starts < can_start)) | (
        (can_stay >= 0) & (starts.astype(np.int32) + minutes > can_stay)
    )
    return settle(
        subjects,
        offers,
        applies=offers.shift_stated[None, :],
        broken=np.where(both, outside, one_side),
        unknown=~both,
    )


@shift_within_working_times.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    shift = {"shift_starts": clock(offer.shift_from_minute), "shift_ends": clock(offer.shift_to_minute)}
    if verdict != Verdict.BROKEN:
        key = "working_hours.within" if verdict == Verdict.MET else "working_hours.unknown"
        return Reason(key, {**shift})
    can = {
        "can_start": _clock_or_none(subject.work_from_minute),
        "can_stay": _clock_or_none(subject.work_to_minute),
    }
    return Reason("working_hours.outside", {**shift, **can})


def _clock_or_none(minute: int) -> str | None:
    return clock(minute) if minute >= 0 else None


@rule(
    "journey_limit",
    applies_to=COURSES,
    asks=Fact.RESIDENCE,
    defaults={"approximate_km": 5.0, "near_share": 1.5},
)
def within_the_journey_limit(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The workplace is no further than the subject can travel, or the offer gives lodging.

    Where only the unit's place stands for the workplace, up to `approximate_km` past the limit cannot be
    decided.
    """
    limit, lodged = subjects.journey_limit_km[:, None], (offers.lodging == YES)[None, :]
    km = distances(subjects, offers)
    slack = np.where(offers.coordinates_own, 0.0, parameters["approximate_km"])[None, :]
    unsure: Mask = np.isnan(km) | ((km > limit) & (km <= limit + slack))
    return settle(
        subjects,
        offers,
        applies=~np.isnan(limit),
        broken=(km > limit + slack) & ~lodged,
        unknown=unsure & ~lodged,
    )


def _km(subject: SubjectFacts, offer: OfferFacts) -> float:
    return round(float(distances(Subjects.of([subject]), Offers.of([offer]))[0, 0]), 1)


@within_the_journey_limit.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    limit, km = round(subject.journey_limit_km, 1), _km(subject, offer)
    if verdict == Verdict.UNKNOWN and np.isnan(km):
        return Reason("journey_limit.place_unknown", {"limit_km": limit})
    if verdict == Verdict.MET and not km <= subject.journey_limit_km:
        return Reason("journey_limit.lodging", {"limit_km": limit})
    keys = {Verdict.MET: "within", Verdict.BROKEN: "too_far", Verdict.UNKNOWN: "approximate"}
    return Reason(f"journey_limit.{keys[verdict]}", {"km": km, "limit_km": limit})


@within_the_journey_limit.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    return Fact.RESIDENCE if np.isnan(subject.latitude + subject.longitude) else Fact.OFFER_PLACE


@within_the_journey_limit.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Reason | None:
    km = _km(subject, offer)
    near = km <= parameters["near_share"] * subject.journey_limit_km
    return Reason("journey_limit.if_limit_raised", {"limit_km": float(np.ceil(km))}) if near else None
