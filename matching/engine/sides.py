"""What the kernel reads of subjects and offers, and what it writes: plain arrays, named."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
"""Bits by offer: the j-th is bit j % 64 of word j // 64."""

TEXT, SKILLS, PLACE = 1, 2, 4
"""Bits of what is known of a subject: that it has words, its skills, its place."""


class Postings(NamedTuple):
    """Feature -> the offers that have it: those of feature f are at `starts[f]`..`starts[f + 1]`."""

    starts: NDArray[np.int64]
    offers: NDArray[np.int32]
    weights: NDArray[np.int32]


class Vectors(NamedTuple):
    """Subject -> its features, as numbers of postings, at `starts[i]`..`starts[i + 1]`."""

    starts: NDArray[np.int64]
    features: NDArray[np.int32]
    weights: NDArray[np.int32]


class Near(NamedTuple):
    """Place of a subject -> the places of offers within reach, and how far they are in km."""

    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    km: NDArray[np.float64]


class OfferSide(NamedTuple):
    """What the loop reads of m offers of one kind, sorted by place.

    Attributes:
        ids, draws: of ties.
        start: int32 (8, m), what a score starts from by what is known of the subject: the baseline and what the text,
            the skills and a far journey give where nothing is shared.
        classes: int32 (m, c), the column of each table.
        asked: how many skills; 0 where none.
        place: of each offer, -1 unknown; place_starts: the first offer of each place, (p + 1,).
        is_lodged, has_own_place: bool (m,).
        lodged, placed: the same as bits, and whether the place is known; absent: the bits after the last offer.
    """

    ids: NDArray[np.int64]
    draws: NDArray[np.uint64]
    start: NDArray[np.int32]
    classes: NDArray[np.int32]
    asked: NDArray[np.int32]
    place: NDArray[np.int32]
    place_starts: NDArray[np.int64]
    is_lodged: NDArray[np.bool_]
    has_own_place: NDArray[np.bool_]
    lodged: Words
    placed: Words
    absent: Words
    texts: Postings
    skills: Postings


class SubjectSide(NamedTuple):
    """What the loop reads of n subjects.

    Attributes:
        order: in which they are taken, those of one place and limit together.
        known: bits of `TEXT`, `SKILLS`, `PLACE`.
        place: -1 unknown; limit: km, nan where no rule limits the journey; cap: the km at which a journey counts 0.
        rules: int32 (n, r), rows of `planes`; -1 where a rule bars nothing and lacks nothing.
        rows: int64 (n, c), where each table's row begins in `table`.
        planes: uint64 (k, 2, w), offers that a row bars, and those of which it lacks a fact.
        table: int32, contributions by row and the offer's class.
    """

    order: NDArray[np.int64]
    draws: NDArray[np.uint64]
    known: NDArray[np.uint8]
    place: NDArray[np.int64]
    limit: NDArray[np.float64]
    cap: NDArray[np.float64]
    rules: NDArray[np.int32]
    rows: NDArray[np.int64]
    planes: NDArray[np.uint64]
    table: NDArray[np.int32]
    texts: Vectors
    skills: Vectors
    near: Near


class Points(NamedTuple):
    """What the counted components weigh, in units of 1/10,000 point, and the numbers of their formulas."""

    text: float
    full_product: float
    skills: float
    journey: float
    lodging_value: float
    approximate_km: float


class Found(NamedTuple):
    """The best offers of n subjects, best first: positions of offers, scores, marks, each (n, top), and how many."""

    offers: NDArray[np.int32]
    scores: NDArray[np.int32]
    marks: NDArray[np.uint8]
    counts: NDArray[np.int32]

    @classmethod
    def empty(cls, subjects: int, top: int) -> "Found":
        """Room for so many subjects."""
        shape = subjects, top
        counts = np.zeros(subjects, dtype=np.int32)
        return cls(
            np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.uint8), counts
        )
