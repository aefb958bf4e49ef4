"""Whether the subject can come: on the day, at the hours and from the place that the offer states."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.changes import Hands, NearMiss
from matching.eligibility.rules import ANY_KIND, COURSES, Mask, Parameters, Verdicts, rule, settle
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.columns import YES
from matching.facts.places import distance, distances
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
    "working_hours.if_shift_starts": ("shift_starts",),
    "working_hours.if_shift_ends": ("shift_ends",),
    "working_hours.if_can_start": ("comes_at",),
    "working_hours.if_can_stay": ("stays_until",),
    "journey_limit.within": ("km", "limit_km"),
    "journey_limit.lodging": ("limit_km",),
    "journey_limit.too_far": ("km", "limit_km"),
    "journey_limit.approximate": ("km", "limit_km"),
    "journey_limit.place_unknown": ("limit_km",),
    "journey_limit.if_limit_raised": ("limit_km",),
}


def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(number))).isoformat()


@rule(
    "available_from",
    of_subject=("available_on",),
    of_offer=("starts_on",),
    applies_to=COURSES,
    asks=Fact.AVAILABLE_ON,
    defaults={"near_days": 30},
)
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
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    days = subject.available_on - max(offer.starts_on, parameters["on"])
    if days > parameters["near_days"]:
        return []
    reason = Reason("available_from.if_start_waited", {"days": days})
    return [NearMiss(reason, Hands.PROVIDER, opening={"starts_on": subject.available_on})]


@rule("closing_date", of_subject=(), of_offer=("closes_on", "ends_on"), applies_to=ANY_KIND)
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


@rule(
    "working_hours",
    of_subject=("work_from_minute", "work_to_minute"),
    of_offer=("shift_from_minute", "shift_to_minute"),
    applies_to=COURSES,
    asks=Fact.WORKING_TIMES,
    defaults={"near_minutes": 60},
)
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


@shift_within_working_times.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    early, late = _misfit(subject, offer)
    if (early and late) or not 0 < early + late <= min(parameters["near_minutes"], _lasts(offer) - 1):
        return []
    return _earlier(subject, offer) if early else _later(offer, late)


def _lasts(offer: OfferFacts) -> int:
    """Minutes of a shift; the same hour twice means the whole day."""
    return (offer.shift_to_minute - offer.shift_from_minute - 1) % DAY + 1


def _misfit(subject: SubjectFacts, offer: OfferFacts) -> tuple[int, int]:
    """Minutes by which the shift starts before the subject can come, and ends after the subject must go."""
    can_start, can_stay, starts = subject.work_from_minute, subject.work_to_minute, offer.shift_from_minute
    if can_start < 0 or can_stay < 0:
        early = can_start - starts if can_start >= 0 else 0
        late = starts + _lasts(offer) - can_stay if can_stay >= 0 else 0
        return max(early, 0), max(late, 0)
    window, after = (can_stay - can_start - 1) % DAY + 1, (starts - can_start) % DAY
    if after < window:
        return 0, after + _lasts(offer) - window
    early = DAY - after
    return early, max(_lasts(offer) - early - window, 0)


def _earlier(subject: SubjectFacts, offer: OfferFacts) -> Sequence[NearMiss]:
    """The shift begins when the subject can come, or the subject comes when the shift begins."""
    starts, can = offer.shift_from_minute, subject.work_from_minute
    moved = Reason("working_hours.if_shift_starts", {"shift_starts": clock(can)})
    comes = Reason("working_hours.if_can_start", {"comes_at": clock(starts)})
    return [
        NearMiss(moved, Hands.PROVIDER, opening={"shift_from_minute": can}),
        NearMiss(comes, Hands.PERSON, person={"work_from_minute": starts}),
    ]


def _later(offer: OfferFacts, late: int) -> Sequence[NearMiss]:
    """The shift ends when the subject must go, or the subject stays until the shift ends."""
    ends = offer.shift_to_minute
    moved = Reason("working_hours.if_shift_ends", {"shift_ends": clock(ends - late)})
    stays = Reason("working_hours.if_can_stay", {"stays_until": clock(ends)})
    return [
        NearMiss(moved, Hands.PROVIDER, opening={"shift_to_minute": (ends - late) % DAY}),
        NearMiss(stays, Hands.PERSON, person={"work_to_minute": ends}),
    ]


@rule(
    "journey_limit",
    of_subject=("journey_limit_km", "latitude", "longitude"),
    of_offer=("coordinates_own", "latitude", "lodging", "longitude"),
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
    return round(distance(subject, offer), 1)


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
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    km = distance(subject, offer)
    limit_km = float(np.ceil(km))
    if km > parameters["near_share"] * subject.journey_limit_km:
        return []
    reason = Reason("journey_limit.if_limit_raised", {"limit_km": limit_km})
    return [NearMiss(reason, Hands.PERSON, person={"journey_limit_km": limit_km})]
