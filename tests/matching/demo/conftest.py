"""The told county, loaded once for the tests that draw around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matching.database import make_engine
from matching.demo import load_county
from matching.demo.load import load_town
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


@pytest.fixture(scope="session")
def told(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The told county in a database of its own; nobody writes to it."""
    engine = _engine_on(tmp_path_factory.mktemp("told"), sqlite_template)
    with doing(engine) as work:
        load_county(work, _settings(tmp_path_factory.mktemp("var")))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def small(sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A small town, loaded as the command loads it; nobody writes to it."""
    engine = _engine_on(tmp_path_factory.mktemp("small"), sqlite_template)
    with doing(engine) as work:
        assert load_town(work, _settings(tmp_path_factory.mktemp("var")), SMALL) is not None
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def large(told: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A town of more than one county, drawn around a copy of the told one; nobody writes to it."""
    with told.connect() as connection:
        copy = connection.connection.driver_connection.serialize()  # type: ignore[union-attr]
    engine = _engine_on(tmp_path_factory.mktemp("large"), copy)
    with doing(engine) as work:
        draw_town(work, LARGE)
    yield engine
    engine.dispose()


def _engine_on(folder: Path, content: bytes) -> Engine:
    """An engine on a SQLite file of this content."""
    (folder / "town.db").write_bytes(content)
    return make_engine(f"sqlite:///{folder / 'town.db'}")


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
