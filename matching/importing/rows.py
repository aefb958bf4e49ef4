"""Rows of somebody's file, checked one by one: what a row says, or what is wrong with it."""

import re
from textwrap import shorten
from typing import Any

from pydantic import ValidationError

from matching.importing import faults as said
from matching.importing.faults import Fault, RowFault, fault_of
from matching.importing.mapping import Mapping
from matching.importing.row import Row
from matching.importing.tables import Table, TableRow
from matching.importing.texts import SPREADSHEET_ERRORS, clean

MOST_FAULTS = 10_000
"""How many faults of a file are told one by one; of rows beyond, each is told once."""
ROUNDED = re.compile(r"\d(?:\.\d+)?E\+1\d", re.I | re.ASCII)
"""How spreadsheets write whole numbers of more than eleven digits."""
LONG_NUMBERS = ("identity_number", "phone", "reference", "notice_number")
CUT_AT = 200
"""How long a text stays that the mapping cuts."""
Numbered = tuple[int, Any]
"""The number that a spreadsheet shows, and the row."""


def checked_rows(table: Table, mapping: Mapping) -> tuple[list[Numbered], list[Fault]]:
    """Check every row: the good ones with their numbers, and the faults of the others, no row without one.

    Raises:
        BadInput: where the file lacks columns that the mapping names.
    """
    mapping.refuse_missing(table.columns)
    rows: list[Numbered] = []
    faults: list[Fault] = []
    for row in table.rows:
        found = _example(row, mapping) or _ragged(row, table) or _spoiled(row, mapping) or _checked(row, mapping)
        if isinstance(found, Row):
            rows.append((row.number, found))
        else:
            faults += found if len(faults) < MOST_FAULTS else found[:1]
    return rows, faults


def _example(row: TableRow, mapping: Mapping) -> list[Fault]:
    said_by_example = {name: text for name, text in mapping.example.items() if name in row.cells}
    if not said_by_example or any(row.cells[name] != text for name, text in said_by_example.items()):
        return []
    return [fault_of(row.number, next(iter(said_by_example)), said.ExampleLeftIn())]


def _ragged(row: TableRow, table: Table) -> list[Fault]:
    if row.extra:
        return [fault_of(row.number, table.columns[-1], said.TooManyCells(count=row.extra))]
    if row.missing:
        return [fault_of(row.number, table.columns[-1], said.TooFewCells(count=row.missing))]
    return []


def _spoiled(row: TableRow, mapping: Mapping) -> list[Fault]:
    """What the spreadsheet itself has lost: values whose formulas are broken, and the ends of long numbers."""
    named = {column: field for field in mapping.columns for column in mapping.columns_of(field)}
    broken = [name for name in named if row.cells.get(name, "").upper() in SPREADSHEET_ERRORS - mapping.blanks]
    cut = [
        name for name, field in named.items() if field in LONG_NUMBERS and ROUNDED.fullmatch(row.cells.get(name, ""))
    ]
    return [fault_of(row.number, name, said.SpreadsheetError()) for name in broken] + [
        fault_of(row.number, name, said.RoundedNumber()) for name in cut
    ]


def _checked(row: TableRow, mapping: Mapping) -> Row | list[Fault]:
    named = dict.fromkeys([*mapping.fixed, *mapping.columns])
    values = {field: _value(row, mapping, field) for field in named}
    stated = {name: value for name, value in values.items() if value is not None}
    try:
        read = mapping.row.model_validate(stated, context={"dates": mapping.dates})
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return [_fault(row, mapping, str(each["loc"][0]), _error(each["type"], each.get("ctx", {}))) for each in found]
    return [_fault(row, mapping, field, fault) for field, fault in read.contradictions()] or read


def _fault(row: TableRow, mapping: Mapping, field: str, fault: RowFault) -> Fault:
    """A fault of a field, under the column that fills it in this row."""
    filled = (name for name in mapping.columns_of(field) if row.cells.get(name))
    return fault_of(row.number, next(filled, mapping.column_of(field)), fault)


def _value(row: TableRow, mapping: Mapping, field: str) -> str | None:
    """The text of a field: cleaned, translated by the mapping's codes, None where nothing is said."""
    texts = [(name, clean(row.cells.get(name, ""), mapping.blanks)) for name in mapping.columns_of(field)]
    filled = [(name, text) for name, text in texts if text]
    if not filled:
        return mapping.fixed.get(field)
    if field == "description":
        first, *others = filled
        return "\n\n".join([first[1], *(f"{mapping.headings.get(name, name)}:\n{text}" for name, text in others)])
    text = mapping.coded(field, filled[0][1])
    return shorten(text, CUT_AT, placeholder=" …") if field in mapping.cut else text


def _error(kind: str, values: dict[str, Any]) -> RowFault:
    """Say in plain words what is wrong and what to do."""
    own = getattr(said, kind, None)
    if isinstance(own, type) and issubclass(own, RowFault):
        return own(**values)
    if kind == "enum":
        return said.NoCode(codes=str(values.get("expected", "")).replace("'", "").replace(" or ", ", "))
    errors: dict[str, RowFault] = {
        "missing": said.Empty(),
        "string_too_long": said.TooLong(most=values.get("max_length")),
        "greater_than_equal": said.TooSmall(least=values.get("ge")),
        "less_than_equal": said.TooLarge(most=values.get("le")),
        "int_parsing": said.NoWholeNumber(),
        "int_from_float": said.NoWholeNumber(),
        "float_parsing": said.NoNumber(),
        "finite_number": said.NoNumber(),
    }
    return errors.get(kind, said.Unreadable())
