"""Engines for the two databases, and the unit of work: one use case, one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import Session

from matching.clock import Clock
from matching.encryption import keyring
from matching.settings import Settings
from matching.viewer import Viewer

WRITES = "resettle_writes"


def open_database(settings: Settings, *, pooled: bool = True) -> Engine:
    """Make the engine for the settings' database and load the keys that its fields need.

    Args:
        settings: where the database is, and the keys.
        pooled: False for worker children, which must not share sockets across a fork.
    """
    keyring.load(settings.field_keys, settings.lookup_key)
    return make_engine(settings.database, pooled=pooled)


def make_engine(url: str, *, pooled: bool = True) -> Engine:
    """Make an engine that hides parameters in its errors and takes write locks at once on SQLite."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    options: dict[str, Any] = {"hide_parameters": True}
    if sqlite and make_url(url).database in (None, "", ":memory:"):
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    elif not pooled:
        options |= {"poolclass": NullPool}
    elif not sqlite:
        options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
    if sqlite and (folder := Path(make_url(url).database or "").parent) != Path():
        folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **options)
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@dataclass(frozen=True)
class UnitOfWork:
    """One use case: its session, its instant, its date and who acts. Services never commit; the edge does."""

    session: Session
    clock: Clock
    viewer: Viewer

    @property
    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.clock.now()

    @property
    def instant(self) -> datetime:
        """The real instant, for whatever is due or expires."""
        return self.clock.instant()

    @property
    def today(self) -> date:
        """The date at the office."""
        return self.clock.today()


@contextmanager
def unit_of_work(engine: Engine, clock: Clock, viewer: Viewer) -> Iterator[UnitOfWork]:
    """Open one write transaction; commit at the end, roll back on any error."""
    with Session(engine.execution_options(**{WRITES: True}), expire_on_commit=False) as session, session.begin():
        yield UnitOfWork(session, clock, viewer)


@contextmanager
def reading(engine: Engine, clock: Clock, viewer: Viewer) -> Iterator[UnitOfWork]:
    """Open one read transaction; whatever it would have written is dropped."""
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        yield UnitOfWork(session, clock, viewer)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")
