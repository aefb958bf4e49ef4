"""Mappings: small TOML files that say which column of somebody's file fills which field of ours."""

import re
import tomllib
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from matching.errors import BadInput
from matching.importing.file_faults import MissingColumns
from matching.importing.noticed import NoticeRow
from matching.importing.offered import HousingRow, JobRow, TrainingRow
from matching.importing.people import SubjectRow
from matching.importing.row import Row
from matching.importing.texts import listed, printable
from matching.reference import data_path
from matching.vocabulary import OfferKind

SOME_DAY = date(2031, 12, 28)
LARGEST = 1024 * 1024
"""How many bytes a mapping has at most."""


class ImportKind(StrEnum):
    """What the rows of a file are."""

    JOB = "job"
    TRAINING = "training"
    HOUSING = "housing"
    NOTICES = "notices"
    SUBJECTS = "subjects"

    @property
    def offer_kind(self) -> OfferKind | None:
        """The kind of offer, where the rows are offers."""
        return OfferKind(self.value) if self in OFFERS else None


OFFERS = (ImportKind.JOB, ImportKind.TRAINING, ImportKind.HOUSING)
ROWS: dict[ImportKind, type[Row]] = {
    ImportKind.JOB: JobRow,
    ImportKind.TRAINING: TrainingRow,
    ImportKind.HOUSING: HousingRow,
    ImportKind.NOTICES: NoticeRow,
    ImportKind.SUBJECTS: SubjectRow,
}
"""Kind -> what one row says."""

PLAIN: dict[ImportKind, str] = {
    ImportKind.JOB: "offers.toml",
    ImportKind.TRAINING: "training.toml",
    ImportKind.HOUSING: "housing.toml",
    ImportKind.NOTICES: "notices.toml",
    ImportKind.SUBJECTS: "subjects.toml",
}
"""Kind -> the mapping of its plain table, in which columns are named as our fields."""


class Mapping(BaseModel):
    """Which column fills which field.

    Attributes:
        source: the name under which the rows are kept; with the reference it tells whether an offer is already here.
        kind: what the rows are.
        blanks: cell texts that mean nothing is said.
        dates: how dates are written beside 2026-03-31, as strptime formats.
        columns: field -> column, or several: descriptions are joined, of others the first that is filled counts.
        optional: columns that a file may leave out.
        fixed: field -> what every row says.
        codes: field -> text in the file -> our code.
        starts: field -> how a text begins -> our code; the longest beginning counts.
        headings: column -> what stands before its text where texts are joined, in place of the column's name.
        cut: fields whose texts are cut where they are too long; the description should hold the whole.
        example: column -> what stands in the template's row of made-up data.
        full_time_hours: hours a week by the code of `full_time`, where `hours` does not state them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_.-]+$")]
    kind: ImportKind = ImportKind.JOB
    blanks: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    columns: dict[str, str | tuple[str, ...]]
    optional: tuple[str, ...] = ()
    fixed: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    starts: dict[str, dict[str, str]] = {}
    headings: dict[str, str] = {}
    cut: tuple[str, ...] = ()
    example: dict[str, str] = {}
    full_time_hours: dict[str, float] = {}

    @model_validator(mode="after")
    def refuse_unknown_fields(self) -> "Mapping":
        """Every field that is named exists, and those without which no row can be kept are named."""
        known = self.row.model_fields
        named = {*self.columns, *self.fixed, *self.codes, *self.starts}
        if unknown := sorted(named - known.keys()):
            raise ValueError(f"there is no field {listed(unknown)}; the fields are {', '.join(known)}")
        missing = [name for name, field in known.items() if field.is_required() and name not in named]
        if missing:
            raise ValueError(f"it says no column for {', '.join(missing)}")
        return self

    @field_validator("dates")
    @classmethod
    def refuse_half_a_date(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        """A format of dates states day, month and year, so that a date that was written with it can be read again."""
        for each in formats:
            try:
                is_whole = datetime.strptime(SOME_DAY.strftime(each), each).date() == SOME_DAY
            except (ValueError, re.error):
                is_whole = False
            if not is_whole:
                raise ValueError(f"{printable(each, 40)} is no format of a whole date; write one such as %d/%m/%Y")
        return formats

    @property
    def row(self) -> type[Row]:
        """What one row says."""
        return ROWS[self.kind]

    def columns_of(self, field: str) -> tuple[str, ...]:
        """The columns that fill a field, in order."""
        named = self.columns.get(field, ())
        return (named,) if isinstance(named, str) else named

    def column_of(self, field: str) -> str:
        """The column that a fault of a field is reported under."""
        return (*self.columns_of(field), field)[0]

    def coded(self, field: str, text: str) -> str:
        """The text of a cell as our code, where the mapping lists it."""
        begun = [start for start in self.starts.get(field, {}) if text.startswith(start)]
        found = self.starts[field][max(begun, key=len)] if begun else text
        return self.codes.get(field, {}).get(found, found)

    def refuse_missing(self, columns: list[str]) -> None:
        """Raise MissingColumns, naming every column that the file lacks and what to do."""
        wanted = [name for field in self.columns for name in self.columns_of(field) if name not in self.optional]
        missing = [name for name in wanted if name not in columns]
        if missing:
            raise MissingColumns(missing=listed(missing), found=listed(columns))


def read_mapping(path: Path | None, kind: ImportKind = ImportKind.JOB) -> Mapping:
    """Read a mapping; without a path the plain one of the kind, in which columns are named as our fields.

    Raises:
        BadInput: for a file that is no mapping, or one that leaves out a needed field.
    """
    path = path or data_path("mappings", PLAIN[kind])
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                f"The mapping {path.name} is larger than a mapping is. Give a TOML file as in data/mappings."
            )
        return Mapping(**tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:20])
        raise BadInput(f"The mapping {path.name} is not right: {printable(faults, 2_000)}.") from None
    except (OSError, ValueError, RecursionError) as fault:
        raise BadInput(f"The mapping {path.name} cannot be read: {printable(str(fault), 200)}.") from None
