"""How well offers would suit subjects, 0 to 100, as whole units of 1/10,000 point that add up.

With W the policy's points of a component (summing to 1,000,000), v its value and r its reference:

    baseline = sum of round(W r)        contribution = round(W v) - round(W r), or 0 where v is unknown
    score = baseline + sum of contributions, always within 0..1,000,000

A contribution is within one unit of W (v - r).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.facts import Offers, Subjects
from matching.scoring.components import COMPONENTS, Context, Measured
from matching.scoring.policy import Policy
from matching.scoring.text import Vocabulary

Scores = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class ScoreBlock:
    """Scores int32 (n, m), the baseline, and by component contributions int32 (n, m) and measures."""

    score: Scores
    baseline: int
    contributions: dict[str, Scores]
    measured: dict[str, Measured]


def score_block(
    subjects: Subjects, offers: Offers, policy: Policy, vocabulary: Vocabulary, context: Context | None = None
) -> ScoreBlock:
    """Score every subject against every offer; a block of 1 x 1 gives the same numbers to the unit.

    `context` may be handed in where many blocks share their offers.
    """
    shared = context or Context.of(offers, vocabulary)
    measured = {name: COMPONENTS[name].measure(subjects, offers, shared) for name in policy.coefficients}
    contributions = {name: _contribution(policy, name, measured[name]) for name in policy.coefficients}
    score = np.full((len(subjects), len(offers)), policy.baseline, dtype=np.int32)
    for part in contributions.values():
        score += part
    return ScoreBlock(score, policy.baseline, contributions, measured)


def _contribution(policy: Policy, name: str, measured: Measured) -> Scores:
    points = np.rint(policy.points[name] * measured.values).astype(np.int32) - np.int32(policy.baselines[name])
    contribution: Scores = np.where(measured.known, points, np.int32(0))
    return contribution
