"""What a component of the score is, and the register of them.

A component answers for a block of n subjects and m offers with values (n, m) in 0..1, higher suiting better,
and whether each is known. For one pair it also says why. An unknown value counts for nothing; its reason
names the facts that are missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.reasons import Argument, Reason
from matching.scoring.text import Vocabulary
from matching.vocabulary import Fact, OfferKind

Values = NDArray[np.float64]
Known = NDArray[np.bool_]


class Measured(NamedTuple):
    """A component's values float64 (n, m), and bool (n, m) saying which are known."""

    values: Values
    known: Known


@dataclass(frozen=True)
class Context:
    """What components share over many blocks.

    The vocabulary and the vectors of the offers' texts, csr (m, features).
    """

    vocabulary: Vocabulary
    offer_vectors: csr_matrix

    @classmethod
    def of(cls, offers: Offers, vocabulary: Vocabulary) -> "Context":
        """The context of these offers."""
        return cls(vocabulary, vocabulary.vectors(offer_texts(offers)))


def offer_texts(offers: Offers) -> list[str]:
    """What a vocabulary reads of each offer: title, text and skills asked."""
    rows = zip(offers.title, offers.text, offers.skills, strict=True)
    return ["\n".join((title, text, *skills)) for title, text, skills in rows]


Measure = Callable[[Subjects, Offers, Context], Measured]
Explain = Callable[[SubjectFacts, OfferFacts, float, bool, Vocabulary], Reason]


@dataclass
class Component:
    """One part of the score, for some kinds of offer.

    Attributes:
        of_subject, of_offer: the columns that it reads; rows that agree in them get the same values.
    """

    name: str
    applies_to: frozenset[OfferKind]
    of_subject: tuple[str, ...]
    of_offer: tuple[str, ...]
    _measure: Measure
    reason: Explain

    def explains(self, function: Explain) -> Explain:
        """Decorate the function that says why a pair has this value."""
        self.reason = function
        return function

    def measure(self, subjects: Subjects, offers: Offers, context: Context) -> Measured:
        """Values and known for a block.

        What is nan and offers of other kinds are unknown, and unknown values are 0.
        """
        values, known = self._measure(subjects, offers, context)
        known = known & ~np.isnan(values) & offers.of_kind(*self.applies_to)
        return Measured(np.where(known, np.clip(values, 0, 1), 0.0), known)


COMPONENTS: dict[str, Component] = {}
"""Every component that a policy may weigh, by its name, in the order of the page."""


def component(
    name: str, *kinds: OfferKind, of_subject: tuple[str, ...], of_offer: tuple[str, ...]
) -> Callable[[Measure], Component]:
    """Register a measure (subjects, offers, context) -> `Measured` as the component `name` of some kinds of offer."""

    def register(measure: Measure) -> Component:
        COMPONENTS[name] = Component(name, frozenset(kinds), of_subject, of_offer, measure, _unexplained)
        return COMPONENTS[name]

    return register


def _unexplained(subject: SubjectFacts, offer: OfferFacts, value: float, known: bool, vocabulary: Vocabulary) -> Reason:
    raise LookupError("this component explains nothing")


def lacks(key: str, *facts: tuple[bool, Fact]) -> Reason:
    """The reason of an unknown value: `key` with those facts whose test says that they are missing."""
    missing: list[str] = [str(fact) for is_missing, fact in facts if is_missing]
    arguments: dict[str, Argument] = {"missing": missing}
    return Reason(key, arguments)
