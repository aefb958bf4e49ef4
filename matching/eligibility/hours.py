"""The hours of an offer against the hours that a subject is bound or able to keep.

A curfew comes from the order or licence; a reporting duty from Community Corrections Law art. 34, which also
says that measures should not disturb normal work without need: unless the rulebook says otherwise
(`movable`), a clash with a reporting duty is a question to the office, not a bar.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.changes import Hands, NearMiss
from matching.eligibility.rules import COURSES, Mask, Parameters, Verdicts, rule, settle
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.times import DAY, clock, length, overlaps
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import Fact, Verdict

REASONS: ReasonKeys = {
    "curfew.none": (),
    "curfew.unknown": (),
    "curfew.kept": ("shift_starts", "shift_ends", "home_by", "home_until"),
    "curfew.shift_ends_after": ("shift_ends", "home_by"),
    "curfew.shift_starts_before": ("shift_starts", "home_until"),
    "curfew.shift_unstated": ("home_by", "home_until"),
    "curfew.if_home_by": ("home_by", "minutes"),
    "curfew.if_home_until": ("home_until", "minutes"),
    "curfew.if_shift_ends": ("shift_ends",),
    "curfew.if_shift_starts": ("shift_starts",),
    "reporting_hours.none": (),
    "reporting_hours.unknown": (),
    "reporting_hours.free": (),
    "reporting_hours.clash": ("weekday", "begins", "ends"),
    "reporting_hours.clash_to_settle": ("weekday", "begins", "ends"),
    "reporting_hours.weekdays_unstated": ("weekday", "begins", "ends"),
    "reporting_hours.if_moved": ("weekday", "begins", "ends"),
}

Duty = tuple[int, int, int]


@rule(
    "curfew",
    of_subject=("conditions_known", "curfew_from_minute", "curfew_to_minute"),
    of_offer=("shift_from_minute", "shift_to_minute"),
    applies_to=COURSES,
    asks=Fact.CONDITIONS,
    defaults={"travel_margin_minutes": 30, "near_minutes": 120, "near_shift_minutes": 60, "ask_unstated_shift": False},
)
def home_before_curfew(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The shift, with the way there and back, falls in the hours when the subject need not be home."""
    laid = _curfew_laid(subjects)
    stated = offers.shift_stated[None, :]
    begins, minutes = _away(offers, parameters)
    home_from, home_to = subjects.curfew_from_minute[:, None], subjects.curfew_to_minute[:, None]
    clash = overlaps(begins, minutes, home_from, length(home_from, home_to))
    return settle(
        subjects,
        offers,
        applies=stated | (laid & bool(parameters["ask_unstated_shift"])),
        broken=laid & stated & clash,
        unknown=(laid & ~stated) | (~laid & (subjects.conditions_known == 0)[:, None]),
    )


def _curfew_laid(subjects: Subjects) -> Mask:
    laid: Mask = ((subjects.curfew_from_minute >= 0) & (subjects.curfew_to_minute >= 0))[:, None]
    return laid


def _away(offers: Offers, parameters: Parameters) -> tuple[NDArray[Any], NDArray[Any]]:
    """Start and length in minutes, each (1, m), of shift and way together; never longer than a day."""
    margin = parameters["travel_margin_minutes"]
    starts = offers.shift_from_minute[None, :].astype(np.int32)
    minutes = length(starts, offers.shift_to_minute[None, :]) + 2 * margin
    return starts - margin, np.minimum(minutes, DAY)


@home_before_curfew.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.UNKNOWN and offer.shift_from_minute >= 0:
        return Reason("curfew.unknown", {})
    if subject.curfew_from_minute < 0 or subject.curfew_to_minute < 0:
        return Reason("curfew.none", {})
    home = {"home_by": clock(subject.curfew_from_minute), "home_until": clock(subject.curfew_to_minute)}
    if verdict == Verdict.UNKNOWN:
        return Reason("curfew.shift_unstated", {**home})
    shift = {"shift_starts": clock(offer.shift_from_minute), "shift_ends": clock(offer.shift_to_minute)}
    if verdict == Verdict.MET:
        return Reason("curfew.kept", {**shift, **home})
    if _leaves_too_early(subject, offer, parameters):
        home_until = {"shift_starts": shift["shift_starts"], "home_until": home["home_until"]}
        return Reason("curfew.shift_starts_before", {**home_until})
    return Reason("curfew.shift_ends_after", {"shift_ends": shift["shift_ends"], "home_by": home["home_by"]})


def _leaves_too_early(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> bool:
    """The trouble is the morning: out in the second half of a curfew, and back before the next."""
    early = _leaves_home(subject, offer, parameters)
    in_second_half = 0 < 2 * early <= _at_home(subject)
    return in_second_half and not _late(subject, offer, parameters)


def _at_home(subject: SubjectFacts) -> int:
    """Minutes that the curfew lasts; the same hour twice means the whole day."""
    return (subject.curfew_to_minute - subject.curfew_from_minute - 1) % DAY + 1


@home_before_curfew.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    return Fact.OFFER_SHIFT if offer.shift_from_minute < 0 else Fact.CONDITIONS


def _leaves_home(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> int:
    """Minutes by which the subject leaves home before the curfew ends; 0 if it has ended by then."""
    leaves = offer.shift_from_minute - parameters["travel_margin_minutes"]
    early = (subject.curfew_to_minute - leaves - 1) % DAY + 1
    return int(early) if early <= _at_home(subject) else 0


def _late(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> int:
    """Minutes by which the subject comes home after the curfew has next begun; 0 if before."""
    margin = parameters["travel_margin_minutes"]
    minutes = min((offer.shift_to_minute - offer.shift_from_minute - 1) % DAY + 1 + 2 * margin, DAY)
    until_curfew = (subject.curfew_from_minute - (offer.shift_from_minute - margin)) % DAY
    return int(max(minutes - until_curfew, 0))


@home_before_curfew.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    late, early = _late(subject, offer, parameters), _leaves_home(subject, offer, parameters)
    if bool(late) == bool(early):
        return []
    changes = _out_longer(subject, offer, late) if late else _out_sooner(subject, offer, early)
    lasts = (offer.shift_to_minute - offer.shift_from_minute - 1) % DAY + 1
    most = {
        Hands.AUTHORITY: min(parameters["near_minutes"], _at_home(subject) - 1),
        Hands.PROVIDER: min(parameters["near_shift_minutes"], lasts - 1),
    }
    return [each for each in changes if late + early <= most[each.hands]]


def _out_longer(subject: SubjectFacts, offer: OfferFacts, minutes: int) -> list[NearMiss]:
    """The curfew begins later, or the shift ends sooner."""
    home_by, ends = subject.curfew_from_minute + minutes, offer.shift_to_minute - minutes
    curfew = Reason("curfew.if_home_by", {"home_by": clock(home_by), "minutes": minutes})
    shift = Reason("curfew.if_shift_ends", {"shift_ends": clock(ends)})
    return [
        NearMiss(curfew, Hands.AUTHORITY, person={"curfew_from_minute": home_by % DAY}),
        NearMiss(shift, Hands.PROVIDER, opening={"shift_to_minute": ends % DAY}),
    ]


def _out_sooner(subject: SubjectFacts, offer: OfferFacts, minutes: int) -> list[NearMiss]:
    """The curfew ends sooner, or the shift starts later."""
    home_until, starts = subject.curfew_to_minute - minutes, offer.shift_from_minute + minutes
    curfew = Reason("curfew.if_home_until", {"home_until": clock(home_until), "minutes": minutes})
    shift = Reason("curfew.if_shift_starts", {"shift_starts": clock(starts)})
    return [
        NearMiss(curfew, Hands.AUTHORITY, person={"curfew_to_minute": home_until % DAY}),
        NearMiss(shift, Hands.PROVIDER, opening={"shift_from_minute": starts % DAY}),
    ]


@rule(
    "reporting_hours",
    of_subject=("conditions_known", "reporting"),
    of_offer=("shift_from_minute", "shift_to_minute", "weekdays"),
    applies_to=COURSES,
    asks=Fact.CONDITIONS,
    defaults={"movable": True},
)
def free_for_reporting(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """No reporting duty falls within a shift."""
    certain = np.zeros((len(subjects), len(offers)), dtype=bool)
    possible = np.zeros_like(certain)
    for i, duties in enumerate(subjects.reporting):
        for duty in duties:
            on_duty, maybe = _clash(offers, duty)
            certain[i] |= on_duty
            possible[i] |= maybe
    silent = (subjects.conditions_known == 0)[:, None]
    broken = np.zeros_like(certain) if parameters["movable"] else certain
    return settle(
        subjects,
        offers,
        applies=offers.shift_stated[None, :],
        broken=broken,
        unknown=certain | possible | silent,
    )


def _clash(offers: Offers, duty: Duty) -> tuple[Mask, Mask]:
    """Bool (m,) twice: the shift certainly meets the duty; it may, the offer not saying on which days."""
    weekday, begins, ends = duty
    starts = offers.shift_from_minute.astype(np.int32)
    stops = starts + length(starts, offers.shift_to_minute)
    today = (starts < ends) & (begins < stops)
    since_yesterday = (starts - DAY < ends) & (begins < stops - DAY)
    certain = (today & _works(offers, weekday)) | (since_yesterday & _works(offers, weekday - 1))
    return certain & offers.shift_stated, (offers.weekdays == 0) & (today | since_yesterday) & offers.shift_stated


def _works(offers: Offers, weekday: int) -> Mask:
    works: Mask = (offers.weekdays >> (weekday % 7)) & 1 == 1
    return works


@free_for_reporting.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.MET:
        return Reason("reporting_hours.free" if subject.reporting else "reporting_hours.none", {})
    duty = _met_duty(subject, offer)
    if duty is None:
        return Reason("reporting_hours.unknown", {})
    key = "weekdays_unstated" if offer.weekdays == 0 else "clash" if verdict == Verdict.BROKEN else "clash_to_settle"
    weekday, begins, ends = duty
    return Reason(f"reporting_hours.{key}", {"weekday": weekday, "begins": clock(begins), "ends": clock(ends)})


def _met_duty(subject: SubjectFacts, offer: OfferFacts) -> Duty | None:
    """The first duty that the shift meets or may meet."""
    column = Offers.of([offer])
    return next((duty for duty in subject.reporting if any(mask[0] for mask in _clash(column, duty))), None)


@free_for_reporting.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    column = Offers.of([offer])
    met = [duty for duty in subject.reporting if _clash(column, duty)[0][0]]
    if len(met) != 1:
        return []
    weekday, begins, ends = met[0]
    reason = Reason("reporting_hours.if_moved", {"weekday": weekday, "begins": clock(begins), "ends": clock(ends)})
    left = tuple(duty for duty in subject.reporting if duty != met[0])
    return [NearMiss(reason, Hands.AUTHORITY, person={"reporting": left})]


@free_for_reporting.names_missing
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
    if _met_duty(subject, offer) is None:
        return Fact.CONDITIONS
    return Fact.REPORTING if offer.weekdays else Fact.OFFER_SHIFT
