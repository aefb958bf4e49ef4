"""The drawn town around the told county: drawn county by county from one seed and written whole, or not at all."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection as PipeEnd
from time import monotonic

from sqlalchemy import Connection, Dialect
from sqlmodel import col, func, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.demo.files import tables
from matching.demo.town.land import County
from matching.demo.town.lives.telling import tell_lives
from matching.demo.town.openings import draw_openings
from matching.demo.town.people import draw_people
from matching.demo.town.people.directory import checked_services
from matching.demo.town.rows import (
    Bound,
    Rows,
    bind_rows,
    free_ids,
    room_for_many,
    set_sequences,
    write_bound,
    write_rows,
)
from matching.demo.town.territory import Territory, draw_territory
from matching.errors import BadInput
from matching.queries.facts.counties import counties
from matching.records import Offer, Subject
from matching.services.versions import engine_versions

SUBJECTS, OFFERS, SEED = 600, 260, 1
"""A county town as the demonstration shows it."""

APART, PROCESSES = 6, 2
"""From so many counties on, so many processes draw them; the number is fixed, so that a town is the same everywhere."""

Share = tuple[County, range]
"""A county, and the numbers of its offers."""


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
    work.session.flush()
    connection = work.session.connection()
    with uncollected(), room_for_many(connection):
        cost = _drawn(work, connection, size)
    set_sequences(connection)
    record_act(work, "demo.loaded", subjects=size.subjects, offers=size.offers, seed=size.seed)
    return cost


def _drawn(work: UnitOfWork, connection: Connection, size: Size) -> Cost:
    """Draw and write whoever and whatever is missing."""
    cost, rows = Cost(), Rows(free_ids(connection))
    people = size.subjects - work.session.exec(select(func.count(col(Subject.id)))).one()
    offers = size.offers - work.session.exec(select(func.count(col(Offer.id)))).one()
    with cost.of("drawing"):
        land = draw_territory(work.session, rows, size.seed, max(people, 0), work.today)
    with cost.of("writing"):
        cost.rows += write_rows(connection, rows)
    shares = list(_shares(land, max(offers, 0)))
    teller = _Teller(work, land, size.seed)
    draw = _drawn_apart if len(shares) >= APART else _drawn_here
    counties_bound = draw(teller, shares, connection)
    while True:
        with cost.of("drawing"):
            bound = next(counties_bound, None)
        if bound is None:
            return cost
        with cost.of("writing"):
            cost.rows += write_bound(connection, bound)


def _drawn_here(teller: "_Teller", shares: Sequence[Share], connection: Connection) -> Iterator[Bound]:
    """Draw one county after another."""
    rows = Rows(free_ids(connection))
    for county, numbers in shares:
        teller.tell(county, numbers, rows)
        yield bind_rows(connection.dialect, rows)


def _drawn_apart(teller: "_Teller", shares: Sequence[Share], connection: Connection) -> Iterator[Bound]:
    """Draw counties in processes of their own, each every so many-th, and take them in order while the next are drawn.

    The children are forked from here, so that nothing has to be handed over, and touch no database: theirs are the ids
    of their own place in the row of processes.
    """
    context, first_ids, pipes = get_context("fork"), free_ids(connection), []
    for place in range(PROCESSES):
        receiver, sender = context.Pipe(duplex=False)
        rows = Rows({name: first + place for name, first in first_ids.items()}, step=PROCESSES)
        given = (teller, shares[place::PROCESSES], rows, connection.dialect, sender)
        context.Process(target=_draw_share, args=given, daemon=True).start()
        sender.close()
        pipes.append(receiver)
    for number in range(len(shares)):
        yield pipes[number % PROCESSES].recv()


def _draw_share(teller: "_Teller", shares: Sequence[Share], rows: Rows, dialect: Dialect, sender: PipeEnd) -> None:
    """Draw some counties and send the rows of each, bound. A process that fails ends, and its pipe with it."""
    gc.freeze()
    for county, numbers in shares:
        teller.tell(county, numbers, rows)
        sender.send(bind_rows(dialect, rows))
        gc.collect()


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the search for circles of garbage until the end of the block: it would look at every row again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Teller:
    """Draws one county after another with what all of them share."""

    def __init__(self, work: UnitOfWork, land: Territory, seed: int) -> None:
        self.land, self.seed, self.today = land, seed, work.today
        self.county_of = counties(work.session)
        self.services = checked_services(work.session)
        self.versions = engine_versions(work.session)

    def tell(self, county: County, offers: range, rows: Rows) -> None:
        """Draw one county with the offers of these numbers, and what became of its people."""
        seed, today = self.seed, self.today
        told_offers = told_size().offers if county is self.land.counties[0] else 0
        openings = draw_openings(self.land.told, county, rows, seed, offers, today, told_offers)
        people = draw_people(county, self.services, rows, seed, today)
        tell_lives(people, openings, rows, self.county_of, self.versions, seed, today)


def _shares(land: Territory, offers: int) -> Iterator[Share]:
    """Each county with the numbers of its offers, as many as its people are."""
    people = sum(len(county.people) for county in land.counties) or 1
    told = 0
    for number, county in enumerate(land.counties, start=1):
        so_far = sum(len(each.people) for each in land.counties[:number]) * offers // people
        yield county, range(told, so_far)
        told = so_far
