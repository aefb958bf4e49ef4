"""The told county and towns around it, each loaded by one process of the tests and copied by the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matching.database import UnitOfWork, make_engine
from matching.demo import load_county
from matching.demo.load import surround
from matching.demo.town.model import Opening, Person
from matching.demo.town.openings import draw_openings
from matching.demo.town.people import draw_people
from matching.demo.town.people.directory import checked_services
from matching.demo.town.rows import Rows, free_ids
from matching.demo.town.territory import Territory, draw_territory
from matching.demo.town.town import Size, draw_town
from matching.settings import Settings
from tests.builders import TODAY, doing
from tests.conftest import KEYS

SMALL = Size(subjects=200, offers=160)
LARGE = Size(subjects=1_100, offers=420)


@dataclass(frozen=True)
class Drawn:
    """A town that is drawn and not written."""

    land: Territory
    people: list[Person]
    openings: list[Opening]
    rows: Rows


@dataclass(frozen=True)
class Cupboard:
    """SQLite files that are filled once in a run of the tests, whichever process needs them first.

    Attributes:
        shared: a folder of the whole run; own: one of this process.
    """

    shared: Path
    own: Path

    def engine(self, name: str, content: bytes, fill: Callable[[UnitOfWork], object]) -> Engine:
        """An engine on this process's own copy of what `fill` made of a database of this content."""
        kept = self.shared / f"{name}.db"
        with (self.shared / f"{name}.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not kept.exists():
                kept.write_bytes(self._filled(name, content, fill))
        return self._engine_on(name, kept.read_bytes())

    def _filled(self, name: str, content: bytes, fill: Callable[[UnitOfWork], object]) -> bytes:
        engine = self._engine_on(f"{name}-filled", content)
        with doing(engine) as work:
            fill(work)
        found = content_of(engine)
        engine.dispose()
        return found

    def _engine_on(self, name: str, content: bytes) -> Engine:
        (self.own / f"{name}.db").write_bytes(content)
        return make_engine(f"sqlite:///{self.own / name}.db")


def content_of(engine: Engine) -> bytes:
    """Everything that a SQLite database holds."""
    with engine.connect() as connection:
        return bytes(connection.connection.driver_connection.serialize())  # type: ignore[union-attr]


@pytest.fixture(scope="session")
def cupboard(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Cupboard:
    base = tmp_path_factory.getbasetemp()
    return Cupboard(base if worker_id == "master" else base.parent, tmp_path_factory.mktemp("towns"))


@pytest.fixture(scope="session")
def told(cupboard: Cupboard, sqlite_template: bytes) -> Iterator[Engine]:
    """The told county in a database of its own; nobody writes to it."""
    engine = cupboard.engine("told", sqlite_template, lambda work: load_county(work, _settings(cupboard.own)))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def small(cupboard: Cupboard, told: Engine) -> Iterator[Engine]:
    """A small town around the told county; nobody writes to it."""
    engine = cupboard.engine("small", content_of(told), lambda work: surround(work, SMALL))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def large(cupboard: Cupboard, told: Engine) -> Iterator[Engine]:
    """A town of more than one county; nobody writes to it."""
    engine = cupboard.engine("large", content_of(told), lambda work: draw_town(work, LARGE))
    yield engine
    engine.dispose()


def _settings(var: Path) -> Settings:
    names = {name.removeprefix("RESETTLE_").lower(): value for name, value in KEYS.items()}
    return Settings(_env_file=None, var=var, today=TODAY, **names)  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def town(told: Engine) -> Drawn:
    """A county town of the default size."""
    return draw(told, 544, 157)


@pytest.fixture(scope="session")
def large_town(told: Engine) -> Drawn:
    """A town of three counties."""
    return draw(told, 1744, 400)


def draw(told: Engine, people: int, offers: int, seed: int = 1) -> Drawn:
    """Draw a town of a size around the told county, its openings shared out evenly."""
    with told.connect() as connection:
        rows = Rows(free_ids(connection))
    with Session(told) as session:
        land, services = draw_territory(session, rows, seed, people, TODAY), checked_services(session)
    everybody, openings, count = [], [], len(land.counties)
    for place, county in enumerate(land.counties):
        numbers = range(place * offers // count, (place + 1) * offers // count)
        openings += draw_openings(land.told, county, rows, seed, numbers, TODAY)
        everybody += draw_people(county, services, rows, seed, TODAY)
    return Drawn(land, everybody, openings, rows)
