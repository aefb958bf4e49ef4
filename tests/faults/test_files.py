"""Bad rows and bad files: never an error page, never half a file stored, each fault named by its row and column.

A failing case names its seed and number; `spoiled(seed, number)` makes the very file again.
`RESETTLE_TEST_FILES=20000` searches longer.
"""

import io
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import ResettleError
from matching.importing.mapping import ImportKind, Mapping
from matching.importing.tables import Table
from matching.records import Offer, ReleaseNotice, Subject, Upload
from matching.services.imports.files import ImportFile, NothingStored, import_file
from matching.services.imports.uploads import SHOWN_FAULTS, mapping_for, rows_of
from matching.viewer import Viewer
from matching.vocabulary import Role
from tests.builders import Browser, Office, add_office, doing, sign_in_name_of
from tests.faults.hostile_files import BOMBS, FAULTY, READABLE, REFUSED, Made
from tests.faults.spoiled_cells import MISTAKES
from tests.faults.spoiled_tables import csv_of, good_rows, spoiled
from tests.guards.world import state_of

SEED = 20_260_901
PARTS, FILES = 10, int(os.environ.get("RESETTLE_TEST_FILES", "2000")) // 10
"""So many times so many spoiled files are tried; those of one part share a database."""
SECONDS = 10
"""The longest that one small file may take, on a machine that does much else."""
LONGEST = 2_000
"""The longest sentence about a fault, in characters."""


@pytest.fixture
def officer(office: Office) -> Viewer:
    """An officer who is a caseworker as well, and so may record offences."""
    return replace(office.officer, roles=frozenset({Role.OFFICER, Role.CASEWORKER}))


@pytest.fixture
def officer_there(sqlite: Engine) -> Viewer:
    """The same officer where one database is enough."""
    return replace(add_office(sqlite).officer, roles=frozenset({Role.OFFICER, Role.CASEWORKER}))


def tried(work: UnitOfWork, mapping: Mapping, table: Table) -> NothingStored | None:
    """Import a table and undo it; what speaks against it."""
    try:
        import_file(work, ImportFile(work.viewer.unit_id or 0, mapping, table, all_or_nothing=True))
    except NothingStored as refusal:
        return refusal
    finally:
        work.session.rollback()
    return None


def answer_to(engine: Engine, officer: Viewer, kind: ImportKind, content: bytes) -> str:
    """What the service says to a file: accepted, or refused with faults that name row, column and what to do."""
    try:
        table = rows_of(kind, content)
        with doing(engine, officer) as work:
            mapping = mapping_for(work, kind)
            refusal = tried(work, mapping, table)
    except ResettleError as error:
        assert 20 < len(error.message) < LONGEST and "\x1b" not in error.message and error.message.isprintable()
        return "refused file"
    if refusal is None:
        return "accepted"
    numbers = {row.number for row in table.rows}
    for fault in refusal.done.faults:
        assert fault.row in numbers and fault.column, fault
        assert fault.column in table.columns or fault.column in mapping.columns, fault
        assert 10 < len(fault.message) < LONGEST and "%(" not in fault.message, fault
    return "refused rows"


@pytest.mark.parametrize(
    ("engine", "part"),
    [*(("sqlite", part) for part in range(PARTS)), pytest.param("postgres", 0, marks=pytest.mark.postgres)],
    indirect=["engine"],
)
def test_two_thousand_spoiled_files_are_accepted_whole_or_refused_with_words(
    engine: Engine, officer: Viewer, part: int
) -> None:
    before, answers = state_of(engine), Counter[str]()
    for number in range(part * FILES, (part + 1) * FILES):
        case, began = spoiled(SEED, number), time.monotonic()
        try:
            answers[answer_to(engine, officer, case.kind, case.content)] += 1
        except Exception as error:
            error.add_note(f"spoiled({SEED}, {number}): {case.kind} {case.done}")
            raise
        assert time.monotonic() - began < SECONDS, f"spoiled({SEED}, {number}) took too long: {case.done}"
    assert state_of(engine) == before
    assert min(answers[each] for each in ("accepted", "refused rows", "refused file")) > FILES / 40, answers


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("made", READABLE, ids=lambda made: made.__name__)
def test_a_table_is_read_alike_however_it_was_saved(
    sqlite: Engine, officer_there: Viewer, kind: ImportKind, made: Made
) -> None:
    with doing(sqlite, officer_there) as work:
        assert tried(work, mapping_for(work, kind), rows_of(kind, made(kind))) is None
    plain, other = rows_of(kind, csv_of(good_rows(kind))), rows_of(kind, made(kind))
    assert [row.number for row in other.rows] == [row.number for row in plain.rows]
    for mine, theirs in zip(plain.rows, other.rows, strict=True):
        assert {name: text.split("T")[0] for name, text in theirs.cells.items()} == {
            name: text.split("T")[0] for name, text in mine.cells.items()
        }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_every_usual_way_of_saving_gives_the_same_rows(encoding: str, delimiter: str, ends: str) -> None:
    rows = good_rows(ImportKind.NOTICES, 8)
    found = rows_of(ImportKind.NOTICES, csv_of(rows, delimiter, ends, encoding))
    assert found == rows_of(ImportKind.NOTICES, csv_of(rows))


def sent(browser: Browser, kind: ImportKind, content: bytes, name: str = "table.csv") -> tuple[int, str]:
    """Send a file as the page does; the status of the answer and the page that one sees in the end."""
    browser.get(f"/imports/{kind.value}")
    page = browser.post(f"/imports/{kind.value}", file=(io.BytesIO(content), name))
    return page.status_code, browser.get(page.location).text if page.status_code == 303 else page.text


@pytest.fixture
def browser(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.officer))


def uploads(engine: Engine) -> list[Upload]:
    with Session(engine) as session:
        return list(session.exec(select(Upload).order_by(col(Upload.id))))


@pytest.mark.parametrize("made", REFUSED, ids=lambda made: made.__name__)
def test_the_page_says_what_is_wrong_with_a_whole_file(browser: Browser, engine: Engine, made: Made) -> None:
    before = state_of(engine)
    status, page = sent(browser, ImportKind.NOTICES, made(ImportKind.NOTICES))
    shown = re.search(r'<p id="file-error"[^>]*>(.*?)</p>', page, re.S)
    assert (status, state_of(engine)) == (422, before)
    assert shown is not None and REFUSED[made] in shown[1]
    assert sent(browser, ImportKind.NOTICES, csv_of(good_rows(ImportKind.NOTICES)))[0] == 303


@pytest.mark.parametrize("made", FAULTY, ids=lambda made: made.__name__)
def test_the_page_names_the_row_of_a_workbook(browser: Browser, engine: Engine, made: Made) -> None:
    row, words = FAULTY[made]
    status, page = sent(browser, ImportKind.NOTICES, made(ImportKind.NOTICES))
    assert status == 303 and f"Row {row}, column" in page and words in page and ">Import</button>" not in page


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a\x00b.csv", "a\r\nX: y.csv", "x" * 1_000, "a\u202evsc.exe", "<b>.csv", "姓名 表.csv", "%s%n", "con"]
)  # fmt: skip
def test_a_files_name_counts_for_nothing(browser: Browser, engine: Engine, name: str) -> None:
    status, page = sent(browser, ImportKind.JOB, csv_of(good_rows(ImportKind.JOB)), name)
    assert status in (303, 422) and "<b>" not in page
    assert all(len(upload.file_name) <= 80 and upload.file_name.isprintable() for upload in uploads(engine))


def test_a_field_of_text_in_place_of_the_file_is_no_file(browser: Browser) -> None:
    browser.get("/imports/job")
    page = browser.post("/imports/job", file="reference,provider")
    assert page.status_code == 422 and "Choose a file" in page.text


def test_the_list_of_faults_ends_and_says_how_many_more_there_are(browser: Browser, engine: Engine) -> None:
    header = good_rows(ImportKind.NOTICES)[0]
    rows = [header, *([["=1+1"] * len(header)] * 500)]
    status, page = sent(browser, ImportKind.NOTICES, csv_of(rows))
    (upload,) = uploads(engine)
    assert status == 303 and len(upload.report["faults"]) == SHOWN_FAULTS and upload.report["more"] > 1_000
    assert f"{upload.report['more']} more faults are not shown." in page and len(page) < 400_000


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_file_is_refused_mended_sent_again_and_stored_whole(
    browser: Browser, engine: Engine, kind: ImportKind
) -> None:
    rows = good_rows(kind, 4)
    if kind is ImportKind.SUBJECTS:
        spare = [place for place, name in enumerate(rows[0]) if name.startswith("offence")]
        rows = [[cell for place, cell in enumerate(row) if place not in spare] for row in rows]
    needed = rows[0].index("title" if "title" in rows[0] else "name")
    bad = [list(row) for row in rows]
    bad[3][needed] = "#REF!"
    before = stored(engine)
    status, page = sent(browser, kind, csv_of(bad))
    assert status == 303 and f"Row 4, column {rows[0][needed]}" in page
    browser.post(f"/imports/uploads/{uploads(engine)[-1].id}/apply")
    assert stored(engine) == before
    status, page = sent(browser, kind, csv_of(rows))
    assert status == 303 and "Everything is right" in page, page
    assert browser.post(f"/imports/uploads/{uploads(engine)[-1].id}/apply").status_code == 303
    assert sum(stored(engine).values()) - sum(before.values()) in (4, 8)


def stored(engine: Engine) -> dict[str, int]:
    """How many records of each noun there are."""
    with Session(engine) as session:
        return {table.__name__: len(session.exec(select(table)).all()) for table in (Offer, Subject, ReleaseNotice)}


@pytest.mark.parametrize("sort", MISTAKES)
def test_what_belongs_in_no_column_of_its_sort_is_named_there(sqlite: Engine, officer_there: Viewer, sort: str) -> None:
    columns = {"date": "starts_on", "number": "latitude", "error": "title", "code": "contract"}
    for text in MISTAKES[sort]:
        rows = good_rows(ImportKind.JOB)
        rows[2][rows[0].index(columns[sort])] = text
        with doing(sqlite, officer_there) as work:
            refusal = tried(work, mapping_for(work, ImportKind.JOB), rows_of(ImportKind.JOB, csv_of(rows)))
        assert refusal is not None, text
        assert [(fault.row, fault.column) for fault in refusal.done.faults] == [(3, columns[sort])], text


BOMBED = """
import resource, sys
from pathlib import Path
from matching.errors import ResettleError
from matching.importing.mapping import ImportKind
from matching.services.imports.uploads import rows_of
for file in sys.argv[1:]:
    content = Path(file).read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        rows_of(ImportKind.NOTICES, content)
    except ResettleError as error:
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, error.message)
"""


def test_no_file_makes_the_service_grow(tmp_path: Path) -> None:
    for made in BOMBS:
        (tmp_path / made.__name__).write_bytes(made(ImportKind.NOTICES))
    files = [str(tmp_path / made.__name__) for made in BOMBS]
    done = subprocess.run(
        [sys.executable, "-c", BOMBED, *files], capture_output=True, text=True, timeout=480, check=True
    )
    for made, line in zip(BOMBS, done.stdout.splitlines(), strict=True):
        megabytes, words = line.split(" ", 1)
        assert int(megabytes) < 150 and REFUSED[made] in words, made.__name__
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1.5 * 1024**2
