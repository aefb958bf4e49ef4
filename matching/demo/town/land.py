"""Where the people of the town live, and who answers for them: the told county first, then further ones in the open sea."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from matching.demo.files import Table, tables
from matching.demo.town.model import Office, Spot
from matching.records import Account, Subject, Unit
from matching.vocabulary import CaseState

HOME_CODE = "QW"
"""The told county that the first drawn people live in."""

ROOM, A_SHARE = 5, 6
"""How often somebody without told people is named in an office, and how many of them count as once."""

SETTLED_FOR = 60
"""Who came to the office within so many days gets none of the drawn people."""


@dataclass(frozen=True)
class County:
    """One county with the people who are to be drawn for it.

    Attributes:
        name, english: of the county.
        officer_id: the officer at the county.
        people: the numbers of the drawn people who live here.
    """

    unit_id: int
    name: str
    english: str
    officer_id: int
    offices: list[Office]
    people: range


@dataclass(frozen=True)
class Told:
    """What stands of the told county when the drawing begins.

    Attributes:
        units: by code; accounts: by sign-in name.
        loads: account id -> how many told people it answers for, whose files are not closed.
    """

    units: dict[str, Unit]
    accounts: dict[str, Account]
    loads: dict[int, int]

    def account_id(self, sign_in_name: str) -> int:
        """The id of an account."""
        return self.accounts[sign_in_name].id or 0

    def unit_id(self, code: str) -> int:
        """The id of a unit."""
        return self.units[code].id or 0


def read_told(session: Session) -> Told:
    """Find the units and accounts of the told county."""
    codes = [row["code"] for row in tables("units")]
    names = [row["sign_in_name"] for row in (*tables("accounts"), *tables("providers"))]
    units = session.exec(select(Unit).where(col(Unit.code).in_(codes)))
    accounts = session.exec(select(Account).where(col(Account.sign_in_name).in_(names)))
    loads = session.exec(
        select(Subject.caseworker_id, func.count(col(Subject.id)))
        .where(col(Subject.state) != CaseState.CLOSED, col(Subject.caseworker_id).is_not(None))
        .group_by(col(Subject.caseworker_id))
    )
    known = {each.sign_in_name: each for each in accounts}
    return Told({unit.code: unit for unit in units}, known, {account: count for account, count in loads if account})


def told_county(told: Told, people: range) -> County:
    """The told county, for so many drawn people more."""
    name, english = halves(told.units[HOME_CODE].name)
    row = _office_row(HOME_CODE)
    townships = [unit for unit in tables("units") if unit.get("above") == HOME_CODE]
    offices = [_told_office(told, _office_row(unit["code"])) for unit in townships]
    return County(told.unit_id(HOME_CODE), name, english, told.account_id(row["officer"]), offices, people)


def halves(name: str) -> tuple[str, str]:
    """The Chinese and the English half of a name.

    >>> halves("柳亭镇 Liuting")
    ('柳亭镇', 'Liuting')
    """
    chinese, _blank, english = name.partition(" ")
    return chinese, english


def _office_row(code: str) -> Table:
    return next(row for row in tables("offices") if row["unit"] == code)


def _told_office(told: Told, row: Table) -> Office:
    unit = told.units[row["unit"]]
    name, english = halves(unit.name)
    villages = [each for each in told.units.values() if each.parent_id == unit.id]
    places = [_spot(unit, name), *(_spot(each, name + halves(each.name)[0]) for each in villages)]
    above_id = told.account_id(row["above"]) if "above" in row else None
    return Office(
        unit.id or 0, told.unit_id(HOME_CODE), name, english, told.account_id(row["officer"]),
        _told_caseworkers(told, row), above_id, is_rural(name), places,
    )  # fmt: skip


def _told_caseworkers(told: Told, row: Table) -> list[int]:
    """Whoever has been here for long, each as often as there is room beside the told people."""
    here = [
        each["sign_in_name"] for each in tables("accounts")
        if each.get("unit") == row["unit"] and "caseworker" in each["roles"] and each.get("made", -999) < -SETTLED_FOR
    ]  # fmt: skip
    covered = {each["account"] for each in tables("covers")}
    ids = [(told.account_id(name), name in covered) for name in here]
    return [each for each, is_away in ids for _time in range(_room(told.loads.get(each, 0), is_away))]


def _room(told_people: int, is_away: bool) -> int:
    """How often somebody is named; whoever is on leave less, for the people wait for who covers."""
    return min(max(1, ROOM - round(told_people / A_SHARE)), 2 if is_away else ROOM)


def is_rural(township: str) -> bool:
    """Whether a township is one of the hills: 乡, and not a market town, 镇."""
    return township.endswith("乡")


def _spot(unit: Unit, name: str) -> Spot:
    return Spot(unit.id or 0, name, unit.latitude or 0.0, unit.longitude or 0.0)
