"""Whole files that are not what they say, or more than they say: workbooks, packs, bombs, papers."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import xlsxwriter

from matching.importing.mapping import ImportKind
from tests.faults.spoiled_tables import Rows, csv_of, good_rows

MEGABYTE = 1024 * 1024
Made = Callable[[ImportKind], bytes]


def book_of(rows: Rows, act: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """A workbook with a table on its first sheet; `act` does more to the book and the sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, **options}) as book:
        sheet = book.add_worksheet("Rows")
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell)
        if act is not None:
            act(book, sheet)
    return content.getvalue()


def good_book(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind))


def dates_as_dates(kind: ImportKind, *, since_1904: bool = False) -> bytes:
    """Days written as days, as a spreadsheet keeps them: numbers with a format."""
    rows = good_rows(kind)

    def write(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if len(cell) == 10 and cell[4] == cell[7] == "-":
                    sheet.write_datetime(line, place, date.fromisoformat(cell), day)

    return book_of(rows, write, date_1904=since_1904)


def dates_since_1904(kind: ImportKind) -> bytes:
    return dates_as_dates(kind, since_1904=True)


def hidden_sheet_first(kind: ImportKind) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        hidden, shown = book.add_worksheet("old"), book.add_worksheet("Rows")
        hidden.write_row(0, 0, ["secret"])
        hidden.hide()
        shown.activate()
        shown.set_first_sheet()
        for line, cells in enumerate(good_rows(kind)):
            shown.write_row(line, 0, cells)
    return content.getvalue()


def several_sheets(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda book, _sheet: book.add_worksheet("More").write(0, 0, "more"))


def merged_cells(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda book, sheet: sheet.merge_range(1, 0, 3, 0, "merged", book.add_format()))


def formulas(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda _book, sheet: sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!"))


def broken_references(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda _book, sheet: sheet.write_formula(2, 1, "=Sheet9!A1", None, "#REF!"))


def booleans(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda _book, sheet: sheet.write_boolean(1, 3, True))


def stray_cell(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda _book, sheet: sheet.write_string(2, 16_383, "stray"))


def many_columns(kind: ImportKind) -> bytes:
    return book_of([[f"c{number}" for number in range(16_384)], ["x"] * 16_384])


def many_rows(kind: ImportKind) -> bytes:
    return csv_of([good_rows(kind)[0], *([["x"] * 3] * 100_000)])


def million_columns(kind: ImportKind) -> bytes:
    return b"name" + b",x" * 1_000_000 + b"\n"


def claims_all_cells(kind: ImportKind) -> bytes:
    return book_of(good_rows(kind), lambda _book, sheet: sheet.write_string(1_048_575, 16_383, "end"))


def with_macros(kind: ImportKind) -> bytes:
    return _with_part(good_book(kind), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\x00" * 2_000)


def slipping_names(kind: ImportKind) -> bytes:
    return _with_part(good_book(kind), "../../../etc/cron.d/x", b"* * * * * root true")


def nested_packs(kind: ImportKind) -> bytes:
    return zipped({"inner.zip": zipped({"table.csv": csv_of(good_rows(kind))})})


def csv_in_a_zip(kind: ImportKind) -> bytes:
    return zipped({"table.csv": csv_of(good_rows(kind))})


def zip_bomb(kind: ImportKind) -> bytes:
    """A workbook of nine megabytes with a part of nine gigabytes."""
    name, packed = b"xl/sharedStrings.xml", _gigabytes(9)
    sizes = struct.pack("<III", 0, len(packed), 4_000 * MEGABYTE)
    head = struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", len(name), 0)
    entry = b"PK\x03\x04" + head + name + packed
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return entry + listed + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(entry), 0)


def gzip_bomb(kind: ImportKind) -> bytes:
    """Nine gigabytes in nine megabytes."""
    return gzip.compress(b"")[:10] + _gigabytes(9) + bytes(8)


@cache
def _gigabytes(count: int) -> bytes:
    """Packed zeros: one packed megabyte stands for each."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return one * (1_024 * count) + packer.flush()


def gzipped(kind: ImportKind) -> bytes:
    return gzip.compress(csv_of(good_rows(kind)))


def cut_book(kind: ImportKind) -> bytes:
    return good_book(kind)[:-200]


def old_book(kind: ImportKind) -> bytes:
    """The head of an XLS file, or of a workbook with a password: both are containers of the same sort."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)


def long_cell(kind: ImportKind) -> bytes:
    rows = good_rows(kind)
    rows[2][-1] = "x" * (MEGABYTE + 1)
    return csv_of(rows)


def html_table(kind: ImportKind) -> bytes:
    return b"<html><table><tr><td>name</td></tr></table></html>"


def png(width: int = 1, height: int = 1, lines: bytes = b"\x00\x00") -> bytes:
    """A picture that says of itself how large it is, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def picture(kind: ImportKind) -> bytes:
    return png()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return content.getvalue()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, part)
    return packed.getvalue()


READABLE: tuple[Made, ...] = (
    good_book, dates_as_dates, dates_since_1904, hidden_sheet_first, several_sheets, with_macros, slipping_names, gzipped,
)  # fmt: skip
"""Files whose rows are read as well as those of a plain table."""

REFUSED: dict[Made, str] = {
    many_columns: "more than 300 columns",
    million_columns: "more than 300 columns",
    many_rows: "at most",
    claims_all_cells: "too large to be read",
    nested_packs: "workbook cannot be read",
    csv_in_a_zip: "workbook cannot be read",
    zip_bomb: "grows beyond measure",
    gzip_bomb: "grows beyond measure",
    cut_book: "workbook cannot be read",
    old_book: "with a password",
    long_cell: "Line 3",
    html_table: "not a table",
    picture: "not a table",
}
"""Files that are refused as a whole, with words that say why."""

BOMBS: tuple[Made, ...] = (million_columns, claims_all_cells, zip_bomb, gzip_bomb)
"""Small files that would be large ones."""

FAULTY: dict[Made, tuple[int, str]] = {
    merged_cells: (3, "needed"),
    formulas: (2, "spreadsheet shows an error"),
    broken_references: (3, "spreadsheet shows an error"),
    stray_cell: (3, "cells too many"),
}
"""Files of which a row is refused, with its number and words that say why."""
