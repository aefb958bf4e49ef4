"""How far offers lie from where subjects live, for those within reach only; places are hundredths of a degree."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.sides import Near
from matching.facts.places import EARTH_KM, kilometres
from matching.facts.subjects import Floats

KM_PER_DEGREE = np.pi * EARTH_KM / 180
SPARE_KM = 1e-3
"""Looked at beyond reach, for distances are rounded."""


class Places(NamedTuple):
    """The distinct places of n rows: each row's, int64 (n,), -1 unknown; and degrees of the k places."""

    of: NDArray[np.int64]
    latitude: Floats
    longitude: Floats

    @classmethod
    def among(cls, latitude: Floats, longitude: Floats) -> "Places":
        """Number the places in the order of latitude and longitude."""
        known = ~np.isnan(latitude + longitude)
        found, of = np.unique(np.stack([latitude[known], longitude[known]], axis=1), axis=0, return_inverse=True)
        numbers = np.full(len(latitude), -1, dtype=np.int64)
        numbers[known] = of.ravel()
        return cls(numbers, found[:, 0], found[:, 1])


def near_places(homes: Places, reach_km: float, there: Places) -> Near:
    """For each of the homes, the places within reach and how far they are. Right over the date line too."""
    window = (reach_km + SPARE_KM) / KM_PER_DEGREE
    low = np.searchsorted(there.latitude, homes.latitude - window)
    counts = np.searchsorted(there.latitude, homes.latitude + window, side="right") - low
    home = np.repeat(np.arange(len(low)), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - low, counts)
    reached = _reaches_east(homes, there, home, place, window)
    home, place = home[reached], place[reached]
    km = kilometres(homes.latitude[home], homes.longitude[home], there.latitude[place], there.longitude[place])
    near = km <= reach_km
    starts = np.searchsorted(home[near], np.arange(len(low) + 1))
    return Near(starts.astype(np.int64), place[near].astype(np.int32), km[near])


def _reaches_east(
    homes: Places, there: Places, home: NDArray[np.int64], place: NDArray[np.int64], window: float
) -> NDArray[np.bool_]:
    """Whether pairs lie within reach by their longitudes alone: of the haversine, its part that turns east."""
    least = np.cos(np.radians(np.minimum(np.abs(homes.latitude) + window, 90)))[home] ** 2
    turn = np.sin(np.radians(homes.longitude[home] - there.longitude[place]) / 2) ** 2
    reached: NDArray[np.bool_] = least * turn <= np.sin(np.radians(min(window / 2, 90))) ** 2
    return reached
