"""Alembic's entry: runs the migrations over the engine that the caller gave."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from matching.database import WRITES
from matching.encryption import Encrypted, EncryptedFile, EncryptedLines
from matching.records import metadata


def plain_types(kind: str, item: Any, _autogenerate: object) -> str | Literal[False]:
    """Write our own column types into migrations as the plain types that the database sees."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return (
        "sa.LargeBinary()" if kind == "type" and isinstance(item, Encrypted | EncryptedFile | EncryptedLines) else False
    )


engine = context.config.attributes["engine"].execution_options(**{WRITES: True})

with engine.connect() as connection:
    # SQLite changes a table by making it anew: its references are held back meanwhile and checked at the end.
    is_sqlite = connection.dialect.name == "sqlite"
    raw: Any = connection.connection.dbapi_connection
    if is_sqlite:
        raw.execute("PRAGMA foreign_keys=OFF")
    try:
        context.configure(
            connection=connection,
            target_metadata=metadata(),
            render_item=plain_types,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite and (broken := raw.execute("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"A migration left {len(broken)} references without their rows; nothing was changed.")
        connection.commit()
    finally:
        connection.rollback()
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")
    if is_sqlite:
        # The log beside the database still holds, as plain text, what a migration has sealed.
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
