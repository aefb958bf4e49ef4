"""How days are spread: quartiles and the longest, of a count by number of days."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.queries.figures.hiding import Count, shown


@dataclass(frozen=True)
class Spread:
    """Days of several people; what is None has nobody to tell of, or may not be shown.

    Attributes:
        low, median, high: a quarter, half and three quarters take at most so many days.
        longest: one person's, so never shown of a unit below.
    """

    count: Count
    low: float | None = None
    median: float | None = None
    high: float | None = None
    longest: int | None = None


def spread_of(counted: Iterable[tuple[int, int]], exact: bool) -> Spread:
    """Spread of (days, how many people) pairs; days before zero count as zero."""
    pairs = list(counted)
    days = np.repeat([max(0, day) for day, _many in pairs], [many for _day, many in pairs])
    count = shown(len(days), exact)
    if not count:
        return Spread(count)
    low, median, high = (float(each) for each in np.percentile(days, (25, 50, 75)))
    return Spread(count, low, median, high, int(days.max()) if exact else None)
