"""Mappings: small TOML files that say which column of somebody's file fills which field of ours."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matching.errors import BadInput
from matching.reference import data_path
from matching.vocabulary import OfferKind

OfferField = Literal[
    "reference",
    "provider",
    "title",
    "other_title",
    "description",
    "address",
    "latitude",
    "longitude",
    "places",
    "starts_on",
    "closes_on",
    "updated_on",
    "pay_from",
    "pay_to",
    "pay_period",
    "hours",
    "full_time",
    "age_from",
    "age_to",
    "qualifications",
    "skills",
    "contract",
    "lodging",
    "subsidy",
]
NEEDED: tuple[OfferField, ...] = ("reference", "provider", "title", "description")
"""Fields without which no offer can be made."""


class Mapping(BaseModel):
    """Which column fills which field.

    Attributes:
        source: the name under which the offers are kept; with the reference it tells whether an offer is already here.
        kind: what the rows are.
        blanks: cell texts that mean nothing is said.
        dates: how dates are written beside 2026-03-31, as strptime formats.
        columns: field -> column, or several: descriptions are joined, of others the first that is filled counts.
        codes: field -> text in the file -> our code.
        full_time_hours: hours a week by the code of `full_time`, where `hours` does not state them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_.-]+$")]
    kind: Literal[OfferKind.JOB] = OfferKind.JOB
    blanks: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    columns: dict[OfferField, str | tuple[str, ...]]
    codes: dict[OfferField, dict[str, str]] = {}
    full_time_hours: dict[str, float] = {}

    def columns_of(self, field: OfferField) -> tuple[str, ...]:
        """The columns that fill a field, in order."""
        named = self.columns.get(field, ())
        return (named,) if isinstance(named, str) else named

    def column_of(self, field: str) -> str:
        """The column that a fault of a field is reported under."""
        named = self.columns_of(field)  # type: ignore[arg-type]
        return named[0] if named else field

    def refuse_missing(self, columns: list[str]) -> None:
        """Raise BadInput, naming every column that the file lacks and what to do."""
        wanted = [name for field in self.columns for name in self.columns_of(field)]
        missing = [name for name in wanted if name not in columns]
        if missing:
            raise BadInput(
                f"These columns are missing: {', '.join(missing)}. The file has: {', '.join(columns)[:1000]}. "
                "Add or rename the columns, or give a mapping that fits the file with --mapping."
            )


def read_mapping(path: Path | None) -> Mapping:
    """Read a mapping; without a path the plain one, in which columns are named as our fields.

    Raises:
        BadInput: for a file that is no mapping, or one that leaves out a needed field.
    """
    path = path or data_path("mappings", "offers.toml")
    try:
        mapping = Mapping(**tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadInput(f"The mapping {path.name} cannot be read: {fault}.") from None
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise BadInput(f"The mapping {path.name} is not right: {faults}.") from None
    missing = [field for field in NEEDED if not mapping.columns_of(field)]
    if missing:
        raise BadInput(f"The mapping {path.name} says no column for: {', '.join(missing)}.")
    return mapping
