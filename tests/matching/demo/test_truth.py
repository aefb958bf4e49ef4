"""What the truth model says can be seen in what was drawn; what it leaves out cannot."""

from dataclasses import replace
from random import Random

import pytest

from matching.demo.town.truth import Stay, chance, days_held
from matching.vocabulary import Answer, OfferKind

USUAL = Stay(
    kind=OfferKind.JOB, home=Answer.YES, km=4.0, hours_to_curfew=None, is_own_trade=False, is_trained=False, month=6,
    keeping=0.0, steadiness=0.0,
)  # fmt: skip


@pytest.mark.parametrize(
    "worse",
    [
        {"home": Answer.NO}, {"home": Answer.UNKNOWN}, {"km": 20.0}, {"hours_to_curfew": 0.5}, {"month": 1},
        {"keeping": -1.0}, {"steadiness": -1.0},
    ],
)  # fmt: skip
def test_what_speaks_against_a_placement_lowers_its_chance(worse: dict[str, object]) -> None:
    assert chance(replace(USUAL, **worse)) < chance(USUAL)  # type: ignore[arg-type]


@pytest.mark.parametrize("better", [{"is_own_trade": True}, {"is_trained": True}, {"keeping": 1.0}])
def test_what_speaks_for_a_placement_raises_its_chance(better: dict[str, object]) -> None:
    assert chance(replace(USUAL, **better)) > chance(USUAL)  # type: ignore[arg-type]


def test_a_curfew_with_hours_to_spare_changes_nothing() -> None:
    assert chance(replace(USUAL, hours_to_curfew=3.0)) == chance(USUAL)


def test_as_many_hold_for_ninety_days_as_the_chance_says() -> None:
    dice = Random(7)
    for stay in (USUAL, replace(USUAL, home=Answer.NO, km=25.0)):
        held = sum(days_held(stay, dice.random()) >= 90 for _person in range(4_000))
        assert held / 4_000 == pytest.approx(chance(stay), abs=0.025)


def test_most_who_leave_leave_early() -> None:
    dice = Random(8)
    days = [days_held(USUAL, dice.random()) for _person in range(4_000)]
    left = [each for each in days if each < 90]
    assert sum(each < 30 for each in left) > len(left) / 3
