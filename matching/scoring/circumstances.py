"""Components about how a job or course fits a subject's life: journey, hours, pay; and the need that any offer answers."""

import numpy as np

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.columns import NO, YES
from matching.facts.places import distances
from matching.reasons import Reason, ReasonKeys
from matching.scoring.components import Context, Measured, Values, component, lacks
from matching.scoring.text import Vocabulary
from matching.vocabulary import CircumstanceKind, Fact, OfferKind

REASONS: ReasonKeys = {
    "journey.distance": ("km", "limit_km"),
    "journey.about": ("km", "limit_km"),
    "journey.lodging": ("km",),
    "journey.unknown": ("missing",),
    "hours.within": ("hours",),
    "hours.outside": ("hours", "wanted_from", "wanted_to"),
    "hours.unknown": ("missing",),
    "pay.enough": ("pay", "needed"),
    "pay.below": ("pay", "needed"),
    "pay.unknown": ("missing",),
    "need.answers": ("answers", "leaves"),
    "need.prepares": ("leaves",),
    "need.leaves": ("leaves",),
    "need.gives_home": (),
    "need.has_home": (),
    "need.none_open": (),
    "need.unknown": ("missing",),
}

USUAL_LIMIT_KM = 40.0
"""The journey at which the value reaches 0 where the subject states no limit."""

LODGING_VALUE = 0.5
"""The least journey value of an offer with lodging, however far."""

SPARE_HOURS = 20.0
"""Hours a week outside those wanted at which the value reaches 0."""

_WEIGHTS = {CircumstanceKind.WORK: 1.0, CircumstanceKind.HOME: 1.0, CircumstanceKind.KIN: 0.5}


@component(
    "journey",
    OfferKind.JOB,
    OfferKind.TRAINING,
    of_subject=("journey_limit_km", "latitude", "longitude"),
    of_offer=("latitude", "lodging", "longitude"),
)
def journey_short(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How short the way there is: 1 - km / limit, not below 0.

    The limit is the subject's own or `USUAL_LIMIT_KM`. With lodging the value is at least `LODGING_VALUE`.
    Unknown where either place is.
    """
    km = distances(subjects, offers)
    values = np.clip(1 - km / travel_limits(subjects.journey_limit_km)[:, None], 0, 1)
    floor = np.where(offers.lodging == YES, LODGING_VALUE, 0.0)[None, :]
    return Measured(np.maximum(values, floor), ~np.isnan(km))


def travel_limits(stated: Values) -> Values:
    """How far each subject would travel in km: as stated, else `USUAL_LIMIT_KM`."""
    return np.where(stated > 0, stated, USUAL_LIMIT_KM)


@journey_short.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        homeless, placeless = (np.isnan(each.latitude + each.longitude) for each in (subject, offer))
        return lacks("journey.unknown", (bool(homeless), Fact.RESIDENCE), (bool(placeless), Fact.OFFER_PLACE))
    km = round(float(distances(Subjects.of([subject]), Offers.of([offer]))[0, 0]), 1)
    if offer.lodging == YES and value == LODGING_VALUE:
        return Reason("journey.lodging", {"km": km})
    limit_km = round(float(travel_limits(np.array([subject.journey_limit_km]))[0]), 1)
    return Reason("journey.distance" if offer.coordinates_own else "journey.about", {"km": km, "limit_km": limit_km})


@component("hours", OfferKind.JOB, of_subject=("hours_max", "hours_min"), of_offer=("hours_per_week",))
def hours_as_wanted(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """1 within the hours wanted, falling to 0 at `SPARE_HOURS` a week outside them.

    A bound not stated does not bind. Unknown where the offer states no hours or the subject no bound.
    """
    hours, least, most = (
        offers.hours_per_week[None, :],
        subjects.hours_min[:, None],
        subjects.hours_max[:, None],
    )
    outside = np.fmax(np.fmax(least - hours, hours - most), 0)
    return Measured(1 - outside / SPARE_HOURS, ~np.isnan(hours) & ~(np.isnan(least) & np.isnan(most)))


@hours_as_wanted.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if not known:
        silent = bool(np.isnan(subject.hours_min) and np.isnan(subject.hours_max))
        return lacks(
            "hours.unknown",
            (silent, Fact.HOURS_WANTED),
            (bool(np.isnan(offer.hours_per_week)), Fact.OFFER_HOURS),
        )
    if value == 1:
        return Reason("hours.within", {"hours": offer.hours_per_week})
    bounds = {"wanted_from": _or_none(subject.hours_min), "wanted_to": _or_none(subject.hours_max)}
    return Reason("hours.outside", {"hours": offer.hours_per_week, **bounds})


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else number


@component("pay", OfferKind.JOB, of_subject=("pay_needed",), of_offer=("pay_from", "pay_to"))
def pay_enough(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """What is paid against what is needed: pay / needed - 1/2, within 0..1.

    That is 0 at half the need, 1/2 at the need, 1 at one and a half, and 1 where nothing is needed. The pay
    is the lowest stated. Unknown where the offer states none or the subject's need is not recorded.
    """
    pay, needed = _pay(offers)[None, :], subjects.pay_needed[:, None]
    with np.errstate(over="ignore"):
        ratio = pay / np.where(needed > 0, needed, np.nan)
    values = np.where(needed == 0, 1.0, ratio - 0.5)
    return Measured(np.clip(values, 0, 1), ~np.isnan(pay) & (needed >= 0))


def _pay(offers: Offers) -> Values:
    """The lowest monthly pay stated, (m,); nan where none is or it is below 0."""
    pay = np.where(np.isnan(offers.pay_from), offers.pay_to, offers.pay_from)
    return np.where(pay >= 0, pay, np.nan)


@pay_enough.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    pay = float(_pay(Offers.of([offer]))[0])
    if not known:
        return lacks(
            "pay.unknown",
            (not subject.pay_needed >= 0, Fact.PAY_NEEDED),
            (bool(np.isnan(pay)), Fact.OFFER_PAY),
        )
    key = "pay.enough" if pay >= subject.pay_needed else "pay.below"
    return Reason(key, {"pay": round(pay), "needed": round(subject.pay_needed)})


@component("need", *OfferKind, of_subject=("home", "kin", "work"), of_offer=("kind", "lodging", "transitional"))
def need_answered(subjects: Subjects, offers: Offers, context: Context) -> Measured:
    """How far the offer answers those of the three noes that stand, each weighed: work 1, home 1, kin 1/2.

    Any job answers *no work*, a course by half; lodging answers *no home*, by half where the offer does not say; a
    transitional post, among people who help, answers *no kin*. Unknown where none of the three is recorded, or
    none stands. A home is weighed against *no home* alone: a bed comes first, whatever else is missing.
    """
    answers = _answers(offers)
    weighed = {kind: weight * _stands(subjects, kind) for kind, weight in _WEIGHTS.items()}
    total = np.sum(list(weighed.values()), axis=0)
    answered = sum(weighed[kind][:, None] * answers[kind][None, :] for kind in _WEIGHTS)
    homes, homeless = offers.of_kind(OfferKind.HOUSING)[None, :], (subjects.home == NO)[:, None]
    values = np.where(homes, homeless, answered / np.where(total > 0, total, 1)[:, None])
    return Measured(values, np.where(homes, (subjects.home > 0)[:, None], (total > 0)[:, None]))


def _stands(subjects: Subjects, kind: CircumstanceKind) -> Values:
    stands: Values = (getattr(subjects, kind) == NO).astype(np.float64)
    return stands


def _answers(offers: Offers) -> dict[CircumstanceKind, Values]:
    """How far each offer answers each of the three noes, 0..1, (m,)."""
    return {
        CircumstanceKind.WORK: np.where(offers.of_kind(OfferKind.TRAINING), 0.5, 1.0),
        CircumstanceKind.HOME: np.choose(offers.lodging, [0.5, 0.0, 1.0]),
        CircumstanceKind.KIN: offers.transitional.astype(np.float64),
    }


@need_answered.explains
def _(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    if offer.kind == OfferKind.HOUSING:
        return _home_reason(subject, known)
    recorded = (subject.home, subject.kin, subject.work)
    if not known and all(recorded):
        return Reason("need.none_open", {})
    if not known:
        return lacks("need.unknown", (True, Fact.CIRCUMSTANCES))
    answered = {kind: float(share[0]) for kind, share in _answers(Offers.of([offer])).items()}
    open_noes = [kind for kind in _WEIGHTS if getattr(subject, kind) == NO]
    answers = [str(kind) for kind in open_noes if answered[kind] == 1]
    leaves = [str(kind) for kind in open_noes if answered[kind] < 1]
    if answers:
        return Reason("need.answers", {"answers": answers, "leaves": leaves})
    prepares = offer.kind == OfferKind.TRAINING and CircumstanceKind.WORK in open_noes
    return Reason("need.prepares" if prepares else "need.leaves", {"leaves": leaves})


def _home_reason(subject: SubjectFacts, known: bool) -> Reason:
    if not known:
        return lacks("need.unknown", (True, Fact.CIRCUMSTANCES))
    return Reason("need.gives_home" if subject.home == NO else "need.has_home", {})
