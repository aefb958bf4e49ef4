"""Writing many rows at once: ids given beforehand, defaults filled, in the order of the foreign keys."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Table, func, insert, select
from sqlmodel import SQLModel

from matching.bulk import binder, copy_lines
from matching.demo.town.model import Row
from matching.records import metadata

CHUNK = 10_000
"""Rows that go to the database in one call."""

ROOM, USUAL_ROOM = "PRAGMA cache_size = -524288", "PRAGMA cache_size = -2000"
"""What SQLite may keep in memory of the pages of one large transaction, and of others: KiB, negative."""

Factory = tuple[str, Callable[[], Any]]

Bound = dict[str, list[Any]]
"""Table -> the parameters of each of its rows, in the order of its columns."""


class Rows:
    """Rows by table, kept until they are written; a row may still change until then.

    Args:
        first_ids: table -> the first free id.
        step: how far ids lie apart, where several take them by turns.

    Attributes:
        lines: table -> its rows, in the order in which they were added.
    """

    def __init__(self, first_ids: Mapping[str, int], step: int = 1) -> None:
        self.lines: dict[type[SQLModel], list[Row]] = defaultdict(list)
        self._next = {name: count(first, step) for name, first in first_ids.items()}

    def next_id(self, table: type[SQLModel]) -> int:
        """An id that no other row of the table has."""
        return next(self._next[table_of(table).name])

    def add(self, table: type[SQLModel], row: Row) -> Row:
        """Keep a row, filled with its defaults, and with an id where the table counts and the row has none. Returns it."""
        fill(table, row)
        if "id" in row and row["id"] is None:
            row["id"] = self.next_id(table)
        self.lines[table].append(row)
        return row

    def __len__(self) -> int:
        """How many rows are kept."""
        return sum(map(len, self.lines.values()))


def free_ids(connection: Connection) -> dict[str, int]:
    """Table -> the first id that no row of it has, for tables whose key is a counted id."""
    return {
        table.name: (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
        for table in metadata().sorted_tables
        if _is_counted(table)
    }


def fill(table: type[SQLModel], row: Row) -> None:
    """Fill whatever a row does not say as the table's class would."""
    constants, factories = _defaults(table)
    for name, value in constants:
        if name not in row:
            row[name] = value
    for name, make in factories:
        if name not in row:
            row[name] = make()


def write_rows(connection: Connection, rows: Rows) -> int:
    """Write all rows, parents first, and forget them. Does not commit. Returns how many there were."""
    return write_bound(connection, bind_rows(connection.dialect, rows))


def bind_rows(dialect: Dialect, rows: Rows) -> Bound:
    """Make of all rows what the database takes (sealed, coded, as JSON), and forget them. Touches no database."""
    bound = {}
    for table, lines in rows.lines.items():
        make = binder(table_of(table), dialect)
        bound[table_of(table).name] = [make(row) for row in lines]
    rows.lines.clear()
    return bound


def write_bound(connection: Connection, bound: Bound) -> int:
    """Write bound rows, parents first. Does not commit. Returns how many there were."""
    write = copy_lines if connection.dialect.name == "postgresql" else _insert
    for table in metadata().sorted_tables:
        if lines := bound.get(table.name):
            write(connection, table, lines)
    return sum(map(len, bound.values()))


def _insert(connection: Connection, table: Table, lines: list[Any]) -> None:
    statement = str(insert(table).compile(dialect=connection.dialect))
    for first in range(0, len(lines), CHUNK):
        connection.exec_driver_sql(statement, lines[first : first + CHUNK])


@contextmanager
def room_for_many(connection: Connection) -> Iterator[None]:
    """Let SQLite keep the pages of one large transaction in memory inside the block; PostgreSQL does so by itself."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(ROOM)
    try:
        yield
    finally:
        connection.exec_driver_sql(USUAL_ROOM)


def set_sequences(connection: Connection) -> None:
    """Let PostgreSQL count on from the largest id of each table; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in filter(_is_counted, metadata().sorted_tables):
        following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), following, False)))


def table_of(table: type[SQLModel]) -> Table:
    """The SQLAlchemy table behind a class."""
    return cast(Table, table.__table__)  # type: ignore[attr-defined]


def _is_counted(table: Table) -> bool:
    return "id" in table.c and table.c.id.autoincrement is not False and table.c.id.type.python_type is int


@cache
def _defaults(table: type[SQLModel]) -> tuple[list[tuple[str, Any]], list[Factory]]:
    """Column -> its default, and column -> what makes one; required columns are left to whoever makes the row."""
    fields = table.model_fields
    stated = [(column.key, fields[column.key]) for column in table_of(table).columns]
    free = [(name, field) for name, field in stated if not field.is_required()]
    constants = [(name, field.default) for name, field in free if field.default_factory is None]
    return constants, [
        (name, cast(Callable[[], Any], field.default_factory)) for name, field in free if field.default_factory
    ]
