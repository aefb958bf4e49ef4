"""Fixtures that every test may use: a migrated database per process, a clock that stands, the web application."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, text

from matching.clock import Clock
from matching.database import make_engine
from matching.encryption import keyring
from matching.migrations import migrate
from matching.records import metadata
from matching.services import everybody, open_offers
from matching.settings import Settings, new_keys
from tests.builders import Office, add_office, doing, make_subject
from tests.journeys.visits import Visits
from tests.servers import create_database, drop_database, find_postgres, find_redis, has_room, missing
from webapp import create_app

COMPILED = FileSystemBytecodeCache(pattern="resettle_test_%s.cache")
"""Templates, compiled once for all tests."""
TODAY = date(2026, 9, 1)
KEYS: dict[str, str] = json.loads(os.environ.setdefault("KEYS_OF_TESTS", json.dumps(new_keys())))
"""Of one run: its processes take them from the first, so that each reads what another has sealed."""

MEMORY = Path("/dev/shm")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure(config: pytest.Config) -> None:
    """Count which routes the journeys visit."""
    config.pluginmanager.register(Visits())


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
def databases_folder() -> Iterator[Path]:
    """Where SQLite files lie: in memory where the machine has it, for commits there need not reach a disk."""
    folder = Path(tempfile.mkdtemp(prefix="resettle-test-", dir=MEMORY if has_room(MEMORY) else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(databases_folder: Path) -> bytes:
    """A migrated, empty SQLite file, copied for each test."""
    path = databases_folder / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path.read_bytes()


@pytest.fixture(scope="session")
def sqlite_engine(databases_folder: Path) -> Iterator[Engine]:
    """One engine for all tests of this process, for a new one would compile every statement anew."""
    engine = make_engine(f"sqlite:///{databases_folder}/test.db")
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(sqlite_engine: Engine, sqlite_template: bytes, databases_folder: Path) -> Iterator[Engine]:
    (databases_folder / "test.db").write_bytes(sqlite_template)
    forget_what_is_warm()
    yield sqlite_engine
    sqlite_engine.dispose()
    for file in databases_folder.glob("test.db*"):
        file.unlink()


@pytest.fixture(scope="session")
def postgres_engine() -> Iterator[Engine]:
    """A migrated PostgreSQL database of this test process's own, and one engine for all its tests."""
    server = find_postgres()
    address = create_database(server)
    engine = make_engine(address.render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    drop_database(address, server)


@pytest.fixture
def postgres(postgres_engine: Engine) -> Iterator[Engine]:
    empty_tables(postgres_engine)
    forget_what_is_warm()
    yield postgres_engine


def forget_what_is_warm() -> None:
    """Forget facts that are known by id and version: each test begins to count both anew."""
    open_offers._warm.clear()
    everybody._warm.clear()


def empty_tables(engine: Engine) -> None:
    """Empty the tables that hold rows, and only those: truncating all of them takes longer than most tests."""
    names = [table.name for table in metadata().sorted_tables]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for (name,) in connection.execute(text(filled)).all():
            connection.execute(text(f"DELETE FROM {name}"))


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both databases, one after the other."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def app(engine: Engine, settings: Settings) -> Flask:
    """The web application on each database."""
    made = create_app(settings, engine, Clock(settings.today))
    made.jinja_env.bytecode_cache = COMPILED
    return made


@pytest.fixture
def office(engine: Engine) -> Office:
    """A county with one township, its village, and one account per role."""
    return add_office(engine)


@pytest.fixture
def person(engine: Engine, office: Office) -> int:
    """A person of the township, whose caseworker is the office's."""
    with doing(engine) as work:
        return make_subject(work.session, office.township, caseworker_id=office.caseworker.account_id).id or 0


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> str:
    """An emptied Redis database of this test process's own."""
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    return find_redis(9 + number % 6)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real browser."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), os.environ.get("RESETTLE_TEST_CHROMIUM"))
    if not found:
        missing("chromium", f"none of {', '.join(CHROMIUM)} is on the path")
    return str(found)
