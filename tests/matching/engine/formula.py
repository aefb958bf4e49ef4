"""The best offers for each subject as the formula reads: every rule and component for every pair, then one total order."""

from datetime import date
from typing import NamedTuple

import numpy as np

from matching.eligibility.assess import assess
from matching.eligibility.rulebook import Rulebook
from matching.facts import Offers, Subjects
from matching.scoring.components import Context
from matching.scoring.policy import Policy
from matching.scoring.score import score_block
from matching.scoring.shortlist import order, tie_draws


class Entries(NamedTuple):
    """One subject's best offers: ids, scores, marks."""

    offers: list[int]
    scores: list[int]
    marks: list[bool]


def best_by_formula(
    subjects: Subjects,
    offers: Offers,
    rulebook: Rulebook,
    policy: Policy,
    context: Context,
    on: date,
    seed: int,
    top: int = 20,
) -> list[Entries]:
    """The `top` eligible offers of every subject: unmarked before marked, the higher score, the lower draw, the lower id."""
    assessment = assess(subjects, offers, rulebook, on)
    scores = score_block(subjects, offers, policy, context.vocabulary, context).score
    draws, marks = tie_draws(seed, subjects.ids, offers.ids), assessment.needs_information
    found = []
    for i in range(len(subjects)):
        open_to = np.flatnonzero(assessment.eligible[i])
        ranked = order(scores[i, open_to], marks[i, open_to], draws[i, open_to], offers.ids[open_to])[:top]
        best = open_to[ranked]
        found.append(Entries(offers.ids[best].tolist(), scores[i, best].tolist(), marks[i, best].tolist()))
    return found
