"""Scores in words of one decimal that still add up."""

from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise

from matching.scoring.explain import Explanation

IN_A_TENTH = 1_000
"""Scores are kept in 1/10,000 point."""


def in_tenths(parts: Iterable[int]) -> list[int]:
    """Round parts of a score to tenths so that any first few of them add up to what these come to, rounded.

    >>> in_tenths([54_500, 33_333, 33_333, 33_333])
    [54, 34, 33, 33]
    """
    reached = [round(total / IN_A_TENTH) for total in accumulate(parts, initial=0)]
    return [after - before for before, after in pairwise(reached)]


def tenths_words(tenths: int, *, signed: bool = False) -> str:
    """Write tenths as a number; with its sign unless it is nothing."""
    sign = "−" if tenths < 0 else "+" if signed and tenths else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def shown_parts(baseline: int, contributions: Mapping[str, int]) -> dict[str, str]:
    """What each component adds, in the order in which the lines are added up."""
    _first, *others = in_tenths([baseline, *contributions.values()])
    return {name: tenths_words(each, signed=True) for name, each in zip(contributions, others, strict=True)}


def parts_of(explanation: Explanation) -> dict[str, str]:
    """What each component of an explained pair adds."""
    return shown_parts(explanation.baseline, explanation.contributions)
