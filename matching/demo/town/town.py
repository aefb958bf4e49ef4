"""The drawn town around the told county: drawn county by county from one seed and written whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from sqlmodel import col, func, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.demo.files import tables
from matching.demo.town.land import County
from matching.demo.town.lives.telling import tell_lives
from matching.demo.town.openings import draw_openings
from matching.demo.town.people import draw_people
from matching.demo.town.people.directory import checked_services
from matching.demo.town.rows import Rows, free_ids, set_sequences, write_rows
from matching.demo.town.territory import Territory, draw_territory
from matching.errors import BadInput
from matching.queries.facts.counties import counties
from matching.records import Offer, Subject
from matching.services.versions import engine_versions

SUBJECTS, OFFERS, SEED = 600, 260, 1
"""A county town as the demonstration shows it."""


@dataclass(frozen=True)
class Size:
    """How large the town is to be, told and drawn together.

    Attributes:
        seed: the same seed and size give the same town.
    """

    subjects: int = SUBJECTS
    offers: int = OFFERS
    seed: int = SEED


@dataclass
class Cost:
    """What drawing and writing took.

    Attributes:
        seconds: by part: drawing, writing.
        rows: how many were written.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    rows: int = 0

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Count the seconds of a block to a part."""
        began = monotonic()
        yield
        self.seconds[part] = self.seconds.get(part, 0.0) + monotonic() - began


def told_size() -> Size:
    """How many people and offers are told by hand: no town is smaller."""
    return Size(len(tables("subjects")), len(tables("offers")))


def refuse_size(size: Size) -> None:
    """Raise BadInput for a town that is smaller than what is told, or has more people than names."""
    told = told_size()
    if size.subjects < told.subjects or size.offers < told.offers:
        said = f"{told.subjects} people and {told.offers} offers are told by hand"
        raise BadInput(f"{said}: ask for as many or more, with --subjects and --offers.")


def draw_town(work: UnitOfWork, size: Size) -> Cost:
    """Draw whoever and whatever is missing to a size around the told county, in the caller's transaction.

    Raises:
        BadInput: for a size that cannot be drawn.
    """
    refuse_size(size)
    cost, today = Cost(), work.today
    work.session.flush()
    connection = work.session.connection()
    people = size.subjects - work.session.exec(select(func.count(col(Subject.id)))).one()
    offers = size.offers - work.session.exec(select(func.count(col(Offer.id)))).one()
    rows = Rows(free_ids(connection))
    with cost.of("drawing"):
        land = draw_territory(work.session, rows, size.seed, max(people, 0), today)
    with cost.of("writing"):
        cost.rows += write_rows(connection, rows)
    teller = _Teller(work, land, rows, size.seed)
    for county, numbers in _shares(land, max(offers, 0)):
        with cost.of("drawing"):
            teller.tell(county, numbers)
        with cost.of("writing"):
            cost.rows += write_rows(connection, rows)
    set_sequences(connection)
    record_act(work, "demo.loaded", subjects=size.subjects, offers=size.offers, seed=size.seed)
    return cost


class _Teller:
    """Draws one county after another with what all of them share."""

    def __init__(self, work: UnitOfWork, land: Territory, rows: Rows, seed: int) -> None:
        self.work, self.land, self.rows, self.seed = work, land, rows, seed
        self.county_of = counties(work.session)
        self.services = checked_services(work.session)
        self.versions = engine_versions(work.session)

    def tell(self, county: County, offers: range) -> None:
        """Draw one county with the offers of these numbers, and what became of its people."""
        told_offers = told_size().offers if county is self.land.counties[0] else 0
        openings = draw_openings(self.land.told, county, self.rows, self.seed, offers, self.work.today, told_offers)
        people = draw_people(county, self.services, self.rows, self.seed, self.work.today)
        tell_lives(people, openings, self.rows, self.county_of, self.versions, self.seed, self.work.today)


def _shares(land: Territory, offers: int) -> Iterator[tuple[County, range]]:
    """Each county with the numbers of its offers, as many as its people are."""
    people = sum(len(county.people) for county in land.counties) or 1
    told = 0
    for number, county in enumerate(land.counties, start=1):
        so_far = sum(len(each.people) for each in land.counties[:number]) * offers // people
        yield county, range(told, so_far)
        told = so_far
