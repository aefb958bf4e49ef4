"""What an eligibility rule is, and the register of them.

A rule answers for a block of n subjects and m offers with a matrix of `Verdict` codes. For one pair (a block
of 1 x 1) it can also say why, which fact is missing where it does not know, and what small change would have
met it. It applies only where the offer states the term or the law names the post; elsewhere the verdict is
NOT_APPLIED.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.changes import NearMiss
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.reasons import Reason
from matching.vocabulary import Fact, OfferKind, Verdict

Verdicts = NDArray[np.int8]
Mask = NDArray[np.bool_]
Parameters = Mapping[str, Any]
"""A rule's parameters from the rulebook, and ``on``: the day of the assessment in days since 1970-01-01."""

Decide = Callable[[Subjects, Offers, Parameters], Verdicts]
Explain = Callable[[SubjectFacts, OfferFacts, Verdict, Parameters], Reason]
Nearly = Callable[[SubjectFacts, OfferFacts, Parameters], Sequence[NearMiss]]
Missing = Callable[[SubjectFacts, OfferFacts, Parameters], Fact]


@dataclass
class Rule:
    """One lawful test.

    Attributes:
        asks: the fact that an unknown verdict lacks, where it is always the same.
        of_subject, of_offer: the columns that it reads; rows that agree in them get the same verdicts.
        defaults: its parameters; a default of None must be given by the rulebook.
    """

    id: str
    applies_to: tuple[OfferKind, ...]
    asks: Fact | None
    of_subject: tuple[str, ...]
    of_offer: tuple[str, ...]
    defaults: Parameters
    decide: Decide
    reason: Explain
    near_misses: Nearly
    missing: Missing

    def explains(self, function: Explain) -> Explain:
        """Decorate the function that says why, for one pair that the rule applies to."""
        self.reason = function
        return function

    def nearly(self, function: Nearly) -> Nearly:
        """Decorate the function that says which small changes, each alone, would have met a broken rule.

        Of a statutory bar, of what an offence rests on, and of a ban there is none.
        """
        self.near_misses = function
        return function

    def names_missing(self, function: Missing) -> Missing:
        """Decorate the function that names the missing fact of an unknown pair.

        Without it, it is always `asks`.
        """
        self.missing = function
        return function


JOBS = (OfferKind.JOB,)
COURSES = (OfferKind.JOB, OfferKind.TRAINING)
"""Kinds to which one goes at certain hours."""

HOMES = (OfferKind.HOUSING,)
ANY_KIND = tuple(OfferKind)

RULES: dict[str, Rule] = {}
"""Every rule that the engine knows, by its id. A rulebook says which are in force."""


def rule(
    id: str,
    *,
    of_subject: tuple[str, ...],
    of_offer: tuple[str, ...],
    applies_to: tuple[OfferKind, ...],
    asks: Fact | None = None,
    defaults: Parameters = MappingProxyType({}),
) -> Callable[[Decide], Rule]:
    """Register a decision as the rule `id` for some kinds of offer.

    The decision takes subjects, offers and parameters and gives verdicts (n, m).
    """

    def register(decide: Decide) -> Rule:
        reads = (of_subject, of_offer)
        RULES[id] = Rule(id, applies_to, asks, *reads, defaults, decide, _unexplained, _no_near_misses, _always(asks))
        return RULES[id]

    return register


def settle(subjects: Subjects, offers: Offers, *, applies: Mask | bool, broken: Mask, unknown: Mask | bool) -> Verdicts:
    """Verdicts (n, m) from masks that broadcast to (n, m).

    What is broken is broken even where more is unknown.
    """
    verdicts = np.full((len(subjects), len(offers)), Verdict.MET, dtype=np.int8)
    verdicts[np.broadcast_to(unknown, verdicts.shape)] = Verdict.UNKNOWN
    verdicts[np.broadcast_to(broken, verdicts.shape)] = Verdict.BROKEN
    verdicts[~np.broadcast_to(applies, verdicts.shape)] = Verdict.NOT_APPLIED
    return verdicts


def _unexplained(subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, parameters: Parameters) -> Reason:
    raise LookupError("this rule explains nothing")


def _no_near_misses(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Sequence[NearMiss]:
    return ()


def _always(fact: Fact | None) -> Missing:
    def missing(subject: SubjectFacts, offer: OfferFacts, parameters: Parameters) -> Fact:
        if fact is None:
            raise LookupError("this rule never lacks a fact")
        return fact

    return missing
