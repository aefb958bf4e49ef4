"""Hours of the day as stretches on a circle of 1,440 minutes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

DAY = 1440
Stretch = NDArray[Any]


def length(begins: Stretch, ends: Stretch) -> Stretch:
    """Minutes from `begins` to `ends` going forward, over midnight if need be.

    Equal ends mean the whole day.
    """
    minutes = (np.asarray(ends, dtype=np.int32) - np.asarray(begins, dtype=np.int32)) % DAY
    return np.where(minutes == 0, DAY, minutes)


def overlaps(begins: Stretch, minutes: Stretch, other_begins: Stretch, other_minutes: Stretch) -> NDArray[np.bool_]:
    """Whether two stretches of the day share a minute; stretches that only touch do not. Broadcasts."""
    gap = (np.asarray(other_begins, dtype=np.int32) - np.asarray(begins, dtype=np.int32)) % DAY
    shared: NDArray[np.bool_] = (gap < minutes) | ((-gap) % DAY < other_minutes)
    return shared


def clock(minute: int) -> str:
    """A minute of the day as people write it.

    >>> clock(1320)
    '22:00'
    """
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"
