"""Tables of figures as pages show them and files hold them: words, numbers and shares in columns, with a plot beside."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NOT_SEEN = " \u00a0\u3000\ufeff\u200b\0"
"""What may stand before a formula without keeping a spreadsheet program from seeing one."""
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Share(float):
    """A share of one, written as a percentage."""


Cell = str | int | float | Share


@dataclass(frozen=True)
class Column:
    """One column: its heading, and whether it holds numbers."""

    heading: str
    is_number: bool = True


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes:
        key: names it in addresses and files.
        told: what is counted, in a sentence or two.
        plot: what the page's script draws of it; None where there is nothing to draw.
    """

    key: str
    title: str
    told: str
    columns: Sequence[Column]
    rows: list[list[Cell]]
    plot: dict[str, Any] | None = None


def csv_of(sheet: Sheet, mark: Sequence[tuple[str, str]]) -> bytes:
    """A table as CSV with a byte order mark, its watermark below it; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(column.heading) for column in sheet.columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in sheet.rows])
    writer.writerow([])
    writer.writerows([[_harmless(name), _harmless(value)] for name, value in mark])
    return out.getvalue().encode("utf-8-sig")


def workbook_of(sheets: Sequence[Sheet], mark_title: str, mark: Sequence[tuple[str, str]]) -> bytes:
    """All tables as one XLSX file, a sheet each, after a sheet that says who took it, when and of which unit."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        first = book.add_worksheet(mark_title[:31])
        first.set_column(0, 1, 40)
        for place, (name, value) in enumerate(mark):
            first.write_string(place, 0, name, bold)
            first.write_string(place, 1, value)
        for sheet in sheets:
            _add_sheet(book.add_worksheet(sheet.title[:31]), sheet, bold, share)
    return out.getvalue()


def _add_sheet(page: Worksheet, sheet: Sheet, bold: Any, share: Any) -> None:
    page.write_string(0, 0, sheet.told)
    page.set_column(0, len(sheet.columns), 18)
    for place, column in enumerate(sheet.columns):
        page.write_string(2, place, column.heading, bold)
    for line, row in enumerate(sheet.rows, start=3):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, place, cell)
            else:
                page.write_number(line, place, cell, share if isinstance(cell, Share) else None)


def _harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet program takes for a formula."""
    if isinstance(cell, str):
        begins = normalize("NFKC", cell.lstrip(NOT_SEEN)[:1])
        return f"'{cell}" if begins.startswith(FORMULA_STARTS) else cell
    return round(cell, 4) if isinstance(cell, float) else cell
