"""The pages of imports: templates, a file looked at, one press that imports."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.importing.mapping import ImportKind
from matching.importing.tables import table_in
from matching.records import AuditEntry, Offer, Subject, Upload
from matching.vocabulary import OfferState
from tests.builders import Browser, Office, doing, make_offer, make_provider, sign_in_name_of

NOTICES = "name,born_on,legal_status,sender,received_on\nLi Na,1991-02-03,released,First Prison,2026-08-30\n"


def sent(browser: Browser, kind: str, content: bytes) -> str:
    """Send a file and open the page that it leads to."""
    browser.get(f"/imports/{kind}")
    page = browser.post(f"/imports/{kind}", file=(io.BytesIO(content), "=cmd.csv"))
    if page.status_code != 303:
        return str(page.text)
    return str(browser.get(page.location).text)


def test_an_officer_imports_notices(officer: Browser, engine: Engine) -> None:
    assert "Everything is right" in sent(officer, "notices", NOTICES.encode("gb18030"))
    with Session(engine) as session:
        upload_id = session.exec(select(Upload)).one().id
        assert session.exec(select(Subject)).all() == []
    assert officer.post(f"/imports/uploads/{upload_id}/apply").status_code == 303
    done = officer.get(f"/imports/uploads/{upload_id}").text
    assert "This is what was stored" in done and '<a class="govuk-link" href="/notices">' in done
    with Session(engine) as session:
        assert len(session.exec(select(Subject)).all()) == 1
        acts = [entry.act for entry in session.exec(select(AuditEntry))]
    assert {"upload.kept", "upload.seen", "upload.applied", "notice.imported"} <= set(acts)
    again = officer.post(f"/imports/uploads/{upload_id}/apply")
    assert again.status_code in (303, 409)


def test_faults_are_named_and_there_is_nothing_to_press(officer: Browser, engine: Engine) -> None:
    page = sent(officer, "notices", (NOTICES + "Wu <b>Gang</b>,yesterday,free,,2026-08-30\n").encode())
    assert "Not everything is right yet" in page and ">Import</button>" not in page
    for words in (
        "Write a date such as 2026-03-31.",
        "Write one of these codes: released,",
        "This is needed. Fill it in.",
    ):
        assert words in page
    assert "Gang" not in page
    with Session(engine) as session:
        upload_id = session.exec(select(Upload)).one().id
    officer.post(f"/imports/uploads/{upload_id}/apply")
    with Session(engine) as session:
        assert session.exec(select(Subject)).all() == []
    assert officer.post(f"/imports/uploads/{upload_id}/drop").status_code == 303
    assert officer.get(f"/imports/uploads/{upload_id}").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b"name\nA\n", "columns are missing"),
        (b"PK\x03\x04", "workbook cannot be read"),
        (b"a,a\n1,2\n", "stand twice"),
    ],
)
def test_an_unreadable_file_is_refused_beside_its_field(
    officer: Browser, engine: Engine, content: bytes, words: str
) -> None:
    page = sent(officer, "notices", content)
    assert re.search(rf'<p id="file-error"[^>]*>.*{words}', page, re.S)
    with Session(engine) as session:
        assert session.exec(select(Upload)).all() == []


def test_the_templates_can_be_read_back(officer: Browser) -> None:
    for kind in ImportKind:
        text = officer.get(f"/imports/{kind.value}/template.csv").data
        book = officer.get(f"/imports/{kind.value}/template.xlsx").data
        assert text.startswith(b"\xef\xbb\xbf") and table_in(text).columns == table_in(book).columns
        assert table_in(text).rows[0].cells == table_in(book).rows[0].cells


def test_a_provider_imports_only_openings(provider: Browser, engine: Engine) -> None:
    assert "Release notices" not in provider.get("/imports").text
    assert provider.get("/imports/notices").status_code == 404
    assert provider.get("/imports/nonsense").status_code == 404
    header = provider.get("/imports/training/template.csv").data.decode("utf-8-sig").splitlines()[0]
    assert "provider" not in header.split(",")
    names = header.split(",")
    row = {"reference": "1", "title": "Welding course", "description": "Welding", "places": "3"}
    content = "\n".join([header, ",".join(row.get(name, "") for name in names)])
    assert "Everything is right" in sent(provider, "training", content.encode("utf-8-sig"))
    with Session(engine) as session:
        upload_id = session.exec(select(Upload)).one().id
    provider.post(f"/imports/uploads/{upload_id}/apply")
    with Session(engine) as session:
        assert session.exec(select(Offer)).one().state is OfferState.DRAFT
    assert "Welding course" in provider.get("/my/openings").text


def test_an_imported_offer_says_in_words_whose_table_it_came_from(
    officer: Browser, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        provider = make_provider(work.session, office.township)
        offers = {
            source: make_offer(work.session, provider, source=source, source_reference="W-7").id
            for source in ("unit-3", "provider-2", "city-jobs")
        }
    for source, words in (("unit-3", "a table of the office"), ("provider-2", "own table"), ("city-jobs", "city-jobs")):
        page = officer.get(f"/offers/{offers[source]}").text
        assert words in page and (source in page) == (source == "city-jobs")


def test_no_one_else_opens_the_pages(app: Flask, engine: Engine, office: Office) -> None:
    for viewer in (office.caseworker, office.supervisor, office.administrator):
        assert Browser(app, sign_in_name_of(engine, viewer)).get("/imports").status_code == 403
