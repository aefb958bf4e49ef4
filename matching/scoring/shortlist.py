"""The best offers for each subject, and the best subjects for an offer, in one total order.

Eligible pairs only: first those whose rules are all settled, then those that need information; within each
the higher score; ties by a number drawn from the seed and both ids, so that neither row order nor age of a
record decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.assess import assess
from matching.eligibility.rulebook import Rulebook
from matching.facts import Offers, Subjects
from matching.scoring.components import Context
from matching.scoring.policy import Policy
from matching.scoring.score import Scores, score_block
from matching.scoring.text import Vocabulary

Ids = NDArray[np.int64]
Marks = NDArray[np.bool_]
Draws = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Shortlist:
    """One subject's best offers, best first: ids, scores in 1/10,000 point, and which need information."""

    subject: int
    offers: Ids
    scores: Scores
    needs_information: Marks


@dataclass(frozen=True, eq=False)
class Candidates:
    """One offer's best subjects, best first, as in `Shortlist`."""

    offer: int
    subjects: Ids
    scores: Scores
    needs_information: Marks


def order(scores: Scores, needs_information: Marks, draws: Draws, ids: Ids) -> NDArray[np.intp]:
    """Positions from best to worst: unmarked before marked, higher score, lower draw, lower id.

    All of shape (k,).
    """
    return np.lexsort((ids, draws, -scores.astype(np.int64), needs_information))


def tie_draws(seed: int, subject_ids: Ids, offer_ids: Ids) -> Draws:
    """A number for each pair, (n, m), that only seed and ids decide.

    It is SplitMix64's finalizer (Steele, Lea and Flood, OOPSLA 2014).
    """
    start = np.uint64(seed % 2**64)
    rows = _mixed(subject_ids.astype(np.uint64) ^ _mixed(np.atleast_1d(start)))
    return _mixed(rows[:, None] ^ _mixed(offer_ids.astype(np.uint64))[None, :])


def _mixed(numbers: Draws) -> Draws:
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def shortlists(
    subjects: Subjects,
    offers: Offers,
    rulebook: Rulebook,
    policy: Policy,
    vocabulary: Vocabulary,
    on: date,
    seed: int,
    top: int = 20,
    block: int = 256,
    context: Context | None = None,
) -> list[Shortlist]:
    """The `top` eligible offers of every subject, in the subjects' order.

    `block` subjects are held in memory at a time; `context` may be handed in where it was made before.
    """
    context = context or Context.of(offers, vocabulary)
    found: list[Shortlist] = []
    for start in range(0, len(subjects), block):
        part = subjects.take(slice(start, start + block))
        assessment = assess(part, offers, rulebook, on)
        scores = score_block(part, offers, policy, vocabulary, context).score
        draws = tie_draws(seed, part.ids, offers.ids)
        best = _best(scores, assessment.eligible, assessment.needs_information, draws, offers.ids, top)
        found += [Shortlist(int(id), *entries) for id, entries in zip(part.ids, best, strict=True)]
    return found


def people_for(
    offer: Offers,
    subjects: Subjects,
    rulebook: Rulebook,
    policy: Policy,
    vocabulary: Vocabulary,
    on: date,
    seed: int,
    top: int = 20,
) -> Candidates:
    """The `top` eligible subjects for one offer (columns of one row).

    Rules, scores and ties are those of `shortlists`.
    """
    assessment = assess(subjects, offer, rulebook, on)
    scores = score_block(subjects, offer, policy, vocabulary).score
    draws = tie_draws(seed, subjects.ids, offer.ids)
    best = _best(scores.T, assessment.eligible.T, assessment.needs_information.T, draws.T, subjects.ids, top)
    return Candidates(int(offer.ids[0]), *next(best))


def _best(
    scores: Scores, eligible: Marks, marked: Marks, draws: Draws, ids: Ids, top: int
) -> Iterator[tuple[Ids, Scores, Marks]]:
    """Row by row: ids, scores and marks of the `top` eligible columns in order."""
    for i in range(len(scores)):
        open_to = np.flatnonzero(eligible[i])
        ranked = order(scores[i, open_to], marked[i, open_to], draws[i, open_to], ids[open_to])
        kept = open_to[ranked[:top]]
        yield ids[kept], scores[i, kept], marked[i, kept]
