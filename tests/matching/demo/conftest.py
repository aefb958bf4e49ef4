"""The told county, loaded once for the tests that draw around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from matching.clock import Clock
from matching.database import make_engine, unit_of_work
from matching.demo import load_county
from matching.demo.town.model import Opening, Person
from matching.demo.town.openings import draw_openings
from matching.demo.town.people import draw_people
from matching.demo.town.people.directory import checked_services
from matching.demo.town.rows import Rows, free_ids
from matching.demo.town.territory import Territory, draw_territory
from matching.settings import Settings
from matching.viewer import CONSOLE
from tests.builders import TODAY


@dataclass(frozen=True)
class Drawn:
    """A town that is drawn and not written."""

    land: Territory
    people: list[Person]
    openings: list[Opening]
    rows: Rows


@pytest.fixture(scope="session")
def told(keys: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The told county in a database of its own; nobody writes to it."""
    engine = make_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    settings = Settings(_env_file=None, var=Path(tmp_path_factory.mktemp("told")), today=TODAY)
    with unit_of_work(engine, Clock(TODAY), CONSOLE) as work:
        load_county(work, settings)
    yield engine
    engine.dispose()


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
