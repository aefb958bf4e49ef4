"""Further counties of a large town: on a grid in the open sea, with offices whose accounts have no password."""

from datetime import date, datetime, timedelta

from matching.clock import office_midnight
from matching.demo.offices import FIRST_DAY
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice, dice_for
from matching.demo.town.land import County, is_rural
from matching.demo.town.model import Office, Spot
from matching.demo.town.naming import draw_name
from matching.demo.town.rows import Rows
from matching.errors import BadInput
from matching.records import Account, AccountRole, Unit
from matching.vocabulary import Role, Sex, UnitLevel

NO_PASSWORD = "!"
"""What stands where an account has no password at all: no password's hash looks like it."""

SOUTHERNMOST, WESTERNMOST, STEP, ROWS = 12.0, 128.0, 0.8, 16
"""The grid of counties in degrees: so far apart that no journey leads from one to the next."""

TOWNSHIPS, VILLAGES, CASEWORKERS = 4, 5, 4
"""How many a county, a township and its office have."""

BEARINGS = ((0.0, 0.0), (0.11, 0.09), (-0.1, 0.12), (0.06, -0.14))
"""Where the townships of a county lie, in degrees from its middle."""

A_CITY = 9
"""Of so many names in a row, the first is a city's and the others those of its counties."""


class CountyMaker:
    """Makes counties, each always the same for its number.

    Args:
        rows: take the units and accounts.
        seed: of the town.
        today: the day of loading; everything here was there from the first day.
    """

    def __init__(self, rows: Rows, seed: int, today: date) -> None:
        self.rows, self.seed = rows, seed
        self.made_at = office_midnight(today + timedelta(days=FIRST_DAY)) + timedelta(hours=9)
        self._cities: dict[int, int] = {}

    def make(self, number: int, people: range) -> County:
        """Make the county of a number (from 1) for some drawn people."""
        dice = dice_for(self.seed, "county", number)
        city, place = divmod(number - 1, A_CITY - 1)
        name, english = county_name(city * A_CITY + place + 1)
        middle = (SOUTHERNMOST + STEP * ((number - 1) % ROWS), WESTERNMOST + STEP * ((number - 1) // ROWS))
        code = f"C{number:03d}"
        county = Spot(0, name, *middle)
        unit_id = self._unit(code, f"{name} {english}", UnitLevel.COUNTY, self._city(city), county)
        officer_id = self._account(f"{code}.officer", unit_id, [Role.OFFICER], dice)
        self._account(f"{code}.supervisor", unit_id, [Role.SUPERVISOR], dice)
        names = dice.sample(words("names")["townships"], TOWNSHIPS)
        offices = [
            self._office(f"{code}-T{place + 1}", unit_id, tuple(names[place]), _away(middle, BEARINGS[place]), dice)
            for place in range(TOWNSHIPS)
        ]
        return County(unit_id, name, english, officer_id, offices, people)

    def _city(self, number: int) -> int:
        if number not in self._cities:
            name, english = county_name(number * A_CITY)
            name, english = name.removesuffix("县") + "市", english.removesuffix(" County") + " City"
            spot = Spot(0, name, SOUTHERNMOST, WESTERNMOST)
            self._cities[number] = self._unit(f"C{number:03d}-CITY", f"{name} {english}", UnitLevel.CITY, None, spot)
        return self._cities[number]

    def _office(self, code: str, county_id: int, name: tuple[str, str], at: tuple[float, float], dice: Dice) -> Office:
        chinese, english = name
        town = Spot(0, chinese, *at)
        town.unit_id = self._unit(code, f"{chinese} {english}", UnitLevel.TOWNSHIP, county_id, town)
        officer_id = self._account(f"{code}.officer", town.unit_id, [Role.OFFICER], dice)
        caseworkers = [
            self._account(f"{code}.caseworker{place + 1}", town.unit_id, [Role.CASEWORKER], dice)
            for place in range(CASEWORKERS)
        ]
        villages = [
            self._village(f"{code}-V{place + 1}", town, tuple(pair), dice)
            for place, pair in enumerate(dice.sample(words("names")["villages"], VILLAGES))
        ]
        return Office(
            town.unit_id,
            county_id,
            chinese,
            english,
            officer_id,
            caseworkers,
            None,
            is_rural(chinese),
            [town, *villages],
        )

    def _village(self, code: str, town: Spot, name: tuple[str, str], dice: Dice) -> Spot:
        at = _away((town.latitude, town.longitude), (dice.between((-0.05, 0.05)), dice.between((-0.05, 0.05))))
        village = Spot(0, town.name + name[0], *at)
        village.unit_id = self._unit(code, f"{name[0]} {name[1]}", UnitLevel.VILLAGE, town.unit_id, village)
        return village

    def _unit(self, code: str, name: str, level: UnitLevel, parent_id: int | None, at: Spot) -> int:
        unit = {
            "code": code, "name": name, "level": level, "parent_id": parent_id,
            "latitude": at.latitude, "longitude": at.longitude,
        }  # fmt: skip
        return int(self.rows.add(Unit, unit)["id"])

    def _account(self, sign_in_name: str, unit_id: int, roles: list[Role], dice: Dice) -> int:
        sex = Sex.FEMALE if dice.yes(0.5) else Sex.MALE
        name = draw_name(dice, sex, dice.days(1970, 1998))
        return add_account(self.rows, sign_in_name, name, roles, self.made_at, unit_id=unit_id)


def add_account(
    rows: Rows,
    sign_in_name: str,
    name: str,
    roles: list[Role],
    at: datetime,
    *,
    unit_id: int | None = None,
    provider_id: int | None = None,
) -> int:
    """Add an account with its roles and without a password, and return its id."""
    account = {
        "sign_in_name": sign_in_name.lower(), "name": name, "password_hash": NO_PASSWORD, "created_at": at,
        "unit_id": unit_id, "provider_id": provider_id,
    }  # fmt: skip
    account_id = int(rows.add(Account, account)["id"])
    for role in roles:
        rows.add(AccountRole, {"account_id": account_id, "role": role})
    return account_id


def county_name(place: int) -> tuple[str, str]:
    """The Chinese and the English name at a place of the bank. Raises BadInput where the names have run out."""
    counties = words("names")["counties"]
    if place >= len(counties):
        raise BadInput("There are not enough names of counties for so many people: ask for fewer.")
    name, english = counties[place]
    return name, english


def _away(middle: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    return round(middle[0] + by[0], 2), round(middle[1] + by[1], 2)
