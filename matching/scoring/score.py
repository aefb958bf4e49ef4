"""How well offers would suit subjects, 0 to 100, as whole units of 1/10,000 point that add up.

With W the policy's points of a component for the offer's kind (summing to 1,000,000), v its value and r its reference:

    baseline = sum of round(W r)        contribution = round(W v) - round(W r), or 0 where v is unknown
    score = baseline + sum of contributions, always within 0..1,000,000

A contribution is within one unit of W (v - r).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.facts import Offers, Subjects
from matching.scoring.components import COMPONENTS, Context, Measured
from matching.scoring.policy import Policy, Shares
from matching.scoring.text import Vocabulary

Scores = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class ScoreBlock:
    """Scores int32 (n, m), baselines int32 (m,), and by component contributions int32 (n, m) and measures."""

    score: Scores
    baseline: Scores
    contributions: dict[str, Scores]
    measured: dict[str, Measured]


def score_block(
    subjects: Subjects, offers: Offers, policy: Policy, vocabulary: Vocabulary, context: Context | None = None
) -> ScoreBlock:
    """Score every subject against every offer; a block of 1 x 1 gives the same numbers to the unit.

    `context` may be handed in where many blocks share their offers.
    """
    shared = context or Context.of(offers, vocabulary)
    kinds = list(dict.fromkeys(offers.kind))
    which = np.array([kinds.index(kind) for kind in offers.kind], dtype=np.intp)
    shares = [policy.of(kind) for kind in kinds]
    names = list(dict.fromkeys(name for each in shares for name in each.coefficients))
    measured = {name: COMPONENTS[name].measure(subjects, offers, shared) for name in names}
    contributions = {name: contributions_of(name, shares, which, measured[name]) for name in names}
    baseline = np.array([each.baseline for each in shares], dtype=np.int32)[which]
    score = np.zeros((len(subjects), len(offers)), dtype=np.int32) + baseline[None, :]
    for part in contributions.values():
        score += part
    return ScoreBlock(score, baseline, contributions, measured)


def contributions_of(name: str, shares: Sequence[Shares], which: NDArray[np.intp], measured: Measured) -> Scores:
    """One component's contributions, int32 (n, m); `which` of the shares each offer has, (m,)."""
    points = np.array([each.points.get(name, 0) for each in shares], dtype=np.float64)[which]
    at_reference = np.array([each.baselines.get(name, 0) for each in shares], dtype=np.int32)[which]
    contribution = np.rint(points * measured.values).astype(np.int32) - at_reference
    return np.where(measured.known, contribution, np.int32(0))
