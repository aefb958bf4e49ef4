"""Who knows which trade: by sex, age, and what the place lives on."""

from functools import cache

from matching.demo.files import Table
from matching.demo.town.bank import by_key
from matching.demo.town.chance import Dice, Weighted
from matching.vocabulary import Sex

WOMEN = {"garments": 3.0, "care": 4.0, "cleaning": 2.2, "food": 1.5, "shop": 1.8, "clerical": 1.6, "farming": 1.0,
         "factory": 0.9, "logistics": 0.25, "construction": 0.12, "repair": 0.08, "security": 0.15}  # fmt: skip
"""Sector -> how much more often a woman than anybody knows it."""

HILLS = {"farming": 5.0, "construction": 1.2, "garments": 0.5, "logistics": 0.5, "factory": 0.6, "clerical": 0.5}
VILLAGE = {"farming": 3.0, "garments": 0.9, "logistics": 0.8, "clerical": 0.7}
"""Sector -> how much more often somebody of the hills, or of a village elsewhere, knows it."""

YOUNG, OLD = 28, 52
BY_AGE = {
    "young": {"logistics": 1.3, "clerical": 1.6, "shop": 1.4, "repair": 1.2, "farming": 0.3, "cleaning": 0.3, "security": 0.5},
    "old": {"farming": 1.8, "cleaning": 1.8, "security": 2.2, "clerical": 0.4, "logistics": 0.6, "garments": 0.7},
}  # fmt: skip
TEA = "tea"
"""The trade of the hills."""


def draw_trades(dice: Dice, sex: Sex, age: int, is_rural: bool, in_village: bool) -> list[Table]:
    """The trade known best, then one or two that would be taken up as well."""
    by_age = "young" if age < YOUNG else "old" if age > OLD else ""
    known = _common(sex is Sex.FEMALE, by_age, is_rural, in_village)
    chosen = {row["key"]: row for row in (known.one(dice) for _trade in range(dice.days(2, 4)))}
    return list(chosen.values())[:3]


@cache
def _common(is_woman: bool, by_age: str, is_rural: bool, in_village: bool) -> Weighted[Table]:
    """All trades, by how common they are among people alike."""
    factors = [WOMEN if is_woman else {}, BY_AGE.get(by_age, {}), HILLS if is_rural else VILLAGE if in_village else {}]
    return Weighted((row, _weight(row, factors, is_rural)) for row in by_key("trades").values())


def _weight(trade: Table, factors: list[dict[str, float]], is_rural: bool) -> float:
    weight = float(trade["weight"])
    for factor in factors:
        weight *= factor.get(trade["sector"], 1.0)
    if trade["key"] == TEA:
        weight *= 3.0 if is_rural else 0.3
    return weight
