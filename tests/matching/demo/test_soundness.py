"""The laws hold of the told county, which acted through the services and so proves them, and of the drawn town."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matching.demo.load import load_town
from matching.settings import Settings
from tests.builders import TODAY, doing
from tests.matching.demo.conftest import SMALL
from tests.matching.demo.laws import LAWS, Everything


def broken_laws(engine: Engine) -> dict[str, list[int]]:
    """Law -> the first rows that break it."""
    with Session(engine) as session:
        town = Everything(session, TODAY)
        found = {law.__name__: list(law(town))[:5] for law in LAWS}
    return {name: ids for name, ids in found.items() if ids}


def test_the_told_county_keeps_every_law(told: Engine) -> None:
    assert broken_laws(told) == {}


def test_the_drawn_town_keeps_every_law(small: Engine) -> None:
    assert broken_laws(small) == {}


@pytest.mark.postgres
def test_the_drawn_town_keeps_every_law_on_postgresql(postgres: Engine, settings: Settings) -> None:
    with doing(postgres) as work:
        load_town(work, settings, SMALL)
    assert broken_laws(postgres) == {}
