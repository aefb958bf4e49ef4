"""Who somebody is: sex, birth, name, identity number, telephone."""

from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.cn import ric

from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.naming import draw_name
from matching.vocabulary import Sex

MEN = 0.83
"""The share of men among people who come back."""

JUVENILES = 0.012
EARLIEST = date(1950, 1, 2)
YEAR = 365.25
JUVENILE_AGES = (17.1, 17.9)
"""Years of age today: juveniles were sixteen before they came."""

AGES = Weighted([((18.2, 25), 12), ((25, 35), 29), ((35, 45), 27), ((45, 55), 21), ((55, 73), 11)])
"""Years of age on arrival, as (youngest, oldest)."""

AREA, AREAS, PER_AREA = 999200, 800, 450
"""The first place code, how many follow, and how many people share one: no register has a place 999."""


@dataclass(frozen=True)
class Identity:
    """Sex, birth, name and number of one person."""

    sex: Sex
    born_on: date
    name: str
    number: str
    phone: str | None
    is_juvenile: bool


def draw_identity(dice: Dice, number: int, came_on: date, today: date) -> Identity:
    """Draw who the person of a number is; no two numbers give the same identity number.

    Args:
        dice: of this person.
        number: of the person, below 360,000.
        came_on: when help begins: adults are of age by then.
        today: juveniles are not of age yet.
    """
    sex = Sex.MALE if dice.yes(MEN) else Sex.FEMALE
    is_juvenile = dice.yes(JUVENILES) and (today - came_on).days < 300
    if is_juvenile:
        born_on = today - timedelta(days=int(dice.between(JUVENILE_AGES) * YEAR))
    else:
        born_on = max(min(came_on, today) - timedelta(days=int(dice.between(AGES.one(dice)) * YEAR)), EARLIEST)
    phone = f"0000{number % 1_000_000:06d}" if dice.yes(0.86) else None
    name = draw_name(dice, sex, born_on.year)
    return Identity(sex, born_on, name, identity_number(number, born_on, sex), phone, is_juvenile)


def identity_number(number: int, born_on: date, sex: Sex) -> str:
    """The identity number of the person of a number: place, birth, serial (odd for men), check character."""
    area = AREA + number // PER_AREA % AREAS
    serial = 2 * (number % PER_AREA) + (1 if sex is Sex.MALE else 0)
    digits = f"{area}{born_on:%Y%m%d}{serial:03d}"
    return digits + str(ric.calc_check_digit(digits + "0"))
