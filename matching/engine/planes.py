"""Rules as bits: which offers of a body each rule bars for a class of subjects, and of which it lacks a fact.

A rule reads few columns, so many subjects are alike to it, and many offers. It is decided once for each class of
subjects against each class of offers, by the one implementation that also decides a pair.
"""

from collections.abc import Hashable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.assess import parameters_on
from matching.eligibility.rulebook import RuleEntry
from matching.facts import Offers, Subjects
from matching.facts.classes import Classifier
from matching.vocabulary import Verdict

Plane = NDArray[np.uint64]
"""Bits of m offers, (2, words): barred, and lacking a fact."""

AT_ONCE = 2_000_000
"""Verdicts that are decided in one go."""


class RulePlanes:
    """One rule over one body of offers. What was decided for a class of subjects is kept.

    Args:
        entry: the rule as the rulebook has it.
        offers: the body, of kinds that the rule is for.
        on: the day of the assessment.
    """

    def __init__(self, entry: RuleEntry, offers: Classifier[Offers], on: date) -> None:
        self._rule, self._parameters = entry.rule, parameters_on(entry, on)
        self._class_of, first = offers.by(entry.rule.of_offer)
        self._alike = offers.columns.take(first)
        self._plane_of: dict[Hashable, int] = {}
        self._number_of: dict[bytes, int] = {}
        self.planes: list[Plane] = []

    def of(self, subjects: Classifier[Subjects]) -> NDArray[np.int32]:
        """Each subject's plane, int32 (n,); -1 where the rule bars nothing and lacks nothing."""
        names = self._rule.of_subject
        keys, classes = subjects.keys(names), subjects.by(names)
        fresh = [at for at, key in enumerate(keys) if key not in self._plane_of]
        step = max(1, AT_ONCE // max(len(self._alike), 1))
        for start in range(0, len(fresh), step):
            some = fresh[start : start + step]
            verdicts = self._rule.decide(subjects.columns.take(classes.first[some]), self._alike, self._parameters)
            self._plane_of |= {keys[at]: self._number(row) for at, row in zip(some, verdicts, strict=True)}
        return np.array([self._plane_of[key] for key in keys], dtype=np.int32)[classes.of]

    def _number(self, verdicts: NDArray[np.int8]) -> int:
        """The number of the plane of these verdicts on the classes of offers."""
        seen = verdicts.tobytes()
        if seen not in self._number_of:
            self._number_of[seen] = self._new_plane(verdicts)
        return self._number_of[seen]

    def _new_plane(self, verdicts: NDArray[np.int8]) -> int:
        barred, unknown = verdicts == Verdict.BROKEN, verdicts == Verdict.UNKNOWN
        if not barred.any() and not unknown.any():
            return -1
        self.planes.append(np.stack([as_bits(barred[self._class_of]), as_bits(unknown[self._class_of])]))
        return len(self.planes) - 1


def as_bits(mask: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """A mask (m,) as whole words of bits, uint64 (ceil(m / 64),); those after the last are 0."""
    packed = np.packbits(mask, bitorder="little")
    words = np.zeros(-(-len(mask) // 64) * 8, dtype=np.uint8)
    words[: len(packed)] = packed
    return words.view(np.uint64)
