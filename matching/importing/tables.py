"""Tables from files: CSV (also packed with gzip) and XLSX, in any of the usual encodings, within limits."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from matching.importing.encodings import encoding_of
from matching.importing.file_faults import (
    NamedTwice,
    NoHeader,
    NoTable,
    OldWorkbook,
    OpenQuote,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    UnreadableLine,
)
from matching.importing.packed import MEGABYTE, UNPACKED_BYTES, sheet_of, unpacked
from matching.importing.texts import listed, printable

CELL_CHARACTERS = 1_000_000
COLUMNS = 300
"""The most columns of a table."""
ROWS = 200_000
"""The most rows of a table, where the caller names no fewer."""
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"<")
"""First bytes of files that are sent in place of tables; the last is that of HTML, XML and SVG."""

csv.field_size_limit(CELL_CHARACTERS)


@dataclass(frozen=True)
class TableRow:
    """One row as the spreadsheet numbers it (the header is row 1), and its cells as stripped text.

    `extra` counts filled cells beyond the last column, `missing` cells that a short row does not have.
    """

    number: int
    cells: dict[str, str]
    extra: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Table:
    """A header and its rows; rows without any text are left out."""

    columns: list[str]
    rows: list[TableRow]


def read_table(path: Path, limit_bytes: int) -> Table:
    """Read a CSV, CSV.gz or XLSX file.

    Raises:
        FileFault: for a file that is too large, packed in a suspicious way, in no known encoding, empty, or no table.
    """
    if path.stat().st_size > limit_bytes:
        raise TooLarge(most=limit_bytes // MEGABYTE)
    return table_in(path.read_bytes())


def table_in(content: bytes, most_rows: int = ROWS, most_bytes: int = UNPACKED_BYTES) -> Table:
    """Read a CSV, CSV.gz or XLSX file that is already in memory, no further than so many rows and unpacked bytes. Errors as `read_table`."""
    if content.startswith(b"PK\x03\x04"):
        return table_of(_csv_lines(sheet_of(content, most_rows, most_bytes), ","), most_rows)
    if content.startswith(b"\x1f\x8b"):
        content = unpacked(content, most_bytes)
    if content.startswith(OLD_WORKBOOK):
        raise OldWorkbook
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(OTHER_FILES):
        raise NoTable
    return table_of(_csv_lines(content), most_rows)


def table_of(lines: Iterator[Sequence[str]], most_rows: int = ROWS) -> Table:
    """Make a table of lines of cells; the first line names the columns.

    Raises:
        FileFault: for an empty file, a column name that stands twice, too many columns or rows.
    """
    header = list(next(lines, []))
    while header and not header[-1].strip():
        header.pop()
    if len(header) > COLUMNS:
        raise TooManyColumns(most=COLUMNS)
    header = [printable(name) for name in header]
    if not any(header):
        raise NoHeader
    if twice := sorted(name for name, times in Counter(header).items() if name and times > 1):
        raise NamedTwice(names=listed(twice))
    rows = [_table_row(number, header, line) for number, line in enumerate(islice(lines, most_rows + 1), start=2)]
    if len(rows) > most_rows:
        raise TooManyRows(most=most_rows)
    return Table(header, [row for row in rows if row.extra or any(row.cells.values())])


def _table_row(number: int, header: Sequence[str], line: Sequence[str]) -> TableRow:
    cells = [cell.strip() for cell in line]
    extra = sum(1 for cell in cells[len(header) :] if cell)
    named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    return TableRow(number, named, extra, max(0, len(header) - len(cells)))


def _csv_lines(content: bytes, delimiter: str = "") -> Iterator[list[str]]:
    """The lines of a CSV file, decoded piece by piece."""
    encoding = encoding_of(content)
    if not delimiter:
        head = content[:40_000].decode(encoding, "ignore").split("\n", 1)[0]
        delimiter = max(",;\t|", key=head.count)
    taken: list[str] = []
    lines = csv.reader(_noted(io.TextIOWrapper(io.BytesIO(content), encoding, newline=""), taken), delimiter=delimiter)
    begins, last = 1, list[str]()
    try:
        for line in lines:
            begins, last = lines.line_num + 1 - len(taken), taken.copy()
            taken.clear()
            yield line
    except csv.Error:
        raise UnreadableLine(line=lines.line_num) from None
    if _is_open(last, delimiter):
        raise OpenQuote(line=begins)


def _noted(text: Iterator[str], taken: list[str]) -> Iterator[str]:
    for line in text:
        taken.append(line)
        yield line


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Whether the last row ends inside a quotation mark: the reader takes all that follows one for its cell."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as fault:
        return "unexpected end" in str(fault)
    return False
