"""The truth of the drawn town: whether a placement holds, which nobody in the service is told.

Log-odds that somebody who started is still there after 90 days. What the pages, and later a learning score, can find
out again is written here once:

    0.9 for a placement of which nothing else is known (71 in 100 hold);
    +0.7 with a home at the start, -0.7 without: a bed before a shift;
    -0.09 for each kilometre beyond 5, at most 25 of them: long ways are given up, none where lodging comes with the job;
    -1.0 where the shift ends less than an hour before an order wants the person home;
    +0.5 for the own trade; +0.3 for a course that was finished before;
    -0.3 for a start in December or January, after which many do not come back from the New Year;
    0.7 times how well the provider keeps people, 0.6 times the person's own steadiness, both standard normal.

Sex, age and offence are not in it: they do not matter here, and a score that says otherwise is wrong.
How long somebody stays follows a Weibull law of shape 0.7 through that chance at 90 days: most who leave, leave early.
"""

from dataclasses import dataclass
from math import exp, log

from matching.vocabulary import Answer, OfferKind

USUAL = 0.9
HOME = {Answer.YES: 0.7, Answer.UNKNOWN: 0.0, Answer.NO: -0.7}
NEAR_KM, FAR_KM, EACH_KM = 5.0, 30.0, -0.09
CURFEW_HOURS, CURFEW = 1.0, -1.0
OWN_TRADE, TRAINED = 0.5, 0.3
NEW_YEAR_MONTHS, NEW_YEAR = (12, 1), -0.3
KEEPING, STEADINESS = 0.7, 0.6
BY_KIND = {OfferKind.JOB: 0.0, OfferKind.TRAINING: 0.6, OfferKind.HOUSING: 1.4}
"""Courses end by themselves before they tire, and homes are kept: log-odds beside those of a job."""

AT_DAYS, SHAPE = 90.0, 0.7


@dataclass(frozen=True)
class Stay:
    """What decides how a placement goes.

    Attributes:
        home: whether the person had one on the first day; a home itself answers that for homes.
        km: the daily way; 0 with lodging.
        hours_to_curfew: from the end of the shift until the person must be home; None where no order says so.
        month: of the first day, 1 to 12.
        keeping, steadiness: of provider and person, standard normal.
    """

    kind: OfferKind
    home: Answer
    km: float
    hours_to_curfew: float | None
    is_own_trade: bool
    is_trained: bool
    month: int
    keeping: float
    steadiness: float


def log_odds(stay: Stay) -> float:
    """Log-odds that the placement holds for 90 days."""
    is_tight = stay.hours_to_curfew is not None and stay.hours_to_curfew < CURFEW_HOURS
    lives_there = stay.kind is OfferKind.HOUSING
    return (
        USUAL
        + BY_KIND[stay.kind]
        + (0.0 if lives_there else HOME[stay.home])
        + EACH_KM * max(min(stay.km, FAR_KM) - NEAR_KM, 0.0)
        + CURFEW * is_tight
        + OWN_TRADE * stay.is_own_trade
        + TRAINED * stay.is_trained
        + NEW_YEAR * (stay.month in NEW_YEAR_MONTHS)
        + KEEPING * stay.keeping
        + STEADINESS * stay.steadiness
    )


def chance(stay: Stay) -> float:
    """The chance (0..1) that the placement holds for 90 days."""
    return 1 / (1 + exp(-log_odds(stay)))


def days_held(stay: Stay, throw: float) -> float:
    """After how many days it would end by itself, for a throw of a fair die in 0..1: the lower, the longer."""
    scale = AT_DAYS / (-log(chance(stay))) ** (1 / SHAPE)
    return float(scale * (-log(max(throw, 1e-12))) ** (1 / SHAPE))
