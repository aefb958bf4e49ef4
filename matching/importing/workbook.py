"""The first visible sheet of a workbook as CSV, read by a process of its own: run as a script, the workbook comes in on standard input.

A workbook of a few bytes can claim a million rows of sixteen thousand cells, or one long text a million times. Whatever it
claims, this process ends at its limits, and nothing else does.
"""

import csv
import io
import resource
import sys
from datetime import date, datetime
from typing import Any

import python_calamine

MEMORY_BYTES = 1024**3
SECONDS = 20
EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number: a longer whole number is no longer what was typed."""


def write_sheet(content: bytes, most_rows: int, most_characters: int) -> None:
    """Write the first visible sheet to standard output, from its first row. Any fault ends the process.

    A row ends with the last cell of the header, or with its own last filled cell where that lies beyond.
    """
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is python_calamine.SheetVisibleEnum.Visible]
    sheet = book.get_sheet_by_name(shown[0])
    writer = csv.writer(io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline=""))
    width = written = 0
    for row in sheet.to_python(skip_empty_area=False, nrows=most_rows):
        cells = [_cell_text(cell) for cell in row]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        written += sum(map(len, cells)) + len(cells)
        if written > most_characters:
            raise MemoryError
        writer.writerow(cells)


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
