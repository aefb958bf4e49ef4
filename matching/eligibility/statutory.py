"""Bars that a statute lays on a post, and the lowest working age.

Civil Servants Law art. 26(1); Teachers Law art. 14; Regulation on Security Services art. 17(2); Law on the
Protection of Minors art. 62; Food Safety Law art. 135; Accounting Law art. 38 (2024 text); Labour Law art.
15. Which offences bar which post is a parameter of the rulebook: `bars`, a list of tables of which any one
suffices. A table may name `categories`, `penalties` and `intentional`, all of which the offence must fit; an
empty table is fitted by every offence.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from matching.eligibility.rules import COURSES, JOBS, Parameters, Verdicts, rule, settle
from matching.facts import OffenceFact, OfferFacts, Offers, SubjectFacts, Subjects
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import Answer, Fact, OffenceCategory, Penalty, PostKind, Verdict

REASONS: ReasonKeys = {
    "statutory_bar.clear": ("post",),
    "statutory_bar.applies": ("post",),
    "statutory_bar.offences_unknown": ("post",),
    "minimum_age.met": ("age_from",),
    "minimum_age.under": ("age_from",),
    "minimum_age.age_unknown": ("age_from",),
}

_BAR_KEYS = {
    Verdict.MET: "statutory_bar.clear",
    Verdict.BROKEN: "statutory_bar.applies",
    Verdict.UNKNOWN: "statutory_bar.offences_unknown",
}
_AGE_KEYS = {
    Verdict.MET: "minimum_age.met",
    Verdict.BROKEN: "minimum_age.under",
    Verdict.UNKNOWN: "minimum_age.age_unknown",
}

Bar = Mapping[str, Any]
_ANSWERS = {Answer.YES: True, Answer.NO: False}


def offences_verdict(offences: Sequence[OffenceFact], known: bool, bars: Sequence[Bar]) -> Verdict:
    """What these offences mean under `bars`: one certain fit is broken.

    A possible fit or a silent file is unknown.
    """
    fits = [_fits(offence, bar) for offence in offences if not offence.minor for bar in bars]
    if True in fits:
        return Verdict.BROKEN
    return Verdict.UNKNOWN if None in fits or not known else Verdict.MET


def is_bar(table: Any) -> bool:
    """Whether a table of a rulebook is a bar: its entries known, its lists of known codes, not empty."""
    if not isinstance(table, dict):
        return False
    return all(name in _BAR_ENTRIES and _BAR_ENTRIES[name](value) for name, value in table.items())


def _codes_of(codes: type[StrEnum]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(code in set(codes) for code in value)


_BAR_ENTRIES: Mapping[str, Callable[[Any], bool]] = {
    "categories": _codes_of(OffenceCategory),
    "penalties": _codes_of(Penalty),
    "intentional": lambda value: value is True,
}


def _fits(offence: OffenceFact, bar: Bar) -> bool | None:
    """Whether an offence fits every part of a bar: yes, no, or not known (None)."""
    parts = [
        _among(offence.category, bar.get("categories")),
        _among(offence.penalty, bar.get("penalties")),
        _ANSWERS.get(Answer(offence.intentional or "unknown")) if bar.get("intentional") else True,
    ]
    if False in parts:
        return False
    return None if None in parts else True


def _among(code: str, codes: Sequence[str] | None) -> bool | None:
    if codes is None:
        return True
    return code in codes if code else None


def _register_bar(post: PostKind) -> None:
    """Make the rule ``<post>_bar``, which applies to offers whose post the statute names."""

    @rule(
        f"{post}_bar",
        of_subject=("offences", "offences_known"),
        of_offer=("post_kinds",),
        applies_to=JOBS,
        asks=Fact.OFFENCES,
        defaults={"bars": None},
    )
    def statutory_bar(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
        """No offence of the subject is one for which the law closes this post."""
        verdicts = np.array(
            [
                offences_verdict(offences, known != 0, parameters["bars"])
                for offences, known in zip(subjects.offences, subjects.offences_known, strict=True)
            ],
            dtype=np.int8,
        )[:, None]
        return settle(
            subjects,
            offers,
            applies=offers.named(post)[None, :],
            broken=verdicts == Verdict.BROKEN,
            unknown=verdicts == Verdict.UNKNOWN,
        )

    @statutory_bar.explains
    def why(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
        return Reason(_BAR_KEYS[verdict], {"post": str(post)})


for _post in PostKind:
    _register_bar(_post)


@rule("minimum_age", of_subject=("age",), of_offer=(), applies_to=COURSES, asks=Fact.AGE, defaults={"years": 16})
def old_enough_to_work(subjects: Subjects, offers: Offers, parameters: Parameters) -> Verdicts:
    """The subject has reached the age below which nobody may be employed."""
    age = subjects.age[:, None]
    return settle(subjects, offers, applies=True, broken=age < parameters["years"], unknown=np.isnan(age))


@old_enough_to_work.explains
def _(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    return Reason(_AGE_KEYS[verdict], {"age_from": math.floor(parameters["years"])})
