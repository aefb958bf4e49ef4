"""Terms that an offer itself states: ages, qualifications, offences that its task justifies excluding.

An exclusion that is only the provider's preference is never applied, and one claimed as statutory is left to
the rules of `matching.eligibility.statutory`, which hold the law.
"""

import math
from collections.abc import Sequence

import numpy as np

from matching.eligibility.changes import Hands, NearMiss
from matching.eligibility.rules import ANY_KIND, COURSES, Mask, Parameters, Verdicts, rule, settle
from matching.eligibility.statutory import offences_verdict
from matching.facts import Exclusion, OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.qualifications import QUALIFICATIONS, qualification_row, with_included
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import ExclusionGround, Fact, Verdict

REASONS: ReasonKeys = {
    "offer_age.within": ("age_from", "age_to"),
    "offer_age.outside": ("age_from", "age_to"),
    "offer_age.age_unknown": ("age_from", "age_to"),
    "offer_age.if_from": ("age_from",),
    "offer_age.if_to": ("age_to",),
    "qualification.held": ("qualifications",),
    "qualification.missing": ("qualifications",),
    "qualification.unknown": ("qualifications",),
    "qualification.if_held": ("qualification",),
    "justified_exclusion.clear": (),
    "justified_exclusion.applies": ("justification",),
    "justified_exclusion.offences_unknown": (),
}

OF_AGE = 18
_AGE_KEYS = {
    Verdict.MET: "offer_age.within",
    Verdict.BROKEN: "offer_age.outside",
    Verdict.UNKNOWN: "offer_age.age_unknown",
}


@rule(
    "offer_age",
    of_subject=("age",),
    of_offer=("age_from", "age_to"),
    applies_to=ANY_KIND,
    asks=Fact.AGE,
    defaults={"near_years": 2},
)
def within_the_ages_asked(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The subject's age lies within those that the offer states.

    The last age counts until the next birthday.
    """
    age, lowest, highest = subjects.age[:, None], offers.age_from[None, :], offers.age_to[None, :]
    return settle(
        subjects,
        offers,
        applies=~(np.isnan(lowest) & np.isnan(highest)),
        broken=(age < lowest) | (age >= highest + 1),
        unknown=np.isnan(age),
    )


@within_the_ages_asked.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    return Reason(_AGE_KEYS[verdict], {"age_from": _years(offer.age_from), "age_to": _years(offer.age_to)})


@within_the_ages_asked.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    """Nobody under age: what is kept from them may be kept from them for their own good."""
    age = math.floor(subject.age)
    if OF_AGE <= age < offer.age_from <= age + parameters["near_years"]:
        opening = {"age_from": float(age)}
        return [NearMiss(Reason("offer_age.if_from", {"age_from": age}), Hands.PROVIDER, opening=opening)]
    if offer.age_to + 1 <= age <= math.floor(offer.age_to) + parameters["near_years"]:
        opening = {"age_to": float(age)}
        return [NearMiss(Reason("offer_age.if_to", {"age_to": age}), Hands.PROVIDER, opening=opening)]
    return []


def _years(age: float) -> int | None:
    return None if math.isnan(age) else math.floor(age)


@rule(
    "qualification",
    of_subject=("qualifications", "qualifications_known"),
    of_offer=("qualifications",),
    applies_to=COURSES,
    asks=Fact.QUALIFICATIONS,
)
def holds_the_qualifications(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The subject holds every qualification that the offer requires; a higher grade includes the lower."""
    held = with_included(subjects.qualifications).astype(np.float32)
    required = offers.qualifications.sum(axis=1)
    lacking = held @ offers.qualifications.T.astype(np.float32) < required[None, :]
    known = subjects.qualifications_known[:, None]
    return settle(subjects, offers, applies=(required > 0)[None, :], broken=lacking & known, unknown=lacking & ~known)


def _lacking(subject: SubjectFacts, offer: OfferFacts) -> list[str]:
    """Codes required and not held, in the order of the reference table."""
    held = with_included(qualification_row(subject.qualifications)[None, :])[0]
    lacking = qualification_row(offer.qualifications) & ~held
    return [QUALIFICATIONS[i].code for i in np.flatnonzero(lacking)]


@holds_the_qualifications.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.MET:
        return Reason("qualification.held", {"qualifications": sorted(offer.qualifications)})
    key = "qualification.missing" if verdict == Verdict.BROKEN else "qualification.unknown"
    return Reason(key, {"qualifications": _lacking(subject, offer)})


@holds_the_qualifications.nearly
def _(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    lacking = _lacking(subject, offer)
    if len(lacking) != 1:
        return []
    reason = Reason("qualification.if_held", {"qualification": lacking[0]})
    return [NearMiss(reason, Hands.TRAINER, person={"qualifications": subject.qualifications | {lacking[0]}})]


@rule(
    "justified_exclusion",
    of_subject=("offences", "offences_known"),
    of_offer=("exclusions",),
    applies_to=ANY_KIND,
    asks=Fact.OFFENCES,
)
def not_justly_excluded(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """No offence of the subject is of a category that the task gives good ground to exclude."""
    excluded = [_justified(exclusions) for exclusions in offers.exclusions]
    verdicts = np.zeros((len(subjects), len(offers)), dtype=np.int8)
    for categories in {frozenset(each) for each in excluded if each}:
        columns: Mask = np.array([set(each) == categories for each in excluded], dtype=bool)
        verdicts[:, columns] = _against(subjects, list(categories))[:, None]
    applies = np.array([bool(each) for each in excluded], dtype=bool)[None, :]
    return settle(
        subjects,
        offers,
        applies=applies,
        broken=verdicts == Verdict.BROKEN,
        unknown=verdicts == Verdict.UNKNOWN,
    )


def _justified(exclusions: tuple[Exclusion, ...]) -> dict[str, str]:
    """Category to justification, of the exclusions that the task justifies."""
    return {category: why for category, ground, why in exclusions if ground == ExclusionGround.JUSTIFIED}


def _against(subjects: Subjects, categories: list[str]) -> Verdicts:
    """Verdicts (n,) of each subject's offences against the excluded categories."""
    bars = [{"categories": categories}]
    rows = zip(subjects.offences, subjects.offences_known, strict=True)
    return np.array([offences_verdict(offences, known != 0, bars) for offences, known in rows], dtype=np.int8)


@not_justly_excluded.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    if verdict == Verdict.BROKEN:
        excluded = _justified(offer.exclusions)
        counted = (offence.category for offence in subject.offences if not offence.minor)
        justification = next(excluded[category] for category in counted if category in excluded)
        return Reason("justified_exclusion.applies", {"justification": justification})
    unknown = verdict == Verdict.UNKNOWN
    return Reason("justified_exclusion.offences_unknown" if unknown else "justified_exclusion.clear", {})
