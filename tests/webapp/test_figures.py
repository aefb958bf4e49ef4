"""The page of figures: who may open it, what it hides, and the files that are taken from it."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import AuditEntry, Unit
from matching.viewer import Viewer
from matching.vocabulary import Role
from tests.builders import TODAY, Browser, Office, doing, make_account, sign_in_name_of
from tests.figuring import ago, offer_of, person, placement
from webapp.sheets import Column, Share, Sheet, csv_of, workbook_of
from webapp.wording.figures import SHEETS


@pytest.fixture
def small(engine: Engine, office: Office) -> Office:
    with doing(engine) as work:
        for number in range(6):
            person(work.session, office.township, 10 + number, home="no", work="yes", name=f"Canary {number}")
        worker = person(work.session, office.township, 40, home="yes", work="yes", name="Canary worker")
        job = offer_of(work.session, office, kind="job")
        placement(work.session, office, worker, job, 30, checks={7: "holds", 30: None})
    return office


def opened(app: Flask, engine: Engine, viewer: Viewer, address: str = "/figures") -> Any:
    return Browser(app, sign_in_name_of(engine, viewer)).get(address)


def acts(engine: Engine) -> list[tuple[str, Any]]:
    with Session(engine) as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [(entry.act, entry.ids.get("unit")) for entry in entries if entry.act.startswith("figures.")]


def cells(page: Any, key: str) -> list[list[str]]:
    """The rows of one table of the page."""
    section = page.text.split(f'id="{key}"')[1].split("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", section.split("<tbody")[1], re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_a_supervisor_reads_the_own_unit_exactly_and_leaves_a_trace(app: Flask, engine: Engine, small: Office) -> None:
    page = opened(app, engine, small.supervisor)
    assert page.status_code == 200 and "Canary" not in page.text
    assert cells(page, "waiting")[2][:4] == ["Housing", "6", "13", "15"]
    held = cells(page, "held")
    assert held[0][:7] == ["Job", "7 days", "1", "1", "0", "0", "100 %"]
    assert held[0][7:] == ["3 % to 100 %", "100 % to 100 %", "0"]
    assert held[1][:7] == ["Job", "30 days", "1", "0", "0", "1", "–"]
    assert acts(engine) == [("figures.seen", small.township.id)]


def test_a_unit_above_reads_aggregates_of_at_least_five(app: Flask, engine: Engine, small: Office) -> None:
    page = opened(app, engine, small.county_officer)
    assert cells(page, "waiting")[2][:4] == ["Housing", "5", "13", "–"]
    assert cells(page, "waiting")[0][6] == "&lt;5" and "rounded to the nearest five" in page.text
    assert cells(page, "held")[0][2:7] == ["&lt;5", "&lt;5", "&lt;5", "&lt;5", "–"]
    assert page.text.count(" data-plot=") and '"data": [null, null, 5]' in page.text
    assert acts(engine) == [("figures.seen", small.county.id)]


def test_only_those_who_lead_a_unit_open_the_page(app: Flask, engine: Engine, small: Office) -> None:
    with doing(engine) as work:
        other = make_account(work.session, Role.SUPERVISOR, unit=work.session.get_one(Unit, small.village.id))
    for viewer, status in ((small.caseworker, 403), (small.provider_viewer, 403), (small.administrator, 403)):
        assert opened(app, engine, viewer).status_code == status
        assert opened(app, engine, viewer, "/figures/figures.xlsx").status_code == status
    assert opened(app, engine, other, f"/figures?unit={small.township.id}").status_code == 422


def test_what_is_chosen_narrows_the_page_and_stays_in_the_links(app: Flask, engine: Engine, small: Office) -> None:
    first = ago(10)
    days = f"from_on-year={first.year}&from_on-month={first.month}&from_on-day={first.day}"
    page = opened(app, engine, small.supervisor, f"/figures?kind=housing&{days}")
    assert [row[0] for row in cells(page, "waiting")] == ["Housing"]
    assert "22 Aug 2026 to 1 Sep 2026" in page.text
    assert "/figures/waiting.csv?kind=housing&amp;from_on-year=2026" in page.text
    odd = opened(app, engine, small.supervisor, "/figures?kind=job&filename=x&_anchor=y&_external=1")
    assert odd.status_code == 200 and '/figures/waiting.csv?kind=job"' in odd.text


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        ("from_on-year=2026", "The date must also have"),
        ("from_on-year=2026&from_on-month=5&from_on-day=2&to_on-year=2026&to_on-month=5&to_on-day=1", "before the first one"),
        ("days=5000", "Choose one of the answers."),
        ("unit=999999", "Choose one of the answers."),
        ("kind=castle", "Choose one of the answers."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_box(
    app: Flask, engine: Engine, small: Office, chosen: str, fault: str
) -> None:
    page = opened(app, engine, small.supervisor, f"/figures?{chosen}")
    assert page.status_code == 422 and fault in page.text
    assert opened(app, engine, small.supervisor, f"/figures/figures.xlsx?{chosen}").status_code == 404


def test_all_tables_are_taken_as_one_workbook_with_a_watermark(app: Flask, engine: Engine, small: Office) -> None:
    answer = opened(app, engine, small.supervisor, "/figures/figures.xlsx?days=30")
    begins = TODAY - timedelta(days=29)
    assert f'filename="figures-{begins}-{TODAY}.xlsx"' in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert len(book.sheet_names) == 1 + len(SHEETS)
    mark = dict(row[:2] for row in book.get_sheet_by_index(0).to_python())
    assert mark["Taken by"] == small.supervisor.name and mark["Unit"] == small.township.name
    assert mark["At"].startswith("1 Sep 2026") and mark["Hidden"] == "nothing"
    waiting = book.get_sheet_by_name("Who waits").to_python(skip_empty_area=False)
    assert waiting[2][:4] == ["Kind", "Wait now", "Half of them since, days", "The longest, days"]
    assert waiting[5][:4] == ["Housing", 6.0, 13.0, 15.0]
    assert acts(engine) == [("figures.taken", small.township.id)]


def test_one_table_is_taken_as_csv_with_a_watermark(app: Flask, engine: Engine, small: Office) -> None:
    answer = opened(app, engine, small.county_officer, "/figures/units.csv?kind=housing")
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Unit", "Kind", "Wait now"]
    assert rows[1][:4] == [small.township.name, "Housing", "5", "<5"]
    assert ["Taken by", small.county_officer.name] in rows and any(
        row[:1] == ["Hidden"] and "rounded" in row[1] for row in rows
    )


@pytest.mark.parametrize("name", ["nothing.csv", "figures.csv", "waiting.xlsx", "..%2Fx"])
def test_other_files_are_not_there(app: Flask, engine: Engine, small: Office, name: str) -> None:
    assert opened(app, engine, small.supervisor, f"/figures/{name}").status_code == 404


def test_no_cell_of_a_file_is_a_formula_or_a_link() -> None:
    said = ["=1+1", "+1", "-1", "@a", "\t=1", "https://a.example", "{=A1}"]
    sheet = Sheet("x", "Table", "=told()", [Column("=heading")], [*([each] for each in said), [Share(0.25)], [-3]])
    hidden = [" =1", "\u3000+1", "\ufeff@a", "＝1", "＋1", "\n=1", "\0=1"]
    marked = csv_of(Sheet("y", "Table", "", [Column("a")], [[each] for each in hidden]), [])
    assert [row[0] for row in csv.reader(io.StringIO(marked.decode("utf-8-sig").removeprefix("a\r\n"))) if row] == [
        f"'{each}" for each in hidden
    ]
    rows = list(csv.reader(io.StringIO(csv_of(sheet, [("=a", "=b")]).decode("utf-8-sig"))))
    assert rows[0] == ["'=heading"] and rows[-1] == ["'=a", "'=b"]
    assert [row[0] for row in rows[1:6]] == ["'=1+1", "'+1", "'-1", "'@a", "'\t=1"]
    assert [row[0] for row in rows[8:10]] == ["0.25", "-3"]
    content = workbook_of([sheet], "About", [("=a", "=b")])
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    table = book.get_sheet_by_name("Table").to_python(skip_empty_area=False)
    assert [row[0] for row in table[3:]] == [*said, 0.25, -3.0]
    assert b"<f>" not in content and b"hyperlink" not in content
