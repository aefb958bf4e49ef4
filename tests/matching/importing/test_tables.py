"""Tables from files: encodings, ragged rows, limits."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from matching.errors import BadInput
from matching.importing import tables
from matching.importing.tables import read_table, table_in
from matching.importing.texts import clean

TEXT = "名称,places\n保洁员,2\n"
MEGABYTE = 1024 * 1024


def written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    table = read_table(written(tmp_path, TEXT.encode(encoding)), MEGABYTE)
    assert table.columns == ["名称", "places"]
    assert table.rows[0].cells == {"名称": "保洁员", "places": "2"}


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    assert len(read_table(written(tmp_path, gzip.compress(TEXT.encode()), "file.csv.gz"), MEGABYTE).rows) == 1


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b'a;b\n1;"two\nlines"\n\n;\n3;4\n'), MEGABYTE)
    assert [(row.number, row.cells["a"]) for row in table.rows] == [(2, "1"), (5, "3")]


def test_ragged_rows_say_by_how_many_cells(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"a,b\n1\n1,2,3\n1,2,\n"), MEGABYTE)
    assert [(row.missing, row.extra) for row in table.rows] == [(1, 0), (0, 1), (0, 0)]


def test_a_workbook_is_read_as_its_csv_would_be(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["title", "places", "day"], [], ["Cook", 2, "2026-03-31"]]):
            sheet.write_row(row, 0, cells)
    table = read_table(path, MEGABYTE)
    assert [(row.number, row.cells) for row in table.rows] == [
        (3, {"title": "Cook", "places": "2", "day": "2026-03-31"})
    ]


def bomb(entries: int = 1, size: int = 12 * MEGABYTE) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for number in range(entries):
            book.writestr(f"xl/part{number}.xml", b"0" * size)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,a\n1,2\n", "stand twice"),
        (b"a,b\n\xff\xff\xff,1\n", "no known encoding"),
        (b"a,b\n" + b"x" * 2 * MEGABYTE, "larger than 1 MB"),
        (gzip.compress(b"0" * 12 * MEGABYTE), "beyond measure"),
        (gzip.compress(TEXT.encode())[:-12], "damaged"),
        (bomb(), "beyond measure"),
        (bomb(60, 1), "more than 50 parts"),
        (b"PK\x03\x04nonsense", "cannot be read"),
        (bomb(2, 10), "cannot be read"),
    ],
    ids=[
        "nothing",
        "blank",
        "twice",
        "encoding",
        "large",
        "gzip bomb",
        "cut",
        "zip bomb",
        "parts",
        "broken zip",
        "no workbook",
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_table(written(tmp_path, content), MEGABYTE)


def workbook(*cells: tuple[int, int, str]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column, text in cells:
            sheet.write_string(row, column, text)
    return content.getvalue()


def test_a_small_workbook_that_claims_billions_of_cells_is_refused() -> None:
    claims = workbook((0, 0, "a"), (1_048_575, 16_383, "b"))
    assert len(claims) < 20_000
    with pytest.raises(BadInput, match="too large to be read"):
        table_in(claims)


def test_one_long_text_claimed_by_many_cells_is_refused() -> None:
    long = "x" * 32_000
    cells = [(0, 0, "a"), *((row, column, long) for row in range(1, 400) for column in range(100))]
    claims = workbook(*cells)
    assert len(claims) < MEGABYTE
    with pytest.raises(BadInput, match="too large to be read"):
        table_in(claims)


def test_a_file_is_read_no_further_than_asked() -> None:
    assert len(table_in(b"a\n1\n2\n", 2).rows) == 2
    for content in (b"a\n1\n2\n3\n", workbook(*((row, 0, "a") for row in range(4)))):
        with pytest.raises(BadInput, match="more than 2 rows"):
            table_in(content, 2)
    with pytest.raises(BadInput, match="more than 300 columns"):
        table_in(",".join(map(str, range(300_000))).encode())


def test_a_cell_beyond_measure_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Line 2"):
        read_table(written(tmp_path, b"a\n" + b"x" * (tables.CELL_CHARACTERS + 1)), 5 * MEGABYTE)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("the cityâ€™s â€œ35 hoursâ€\x9d", "the city’s “35 hours”"),
        ("R&amp;D &lt;b&gt;", "R&D <b>"),
        ("ERROR: #NAME?", ""),
        ("#N/A", ""),
        ("a\x00b\r\nc  d", "ab\n\nc d"),
        ("电工 “低压”", "电工 “低压”"),
        ("café ½", "café ½"),
    ],
)
def test_texts_are_made_readable(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
