"""A database that is put back after each try, and that tells what was written to it."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Integer, event

from matching.records import metadata
from tests.guards.world import NOT_CASE_DATA

TRIES = NOT_CASE_DATA | {"sign_in_failures", "one_time_codes"}
"""What a refused post may write: also that somebody tried to sign in."""
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
LONGEST = 20_000
"""Characters of the longest text that any column should hold."""


@dataclass
class Snapshots:
    """Copies of an SQLite database at named stages, kept in memory."""

    live: sqlite3.Connection
    copies: dict[str, sqlite3.Connection] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    stage: str = ""
    written: set[str] = field(default_factory=set)
    is_past: bool = False
    refusals: list[str] = field(default_factory=list)

    def listen(self, engine: Engine) -> None:
        """Notice from now on what is written, and what the database itself refuses."""
        event.listen(engine, "before_cursor_execute", self._note_statement)
        event.listen(engine, "handle_error", lambda context: self.refusals.append(repr(context.original_exception)))

    def _note_statement(self, _c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        if found := WRITES.match(statement):
            self.written.add(found[1])

    def keep(self, stage: str) -> None:
        """Keep the database as it is under a name."""
        self.copies[stage], self.stage = sqlite3.connect(":memory:"), stage
        self.live.backup(self.copies[stage])

    def put(self, stage: str) -> None:
        """Put the database to a stage, if anything was written since it was there."""
        if self.written or self.is_past or self.stage != stage:
            self.copies[stage].backup(self.live)
        self.stage, self.is_past = stage, False
        self.written.clear()

    def go_on(self) -> str:
        """Leave the stage behind, and note what is written from here on; the digest of here."""
        self.is_past = True
        self.written.clear()
        return self.digest()

    def has_changed(self, before: str = "") -> bool:
        """Whether a row differs that a refused post must not touch, since the stage or since a digest."""
        if not self.written - TRIES:
            return False
        if self.stage not in self.digests:
            self.digests[self.stage] = digest_of(self.copies[self.stage])
        return self.digest() != (before or self.digests[self.stage])

    def digest(self) -> str:
        """A digest of every row that a refused post must not touch."""
        return digest_of(self.live)

    def faults(self) -> Iterator[str]:
        """What was written though it breaks a reference, or though no column of PostgreSQL would hold it."""
        if self.live.execute("PRAGMA foreign_key_check").fetchall():
            yield "left a reference to nothing"
        for table in sorted(self.written):
            yield from self._ill_fitting(table)

    def _ill_fitting(self, table: str) -> Iterator[str]:
        columns = metadata().tables[table].columns
        names = ", ".join(f'"{column.name}"' for column in columns)
        for row in self.live.execute(f"SELECT {names} FROM {table}"):
            for column, value in zip(columns, row, strict=True):
                longest = getattr(column.type, "length", None) or LONGEST
                if isinstance(value, str) and ("\x00" in value or len(value) > longest):
                    yield f"{table}.{column.name} ({column.type}) holds {value[:20]!r} … of {len(value)} characters"
                if isinstance(value, int) and type(column.type) is Integer and abs(value) >= 2**31:
                    yield f"{table}.{column.name} holds {value}"


def digest_of(database: sqlite3.Connection) -> str:
    """A digest of every row of a database that a refused post must not touch."""
    digest = hashlib.sha256()
    for table in metadata().sorted_tables:
        if table.name not in TRIES:
            digest.update(repr(sorted(map(repr, database.execute(f'SELECT * FROM "{table.name}"')))).encode())
    return digest.hexdigest()
