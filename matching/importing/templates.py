"""Tables to fill in: the columns of a plain mapping, what each may hold, and a row of made-up data."""

import csv
import io
from collections.abc import Mapping as Named
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args

import xlsxwriter

from matching.importing.mapping import Mapping

BOM = b"\xef\xbb\xbf"
WIDE, NARROW = 60, 24


@dataclass(frozen=True)
class Column:
    """One column of a template: its name, whether it must be filled, and which codes it knows, each with its words."""

    name: str
    is_needed: bool
    codes: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Words:
    """What a workbook says beside the columns, in the reader's language."""

    rows: str
    explanations: str
    headings: tuple[str, str, str, str, str]
    needed: str
    meanings: Named[str, str]


def columns_of(mapping: Mapping) -> list[Column]:
    """The columns of a mapping, in order."""
    fields = mapping.row.model_fields
    return [
        Column(column, fields[name].is_required(), _said(mapping, name), mapping.example.get(column, ""))
        for name in mapping.columns
        for column in mapping.columns_of(name)[:1]
    ]


def _said(mapping: Mapping, field: str) -> tuple[str, ...]:
    """The codes of a field, each with the words that the mapping reads as it."""
    words = mapping.codes.get(field, {})
    codes = codes_of(mapping.row.model_fields[field].annotation)
    return tuple(" / ".join((code, *(word for word, meant in words.items() if meant == code))) for code in codes)


def codes_of(annotation: Any) -> tuple[str, ...]:
    """The codes of the closed list that a field's type holds; those of yes and no for a tick."""
    if annotation is bool:
        return ("yes", "no")
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(code.value for code in annotation)
    return next((found for part in get_args(annotation) if (found := codes_of(part))), ())


def csv_template(mapping: Mapping) -> bytes:
    """The header and the made-up row as CSV, marked so that spreadsheets read it as UTF-8."""
    text = io.StringIO(newline="")
    columns = columns_of(mapping)
    csv.writer(text).writerows([[column.name for column in columns], [column.example for column in columns]])
    return BOM + text.getvalue().encode()


def xlsx_template(mapping: Mapping, words: Words) -> bytes:
    """A workbook: a first sheet to fill in, all of it as text, and a second one that explains every column."""
    content = io.BytesIO()
    columns = columns_of(mapping)
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        rows = book.add_worksheet(words.rows)
        rows.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            rows.set_column(place, place, max(12, min(NARROW, len(column.name) + 2)), text)
            rows.write_string(0, place, column.name, bold)
            rows.write_string(1, place, column.example, text)
        explained = book.add_worksheet(words.explanations)
        explained.set_column(0, 1, NARROW)
        explained.set_column(2, 4, WIDE)
        for place, heading in enumerate(words.headings):
            explained.write_string(0, place, heading, bold)
        for line, column in enumerate(columns, start=1):
            cells = (column.name, words.needed if column.is_needed else "", words.meanings.get(column.name, ""))
            for place, cell in enumerate((*cells, "; ".join(column.codes), column.example)):
                explained.write_string(line, place, cell, wrapped)
    return content.getvalue()
