"""Fixtures that every test may use: a migrated database per process, a clock that stands, the web application."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from matching.clock import Clock
from matching.database import make_engine
from matching.encryption import keyring
from matching.migrations import migrate
from matching.settings import Settings, new_keys
from tests.builders import Office, add_office
from webapp import create_app

TODAY = date(2026, 9, 1)
KEYS = new_keys()
REQUIRED = set(filter(None, os.environ.get("RESETTLE_REQUIRE", "").split(",")))
POSTGRES = os.environ.get("RESETTLE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")


def missing(what: str, why: str) -> None:
    """Skip for want of a server, or fail where it was required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {why}")
    pytest.skip(f"{what} is not to be had: {why}")


@pytest.fixture(scope="session", autouse=True)
def keys() -> None:
    keyring.load(KEYS["RESETTLE_FIELD_KEYS"], KEYS["RESETTLE_LOOKUP_KEY"])


@pytest.fixture
def clock() -> Clock:
    return Clock(TODAY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    names = {name.removeprefix("RESETTLE_").lower(): value for name, value in KEYS.items()}
    return Settings(_env_file=None, var=tmp_path / "var", today=TODAY, **names)  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "test.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test process's own."""
    name = f"resettle_test_{worker_id}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
    except Exception as error:
        missing("postgres", type(error).__name__)
    url = POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    yield engine
    with engine.begin() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname='public' AND tablename <> 'alembic_version'"))
        names = ", ".join(row[0] for row in tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both databases, one after the other."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def app(engine: Engine, settings: Settings) -> Flask:
    """The web application on each database."""
    return create_app(settings, engine, Clock(settings.today))


@pytest.fixture
def office(engine: Engine) -> Office:
    """A county with one township, its village, and one account per role."""
    return add_office(engine)
