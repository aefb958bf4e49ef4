"""Rates with what their numbers allow."""

from typing import NamedTuple

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """The shares that a count is compatible with."""

    low: float
    high: float


def interval_of(part: int, whole: int) -> Interval | None:
    """The exact (Clopper-Pearson) 95 % interval of a share; None of nobody.

    None of 19 still allows up to 18 %: the exact interval promises at least 95 % also for small numbers, which Wilson's does not.
    """
    if whole == 0:
        return None
    from scipy.stats import binomtest  # a second to import: only where a figure is asked for

    found = binomtest(part, whole).proportion_ci(CONFIDENCE, method="exact")
    return Interval(float(found.low), float(found.high))
