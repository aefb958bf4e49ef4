"""Tables spoiled by chance: one cell, the shape, the bytes. The same seed and number give the same file again."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from matching.importing.mapping import PLAIN, ImportKind, read_mapping
from tests.faults.spoiled_bytes import DAMAGES
from tests.faults.spoiled_cells import CELLS, HEADINGS, OTHER_HEADINGS

Rows = list[list[str]]
"""A table as lines of cells; the first line is the header."""

NAMES = ("Li Na", "欧阳建国", "Zhao Wei", "Wu Gang", "Sarah O'Neil", "周杰", "Qian Duo", "Feng Bao")
ENCODINGS = (
    "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "big5", "utf-32", "utf-7",
)  # fmt: skip


@dataclass(frozen=True)
class Spoiled:
    """One spoiled file: what it should hold, what was done to it, and its bytes."""

    kind: ImportKind
    done: tuple[str, ...]
    content: bytes


def good_rows(kind: ImportKind, count: int = 3) -> Rows:
    """A header and so many good rows: the template's example under other numbers and names."""
    mapping = read_mapping(None, kind)
    header = [name for field in mapping.columns for name in mapping.columns_of(field)]
    return [header, *([_good_row(mapping.example, number).get(name, "") for name in header] for number in range(count))]


def _good_row(example: dict[str, str], number: int) -> dict[str, str]:
    told_apart = {
        "reference": f"R-{number}",
        "name": f"{NAMES[number % len(NAMES)]} {chr(65 + number // 8 % 26)}{chr(65 + number // 208 % 26)}",
        "notice_number": f"N-{number}",
        "born_on": f"{1950 + number * 7 % 50}-{1 + number % 12:02d}-15",
    }
    return example | told_apart | {"received_on": "2026-08-20"}


def csv_of(rows: Rows, delimiter: str = ",", ends: str = "\r\n", encoding: str = "utf-8-sig") -> bytes:
    """A table as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return text.getvalue().encode(encoding, errors="replace")


def spoiled(seed: int, number: int) -> Spoiled:
    """The file of a seed and number: a table that was spoiled one to three times, mostly in its cells."""
    chance = Random(f"{seed}:{number}")
    kind = chance.choice(list(PLAIN))
    rows, done = good_rows(kind, chance.randint(1, 4)), []
    for _time in range(chance.choice((1, 1, 2, 3))):
        act = spoil_cell if chance.random() < 0.75 else chance.choice(SHAPES)
        done.append(act(rows, chance) or act.__name__)
    content, how = _written(rows, chance)
    return Spoiled(kind, (*done, *how), content)


def spoil_cell(rows: Rows, chance: Random) -> str | None:
    if len(rows) < 2 or not rows[0]:
        return None
    line, place, text = chance.choice(rows[1:]), chance.randrange(len(rows[0])), chance.choice(CELLS)
    line += [""] * (place + 1 - len(line))
    line[place] = text
    return f"{rows[0][place]!r:.30}={text!r:.40}"


def cut_row(rows: Rows, chance: Random) -> None:
    line = chance.choice(rows)
    del line[chance.randrange(len(line) + 1) :]


def lengthen_row(rows: Rows, chance: Random) -> None:
    chance.choice(rows).extend(chance.choice((["x"], ["x", "y"], ["", "", "z"], [""] * 400)))


def double_row(rows: Rows, chance: Random) -> None:
    rows.append(list(chance.choice(rows)))


def blank_rows(rows: Rows, chance: Random) -> None:
    for _each in range(chance.randint(1, 5)):
        rows.insert(chance.randrange(len(rows) + 1), chance.choice(([], [""], [" "] * 3)))


def double_column(rows: Rows, chance: Random) -> None:
    place = chance.randrange(len(rows[0]) or 1)
    for row in rows:
        row.append(row[place] if place < len(row) else "")


def drop_column(rows: Rows, chance: Random) -> None:
    place = chance.randrange(len(rows[0]) or 1)
    for row in rows:
        del row[place : place + 1]


def rename_column(rows: Rows, chance: Random) -> None:
    if rows[0]:
        place = chance.randrange(len(rows[0]))
        rows[0][place] = chance.choice(HEADINGS + OTHER_HEADINGS).format(rows[0][place])


def add_column(rows: Rows, chance: Random) -> None:
    name, cell = chance.choice((("note", "seen"), ("备注", "见过"), ("", "lost"), ("sex ", "male"), ("x" * 500, "y")))
    for number, row in enumerate(rows):
        row.append(cell if number else name)


def mix_columns(rows: Rows, chance: Random) -> None:
    order = list(range(max(map(len, rows), default=0)))
    chance.shuffle(order)
    for row in rows:
        row[:] = [row[place] if place < len(row) else "" for place in order]


def header_only(rows: Rows, chance: Random) -> None:
    del rows[1:]


def no_header(rows: Rows, chance: Random) -> None:
    del rows[:1]
    rows[:] = rows or [[]]


def spoil_every_cell(rows: Rows, chance: Random) -> None:
    rows[1:] = [[chance.choice(CELLS) for _name in rows[0]] for _row in rows[1:]]


SHAPES: tuple[Callable[[Rows, Random], None], ...] = (
    cut_row, lengthen_row, double_row, blank_rows, double_column, drop_column, rename_column, add_column, mix_columns,
    header_only, no_header, spoil_every_cell,
)  # fmt: skip


def _written(rows: Rows, chance: Random) -> tuple[bytes, list[str]]:
    """Write the table as somebody's program would, and perhaps damage what it wrote."""
    if chance.random() < 0.6:
        content, how = csv_of(rows), []
    else:
        delimiter, ends = chance.choice(",;\t|"), chance.choice(("\r\n", "\n", "\r", "\n\r", "\u2028"))
        encoding = chance.choice(ENCODINGS)
        content, how = csv_of(rows, delimiter, ends, encoding), [f"{delimiter!r} {ends!r} {encoding}"]
    if chance.random() < 0.2:
        damage = chance.choice(DAMAGES)
        return damage(content, chance), [*how, damage.__name__]
    return content, how
