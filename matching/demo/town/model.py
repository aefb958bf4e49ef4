"""What the town is made of while it is drawn: people, openings, and the rows that tell of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from matching.vocabulary import Answer, OfferKind, Sex

Row = dict[str, Any]
"""Column -> value of one row to be written, its id included where other rows point to it."""


@dataclass(slots=True)
class Office:
    """The staff of one township, and where the people live for whom they answer.

    Attributes:
        name: of the township with its level, as in addresses; english: without it.
        caseworker_ids: whoever is named twice gets twice as many people.
        above_id: the second person at the county, where one account is officer and caseworker; else None.
        is_rural: a township of the hills, where tea and fields are, and not a market town.
        places: the township's own streets first, then its villages.
    """

    unit_id: int
    county_id: int
    name: str
    english: str
    officer_id: int
    caseworker_ids: list[int]
    above_id: int | None
    is_rural: bool
    places: list["Spot"]


@dataclass(slots=True)
class Spot:
    """A village or street where people live: its unit, its name in addresses, degrees."""

    unit_id: int
    name: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class Person:
    """One person of the town, with what decides how their placements go.

    Attributes:
        number: of the drawing, from 0; id: of the row in subjects, given beforehand.
        kept_on: the day on which the case file was filled in, from which somebody can suggest; None: not yet.
        consented_on: from which day a consent to be matched stands; None: never asked, or taken back.
        trade: key of the trade (`data/demo/town/trades.toml`) known best; trades: all that would be taken up.
        home, kin, work: as found at intake.
        curfew_from: the hour of the day from which an order wants the person home; None where none does.
        has_worked: whether the file tells of any work that was done before.
        steadiness: what no case file says, standard normal: how much better than others this person's placements hold.
        subject: the row in subjects; what became of the person may still change its state.
        rows: the other rows that the case file holds from the beginning, by table.
    """

    number: int
    id: int
    office: Office
    sex: Sex
    born_on: date
    latitude: float
    longitude: float
    taken_in_on: date
    reported_on: date | None
    kept_on: date | None
    consented_on: date | None
    trade: str
    trades: tuple[str, ...]
    home: Answer
    kin: Answer
    work: Answer
    curfew_from: float | None
    has_worked: bool
    steadiness: float
    subject: Row
    rows: list[tuple[type[SQLModel], Row]] = field(default_factory=list)


@dataclass(slots=True)
class Opening:
    """One opening of the town, with what decides how placements in it go.

    Attributes:
        trade: key of the trade, course or kind of home in `data/demo/town/`.
        keeping: what no form says, standard normal: how well this provider keeps people; all its openings share it.
        open_from, open_until: the first and the last day on which it was published; None: never, and still today.
        taken: how many places are taken today; what became of people counts it up.
        offer: the row in offers; terms: the row of its kind's terms.
    """

    id: int
    provider_id: int
    answers_id: int
    unit_id: int
    officer_id: int
    kind: OfferKind
    trade: str
    latitude: float
    longitude: float
    posted_on: date
    closes_on: date | None
    open_from: date | None
    open_until: date | None
    places: int
    keeping: float
    offer: Row
    terms: tuple[type[SQLModel], Row]
    taken: int = 0
