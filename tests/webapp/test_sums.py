"""Scores of one decimal add up as they are read."""

from random import Random

import pytest

from webapp.rendering import points
from webapp.wording.sums import shown_parts


@pytest.mark.parametrize("seed", range(50))
def test_the_lines_as_shown_add_up_to_the_score_as_shown(seed: int) -> None:
    chance = Random(seed)
    baseline, parts = chance.randint(0, 1_000_000), [chance.randint(-400_000, 400_000) for _part in range(seed % 12)]

    lines = [points(baseline), *shown_parts(baseline, _named(parts)).values()]

    assert sum(_tenths(line) for line in lines) == _tenths(points(baseline + sum(parts)))


def test_a_part_has_its_sign_and_one_decimal() -> None:
    assert shown_parts(329_000, {"skills": 120_000, "pay": -24_321, "hours": 0}) == {
        "skills": "+12.0",
        "pay": "−2.4",
        "hours": "0.0",
    }


def _named(parts: list[int]) -> dict[str, int]:
    return {f"part {place}": part for place, part in enumerate(parts)}


def _tenths(words: str) -> int:
    return int(words.replace("−", "-").replace(".", ""))
