"""The first visible sheet of a workbook as CSV, read by a process of its own: run as a script, the workbook comes in on standard input.

A workbook of a few bytes can claim a million rows of sixteen thousand cells, or one long text a million times. Whatever it
claims, this process ends at its limits, and nothing else does.
"""

import csv
import io
import re
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import python_calamine

MEMORY_BYTES = 1024**3
SECONDS = 20
EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number: a longer whole number is no longer what was typed."""


LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>(#[^<]{1,10})</v>')
"""A cell that shows an error: its column, its row, the error. The reader takes such a cell for empty."""


def write_sheet(content: bytes, most_rows: int, most_characters: int) -> None:
    """Write the first visible sheet to standard output, from its first row. Any fault ends the process.

    A row ends with the last cell of the header, or with its own last filled cell where that lies beyond.
    """
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is python_calamine.SheetVisibleEnum.Visible]
    sheet = book.get_sheet_by_name(shown[0])
    writer = csv.writer(io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline=""))
    errors = _errors(content, shown[0])
    width = written = 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=False, nrows=most_rows), start=1):
        cells = [_cell_text(cell) for cell in row]
        for place, error in errors.get(number, {}).items():
            cells[place:] = [error, *cells[place + 1 :]]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        written += sum(map(len, cells)) + len(cells)
        if written > most_characters:
            raise MemoryError
        writer.writerow(cells)


def _errors(content: bytes, name: str) -> dict[int, dict[int, str]]:
    """The errors that a sheet shows: row, counted from 1 -> column, counted from 0 -> such as #REF!."""
    found: dict[int, dict[int, str]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
            link = next(sheet.get(LINK) for sheet in sheets if sheet.get("name") == name)
            links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
            target = next(str(each.get("Target")) for each in links if each.get("Id") == link)
            text = book.read("xl/" + target.removeprefix("/").removeprefix("xl/"))
    except (KeyError, StopIteration, ElementTree.ParseError):
        return found
    for letters, row, error in ERROR.findall(text):
        found.setdefault(int(row), {})[_place(letters)] = error.decode("utf-8", "replace")
    return found


def _place(letters: bytes) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _cell_text(cell: Any) -> str:
    """A cell as it would stand in a CSV file: whole numbers without a point, rounded ones with their power of ten, dates as 2026-03-31."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT else f"{cell:.14E}"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write_sheet(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
