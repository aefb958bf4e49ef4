"""Components as tables: what each gives a class of subjects with a class of offers, in units of 1/10,000 point."""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from matching.facts import Offers, Subjects
from matching.facts.classes import Classifier
from matching.scoring.components import Component, Context
from matching.scoring.policy import Shares
from matching.scoring.score import contributions_of

AT_ONCE = 1_000_000
"""Contributions that are computed in one go."""


class ComponentTable:
    """One component over one body of offers of a kind. What was computed for a class of subjects is kept.

    Args:
        component: it reads no text.
        shares: the policy's for this kind of offer.
        offers: the body.

    Attributes:
        class_of: each offer's column, int32 (m,).
    """

    def __init__(self, component: Component, shares: Shares, offers: Classifier[Offers], context: Context) -> None:
        self._component, self._shares, self._context = component, shares, context
        self.class_of, first = offers.by(component.of_offer)
        self._alike = offers.columns.take(first)
        self._one = np.zeros(len(first), dtype=np.intp)
        self._row_of: dict[Hashable, int] = {}
        self.rows: list[NDArray[np.int32]] = []

    @property
    def width(self) -> int:
        """How many classes of offers there are."""
        return len(self._alike)

    def of(self, subjects: Classifier[Subjects]) -> NDArray[np.int64]:
        """Each subject's row, int64 (n,)."""
        names = self._component.of_subject
        keys, classes = subjects.keys(names), subjects.by(names)
        fresh = [at for at, key in enumerate(keys) if key not in self._row_of]
        step = max(1, AT_ONCE // max(self.width, 1))
        for start in range(0, len(fresh), step):
            some = fresh[start : start + step]
            measured = self._component.measure(subjects.columns.take(classes.first[some]), self._alike, self._context)
            self._row_of |= {keys[at]: len(self.rows) + place for place, at in enumerate(some)}
            self.rows += list(contributions_of(self._component.name, [self._shares], self._one, measured))
        return np.array([self._row_of[key] for key in keys], dtype=np.int64)[classes.of]
