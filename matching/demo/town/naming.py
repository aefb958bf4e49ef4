"""Names of people: surnames by how common they are, given names by sex and decade of birth."""

from functools import cache

from matching.demo.town.bank import words
from matching.demo.town.chance import Dice, Weighted
from matching.vocabulary import Sex

FIRST_DECADE, LAST_DECADE = 1950, 2000


def draw_name(dice: Dice, sex: Sex, year: int) -> str:
    """A whole name of somebody born in a year."""
    return surnames().one(dice) + given_name(dice, sex, year)


def given_name(dice: Dice, sex: Sex, year: int) -> str:
    """A given name of the decade; one person in six was named after the fashion of the decade before."""
    decade = min(max(year // 10 * 10 - (10 if dice.yes(1 / 6) else 0), FIRST_DECADE), LAST_DECADE)
    given: str = dice.one(words("names")["given"][f"{sex.value}_{decade}"])
    return given


@cache
def surnames() -> Weighted[str]:
    """Surnames, by how common they are."""
    return Weighted((name, weight) for name, weight in words("names")["surnames"])
