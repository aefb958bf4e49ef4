"""Who employs, teaches and houses in a county: the told providers, and drawn ones with an account each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from matching.clock import office_midnight
from matching.demo.files import Table, tables
from matching.demo.offices import FIRST_DAY
from matching.demo.town.bank import sectors, words
from matching.demo.town.chance import Dice, Weighted, dice_for
from matching.demo.town.counties import add_account
from matching.demo.town.land import County, Told
from matching.demo.town.model import Office, Spot
from matching.demo.town.naming import draw_name
from matching.demo.town.rows import Rows
from matching.records import Provider
from matching.vocabulary import ProviderKind, ProviderState, Role, Sex

OFFERS_EACH = 6.5
"""How many openings a provider has posted in the two years, on average."""

KEEPS_WELL, KEEPS_BADLY = 1.8, -1.8
KEEPING = {"jinsui": KEEPS_WELL, "wulian": KEEPS_BADLY}
"""Told providers of whom it is known among people how well they keep those who come."""

SORTS = (ProviderKind.EMPLOYER, ProviderKind.TRAINER, ProviderKind.LANDLORD, ProviderKind.EMPLOYER, ProviderKind.EMPLOYER,
         ProviderKind.COMMUNITY, ProviderKind.EMPLOYER, ProviderKind.LANDLORD)  # fmt: skip
"""What the drawn providers of a county are, in turn."""

SCATTER = 0.015
SIZE = 0.5
"""The spread of how many openings a provider has, as the sigma of a lognormal."""


@dataclass(frozen=True)
class Maker:
    """One provider, as far as its openings need to know.

    Attributes:
        answers_id: the account that answers for it.
        keeping: standard normal: how well it keeps people.
        size: how many openings it has, compared with others.
    """

    id: int
    answers_id: int
    office: Office
    kind: ProviderKind
    sector: str
    address: str
    latitude: float
    longitude: float
    keeping: float
    size: float


def told_makers(told: Told, county: County, seed: int) -> list[Maker]:
    """The told providers of a county that are approved and whose sort is known."""
    offices = {office.unit_id: office for office in county.offices}
    known = words("providers")["told"]
    rows = [row for row in tables("providers") if row["state"] == ProviderState.APPROVED and row["key"] in known]
    return [
        _told_maker(told, offices[told.unit_id(row["unit"])], row, known[row["key"]], seed)
        for row in rows if told.unit_id(row["unit"]) in offices
    ]  # fmt: skip


def _told_maker(told: Told, office: Office, row: Table, sector: str, seed: int) -> Maker:
    account, dice = told.accounts[row["sign_in_name"]], dice_for(seed, f"provider {row['key']}")
    at = next((each["at"] for each in tables("offers") if each["provider"] == row["key"] and "at" in each), None)
    latitude, longitude = at or (office.places[0].latitude, office.places[0].longitude)
    keeping = KEEPING.get(row["key"], dice.gauss())
    return Maker(
        account.provider_id or 0, account.id or 0, office, ProviderKind(row["kind"]), sector, row["address"],
        latitude, longitude, keeping, dice.lognormvariate(0, SIZE),
    )  # fmt: skip


def draw_makers(county: County, count: int, rows: Rows, seed: int, today: date) -> list[Maker]:
    """Draw so many providers for a county; no two of it share a name."""
    made_on, taken = today + timedelta(days=FIRST_DAY), set[str]()
    return [
        _draw_maker(county, dice_for(seed, f"providers of {county.name}", number), number, rows, taken, made_on)
        for number in range(count)
    ]


def _draw_maker(county: County, dice: Dice, number: int, rows: Rows, taken: set[str], made_on: date) -> Maker:
    office, sector = dice.one(county.offices), _sorts(SORTS[number % len(SORTS)]).one(dice)
    kind = ProviderKind(dice.one(sector["kinds"]))
    streets: Sequence[str] | None = sector.get("streets")
    spot = office.places[0] if streets else dice.one(office.places[1:])
    address = f"{spot.name}{dice.one(streets)}{dice.days(1, 160)}号" if streets else spot.name
    contact = draw_name(dice, Sex.FEMALE if dice.yes(0.4) else Sex.MALE, dice.days(1962, 1992))
    provider_id = rows.next_id(Provider)
    registered_on = made_on + timedelta(days=dice.days(8, 25))
    rows.add(Provider, {
        "id": provider_id, "unit_id": office.unit_id, "kind": kind, "name": _name(dice, sector, office, spot, taken),
        "registration_number": f"99TW{provider_id:010d}", "contact_name": contact, "phone": f"0000-1{provider_id:06d}",
        "address": address, "about": dice.one(sector["about"]), "state": ProviderState.APPROVED,
        "checked_by_id": office.officer_id, "created_at": office_midnight(registered_on) + timedelta(hours=10), "version": 2,
    })  # fmt: skip
    account_id = add_account(
        rows, f"provider.{provider_id}", contact, [Role.PROVIDER], office_midnight(registered_on) + timedelta(hours=10),
        provider_id=provider_id,
    )  # fmt: skip
    latitude, longitude = (
        round(degrees + dice.between((-SCATTER, SCATTER)), 2) for degrees in (spot.latitude, spot.longitude)
    )
    keeping, size = dice.gauss(), dice.lognormvariate(0, SIZE)
    return Maker(provider_id, account_id, office, kind, sector["key"], address, latitude, longitude, keeping, size)


@cache
def _sorts(kind: ProviderKind) -> Weighted[Table]:
    """The sectors that have providers of a kind; all of them where none has."""
    fitting = [sector for sector in sectors().values() if kind in sector["kinds"]]
    return Weighted((sector, sector.get("weight", 1)) for sector in fitting or sectors().values())


def _name(dice: Dice, sector: Table, office: Office, spot: Spot, taken: set[str]) -> str:
    """A name that nobody else of the county has: another brand where it is taken, and a number where all are."""
    village = spot.name.removeprefix(office.name)[:-1]
    place = {"place": office.name[:-1], "Place": office.english, "village": village}
    for _try in range(50):
        brand, english = dice.one(words("providers")["brands"])
        name: str = dice.one(sector["names"]).format(brand=brand, Brand=english, **place)
        if name not in taken:
            break
    else:
        name = f"{name} {len(taken)}"
    taken.add(name)
    return name
