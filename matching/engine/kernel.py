"""The inner loop: the best offers of one kind for each subject of a block, compiled.

A pair's rules are bits, its components are rows of tables, and what remains is counted here: the product of two texts,
the skills held, the journey. All of it is the numpy formula of `matching.eligibility` and `matching.scoring` with the
work of a pair taken out of the pair; the tests hold the two equal to the unit.
"""

import logging
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.engine.sides import Found, Near, OfferSide, Points, Postings, SubjectSide, Vectors, Words

_ONE = np.uint64(1)
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_BIT_OF = np.zeros(64, dtype=np.int64)
for _bit in range(64):
    _BIT_OF[(0x03F79D71B4CB0A89 << _bit) % 2**64 >> 58] = _bit


def _find(
    subjects: SubjectSide, offers: OfferSide, points: Points, low: int, high: int, found: Found
) -> tuple[int, int]:
    """Fill `found` for the subjects at `order[low:high]`. Returns how many pairs were scored, and postings read."""
    m, top = offers.ids.shape[0], found.offers.shape[1]
    words = offers.placed.shape[0]
    barred, unknown = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    too_far, place_unsure, near = np.zeros(words, np.uint64), np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    km = np.zeros(offers.place_starts.shape[0], np.float64)
    product, held = np.zeros(m, np.int32), np.zeros(m, np.int32)
    draws = np.zeros(top, np.uint64)
    pairs, updates = 0, 0
    last_place, last_limit = -2, 0.0
    for turn in range(low, high):
        i = subjects.order[turn]
        place, limit = subjects.place[i], subjects.limit[i]
        if place != last_place or limit != last_limit:
            if place != last_place:
                _look_around(place, subjects.near, offers, near, km)
            _limit_journeys(place, limit, subjects.near, offers, points, too_far, place_unsure)
            last_place, last_limit = place, limit
        barred[:] = too_far | offers.absent
        unknown[:] = place_unsure
        for rule in range(subjects.rules.shape[1]):
            row = subjects.rules[i, rule]
            if row >= 0:
                for word in range(words):
                    barred[word] |= subjects.planes[row, 0, word]
                    unknown[word] |= subjects.planes[row, 1, word]
        updates += _gather(i, subjects.texts, offers.texts, product) + _gather(i, subjects.skills, offers.skills, held)
        start, count = offers.start[subjects.known[i]], 0
        for mark in range(2):
            settled, worst = count, -1
            if settled == top:
                break
            for word in range(words):
                bits = ~barred[word] & (unknown[word] if mark else ~unknown[word])
                while bits != 0:
                    bit = bits & (~bits + _ONE)
                    bits ^= bit
                    j = word * 64 + _BIT_OF[(bit * _DE_BRUIJN) >> np.uint64(58)]
                    pairs += 1
                    score = start[j]
                    for c in range(offers.classes.shape[1]):
                        score += subjects.table[subjects.rows[i, c] + offers.classes[j, c]]
                    if product[j] != 0:
                        score += round_half_even(points.text * min(product[j] / points.full_product, 1.0))
                    if held[j] != 0:
                        score += round_half_even(points.skills * (held[j] / offers.asked[j]))
                    if near[word] & bit:
                        least = points.lodging_value if offers.is_lodged[j] else 0.0
                        value = max(1.0 - km[offers.place[j]] / subjects.cap[i], least)
                        score += round_half_even(points.journey * value) - round_half_even(points.journey * least)
                    if score < worst:
                        continue
                    draw = _mixed(subjects.draws[i] ^ offers.draws[j])
                    count = _enter(found, draws, i, settled, count, j, score, mark, draw, offers.ids)
                    if count == top:
                        worst = found.scores[i, top - 1]
        found.counts[i] = count
        product[:] = 0
        held[:] = 0
    return pairs, updates


@njit(nogil=True)
def round_half_even(value: float) -> int:
    """The nearest whole number, as numpy's rint."""
    return int(np.rint(value))


@njit(nogil=True)
def _mixed(number: Any) -> Any:
    """SplitMix64's finalizer, as in `matching.scoring.shortlist`."""
    mixed = number + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@njit(nogil=True)
def _gather(i: int, vectors: Vectors, postings: Postings, sums: NDArray[np.int32]) -> int:
    """Add the products of a subject's vector and every offer's to `sums`. Returns how many postings were read."""
    updates = 0
    for at in range(vectors.starts[i], vectors.starts[i + 1]):
        feature, weight = vectors.features[at], vectors.weights[at]
        first, end = postings.starts[feature], postings.starts[feature + 1]
        updates += end - first
        for posting in range(first, end):
            sums[postings.offers[posting]] += weight * postings.weights[posting]
    return updates


@njit(nogil=True)
def _look_around(place: int, near: Near, offers: OfferSide, bits: Words, km: NDArray[np.float64]) -> None:
    """Mark the offers within reach of a place, and say how far each of their places is."""
    bits[:] = 0
    if place < 0:
        return
    for at in range(near.starts[place], near.starts[place + 1]):
        there = near.places[at]
        km[there] = near.km[at]
        for j in range(offers.place_starts[there], offers.place_starts[there + 1]):
            bits[j >> 6] |= _ONE << np.uint64(j & 63)


@njit(nogil=True)
def _limit_journeys(
    place: int, limit: float, near: Near, offers: OfferSide, points: Points, too_far: Words, unsure: Words
) -> None:
    """Bar what lies beyond a limit; where a place is not known, or only about known, it is unsure. Lodging lifts both."""
    if math.isnan(limit):
        too_far[:] = 0
        unsure[:] = 0
        return
    for word in range(too_far.shape[0]):
        placed = offers.placed[word] if place >= 0 else np.uint64(0)
        too_far[word] = placed & ~offers.lodged[word]
        unsure[word] = ~placed & ~offers.lodged[word]
    if place < 0:
        return
    for at in range(near.starts[place], near.starts[place + 1]):
        km, there = near.km[at], near.places[at]
        if km > limit + points.approximate_km:
            continue
        for j in range(offers.place_starts[there], offers.place_starts[there + 1]):
            bit = _ONE << np.uint64(j & 63)
            if km <= limit:
                too_far[j >> 6] &= ~bit
            elif not offers.has_own_place[j] and not offers.is_lodged[j]:
                too_far[j >> 6] &= ~bit
                unsure[j >> 6] |= bit


@njit(nogil=True)
def _enter(
    found: Found, draws: NDArray[np.uint64], i: int, settled: int, count: int, j: int, score: int, mark: int, draw: int,
    ids: NDArray[np.int64],
) -> int:  # fmt: skip
    """Put an offer in its place among those from `settled` on. Returns how many there are now."""
    top = found.offers.shape[1]
    at = min(count, top)
    while at > settled:
        other = at - 1
        if score < found.scores[i, other]:
            break
        is_later = draw > draws[other] or (draw == draws[other] and ids[j] > ids[found.offers[i, other]])
        if score == found.scores[i, other] and is_later:
            break
        if at < top:
            found.offers[i, at], found.scores[i, at] = found.offers[i, other], found.scores[i, other]
            found.marks[i, at], draws[at] = found.marks[i, other], draws[other]
        at = other
    if at < top:
        found.offers[i, at], found.scores[i, at], found.marks[i, at], draws[at] = j, score, mark, draw
    return int(min(count + 1, top))


@cache
def find() -> Callable[..., Any]:
    """The compiled loop, from the cache on disk where one can be written."""
    try:
        return njit(nogil=True, cache=True)(_find)
    except RuntimeError as error:
        logging.getLogger(__name__).warning("The kernel is compiled anew in each process: %s", error)
        return njit(nogil=True)(_find)
