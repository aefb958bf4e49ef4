"""Tables from files: CSV (also packed with gzip) and XLSX, in any of the usual encodings, within limits."""

import csv
import gzip
import io
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from matching.errors import BadInput

UNPACKED_BYTES = 100 * 1024 * 1024
"""The most that a packed file may hold."""
RATIO = 30
"""A file that grows by more than this when unpacked is no table; files of less than `SMALL_BYTES` may."""
SMALL_BYTES = 10 * 1024 * 1024
ENTRIES = 50
"""The most parts of a workbook."""
CELL_CHARACTERS = 1_000_000
COLUMNS = 300
"""The most columns of a table."""
ROWS = 200_000
"""The most rows of a table, where the caller names no fewer."""
SHEET_READER = Path(__file__).with_name("workbook.py")
SHEET_SECONDS = 30

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
        BadInput: for a file that is too large, packed in a suspicious way, in no known encoding, empty, or no table.
    """
    if path.stat().st_size > limit_bytes:
        raise BadInput(f"The file is larger than {limit_bytes // 1024 // 1024} MB. Split it, or pack it with gzip.")
    return table_in(path.read_bytes())


def table_in(content: bytes, most_rows: int = ROWS) -> Table:
    """Read a CSV, CSV.gz or XLSX file that is already in memory, and no further than so many rows. Errors as `read_table`."""
    if content.startswith(b"PK\x03\x04"):
        return table_of(_csv_lines(_sheet(content, most_rows), ","), most_rows)
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    return table_of(_csv_lines(decoded(content)), most_rows)


def table_of(lines: Iterator[Sequence[str]], most_rows: int = ROWS) -> Table:
    """Make a table of lines of cells; the first line names the columns.

    Raises:
        BadInput: for an empty file, a column name that stands twice, too many columns or rows.
    """
    header = [" ".join(name.split()) for name in next(lines, [])]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise BadInput(
            "The file is empty, or its first row is not a header. Put the names of the columns in the first row."
        )
    if len(header) > COLUMNS:
        raise BadInput(f"The file has more than {COLUMNS} columns. Take out those that are not needed.")
    twice = sorted(name for name, times in Counter(header).items() if name and times > 1)
    if twice:
        raise BadInput(f"These column names stand twice in the header: {', '.join(twice)}. Rename one of each.")
    rows = [_table_row(number, header, line) for number, line in enumerate(islice(lines, most_rows + 1), start=2)]
    if len(rows) > most_rows:
        raise BadInput(f"The file has more than {most_rows} rows. Split it.")
    return Table(header, [row for row in rows if row.extra or any(row.cells.values())])


def _table_row(number: int, header: Sequence[str], line: Sequence[str]) -> TableRow:
    cells = [cell.strip() for cell in line]
    extra = sum(1 for cell in cells[len(header) :] if cell)
    named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    return TableRow(number, named, extra, max(0, len(header) - len(cells)))


def decoded(content: bytes) -> str:
    """Text from bytes: by its mark, else UTF-8, else GB18030.

    Raises:
        BadInput: for anything else.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("The file is in no known encoding. Save it as CSV UTF-8 and send it again.")


def _csv_lines(text: str, delimiter: str = "") -> Iterator[list[str]]:
    head = text[:10_000].split("\n", 1)[0]
    delimiter = delimiter or max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from lines
    except csv.Error as fault:
        raise BadInput(
            f"Line {lines.line_num} of the file cannot be read ({fault}). Save it as CSV UTF-8 and send it again."
        ) from None


def _unpacked(content: bytes) -> bytes:
    """Unpack gzip, never further than the limits."""
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            found = packed.read(_most(len(content)) + 1)
    except (OSError, EOFError, zlib.error):
        raise BadInput("The packed file is damaged. Pack it again, or send it unpacked.") from None
    _refuse_bomb(len(content), len(found))
    return found


def _sheet(content: bytes, most_rows: int) -> str:
    """The first sheet of a workbook as CSV, read within the limits of a process of its own, which knows no secret."""
    reading = [sys.executable, "-I", str(SHEET_READER), str(most_rows + 2)]
    try:
        _refuse_packed_bomb(content)
        done = subprocess.run(reading, input=content, capture_output=True, timeout=SHEET_SECONDS, env={}, check=True)
    except (subprocess.SubprocessError, zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
        raise BadInput("The workbook cannot be read. Save it as XLSX or CSV UTF-8, without a password.") from None
    return done.stdout.decode()


def _refuse_packed_bomb(content: bytes) -> None:
    """Unpack every part of a workbook once, counting, before anything reads it."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        entries = book.infolist()
        if len(entries) > ENTRIES:
            raise BadInput(f"The workbook has more than {ENTRIES} parts. Save only the sheet with the rows.")
        size = 0
        for entry in entries:
            with book.open(entry) as part:
                while chunk := part.read(1024 * 1024):
                    size += len(chunk)
                    _refuse_bomb(len(content), size)


def _most(packed: int) -> int:
    return min(UNPACKED_BYTES, max(SMALL_BYTES, packed * RATIO))


def _refuse_bomb(packed: int, unpacked: int) -> None:
    if unpacked > _most(packed):
        raise BadInput(
            "The file grows beyond measure when it is unpacked (more than 100 MB, or thirtyfold). Send a smaller one."
        )
