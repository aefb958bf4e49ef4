"""The best offers for each subject, and the best subjects for an offer, in one total order.

Eligible pairs only: first those whose rules are all settled, then those that need information; within each
the higher score; ties by a number drawn from the seed and both ids, so that neither row order nor age of a
record decides.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.assess import assess
from matching.eligibility.rulebook import Rulebook
from matching.facts import Offers, Subjects
from matching.scoring.policy import Policy
from matching.scoring.score import Scores, score_block
from matching.scoring.text import Vocabulary

Ids = NDArray[np.int64]
Marks = NDArray[np.bool_]
Draws = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Candidates:
    """One offer's best subjects, best first: ids, scores in 1/10,000 point, and which need information."""

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
    rows = mixed(subject_ids.astype(np.uint64) ^ mixed(np.atleast_1d(start)))
    return mixed(rows[:, None] ^ mixed(offer_ids.astype(np.uint64))[None, :])


def mixed(numbers: Draws) -> Draws:
    """SplitMix64's finalizer of whole numbers, (k,)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


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

    Rules, scores and ties are those of shortlists.
    """
    assessment = assess(subjects, offer, rulebook, on)
    scores = score_block(subjects, offer, policy, vocabulary).score[:, 0]
    draws = tie_draws(seed, subjects.ids, offer.ids)[:, 0]
    open_to, marks = np.flatnonzero(assessment.eligible[:, 0]), assessment.needs_information[:, 0]
    ranked = order(scores[open_to], marks[open_to], draws[open_to], subjects.ids[open_to])[:top]
    best = open_to[ranked]
    return Candidates(int(offer.ids[0]), subjects.ids[best], scores[best], marks[best])
