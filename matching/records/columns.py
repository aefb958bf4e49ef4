"""Column types that the tables share: closed lists with a CHECK, sealed texts, JSON, rounded coordinates."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, LargeBinary, MetaData, Text
from sqlalchemy import Enum as SqlEnum
from sqlmodel import Field, SQLModel

from matching.encryption import Encrypted, EncryptedFile, EncryptedLines

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def metadata() -> MetaData:
    """All tables."""
    return SQLModel.metadata


def coded(codes: type[StrEnum], name: str, **options: Any) -> Any:
    """Declare a column that holds one code of a closed list, with a CHECK behind it."""
    kind = SqlEnum(
        codes,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=kind, **options)


def sealed(**options: Any) -> Any:
    """Declare a text column that is encrypted at rest and kept out of `repr`."""
    return Field(sa_type=Encrypted, repr=False, **options)


def sealed_lines(**options: Any) -> Any:
    """Declare a column of several short texts, encrypted at rest and kept out of `repr`."""
    return Field(sa_type=EncryptedLines, repr=False, **options)


def sealed_file(**options: Any) -> Any:
    """Declare a column of a whole file, encrypted at rest and kept out of `repr`."""
    return Field(sa_type=EncryptedFile, repr=False, **options)


def long_text(**options: Any) -> Any:
    """Declare a text column of any length, kept out of `repr`."""
    return Field(sa_type=Text, repr=False, **options)


def packed(**options: Any) -> Any:
    """Declare a column of packed little-endian numbers."""
    return Field(sa_type=LargeBinary, repr=False, **options)


def document(**options: Any) -> Any:
    """Declare a JSON column."""
    return Field(sa_type=JSON, repr=False, **options)


def instant(**options: Any) -> Any:
    """Declare an instant, stored in UTC without a zone."""
    return Field(sa_type=DateTime, **options)


def rounded(degrees: float | None) -> float | None:
    """Round a coordinate to 0.01 degrees, as far as the service may know it."""
    return None if degrees is None else round(degrees, 2)
