"""Whatever is sent as a scan: refused with words, or kept as it is and never opened by a browser inside the service."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import Scan
from matching.services.scans import MEGABYTE
from matching.settings import Settings
from matching.vocabulary import ScanKind
from tests.builders import Browser, Office, sign_in_name_of
from tests.faults.forms import read_page
from tests.faults.hostile_papers import KEPT, NAMES, PDF, REFUSED, SCRIPT
from tests.guards.world import state_of

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


@pytest.fixture
def visitor(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.caseworker))


def sent(visitor: Browser, person: int, content: bytes, name: str = "paper.pdf", kind: str = "text/html") -> int:
    """Send a paper as the page does, under a name and a type that may lie. Returns the status of the answer."""
    visitor.get(f"/people/{person}/scans/new")
    file = (io.BytesIO(content), name, kind)
    page = visitor.post(f"/people/{person}/scans/new", kind=ScanKind.OTHER.value, file=file)
    return int(page.status_code)


def kept(engine: Engine) -> list[Scan]:
    with Session(engine) as session:
        return list(session.exec(select(Scan)))


def test_a_paper_with_more_inside_is_handed_out_as_a_file_and_never_shown(
    visitor: Browser, engine: Engine, person: int
) -> None:
    for number, (about, (content, end)) in enumerate(KEPT.items()):
        assert sent(visitor, person, content, NAMES[number % len(NAMES)]) == 303, about
        scan = kept(engine)[-1]
        page = visitor.get(f"/people/{person}/scans/{scan.id}")
        named = re.fullmatch(rf'attachment; filename="[\w-]+\.{end}"', page.headers["Content-Disposition"])
        assert (page.status_code, page.data, page.mimetype) == (200, content, TYPES[end]), about
        assert named and page.headers["X-Content-Type-Options"] == "nosniff", about
        assert (
            "no-store" in page.headers["Cache-Control"]
            and "script-src 'self'" in page.headers["Content-Security-Policy"]
        )
    shown = visitor.get(f"/people/{person}").text
    assert SCRIPT.decode() not in shown and not re.search(r"<(img|embed|object|iframe)[^>]+scans/", shown)


def test_what_is_no_paper_is_refused_at_its_field_and_nothing_is_stored(
    visitor: Browser, engine: Engine, person: int
) -> None:
    before = state_of(engine)
    for number, (about, content) in enumerate(REFUSED.items()):
        assert sent(visitor, person, content, NAMES[number % len(NAMES)], "application/pdf") == 422, about
        page = read_page(visitor.page.text)
        assert page.leads == ["#file"] and "no PDF, JPEG or PNG" in page.summary[0], about
    assert state_of(engine) == before
    assert sent(visitor, person, PDF) == 303


def test_a_paper_above_the_limit_is_refused_and_a_doubled_one_is_kept_once(
    visitor: Browser, engine: Engine, person: int, settings: Settings
) -> None:
    most = settings.scan_megabytes * MEGABYTE
    assert sent(visitor, person, PDF.ljust(most + 1)) == 422 and "too large" in visitor.page.text
    assert sent(visitor, person, PDF) == 303
    assert sent(visitor, person, PDF) == 422 and "kept with this person already" in visitor.page.text
    assert [scan.content for scan in kept(engine)] == [PDF]


def test_a_body_that_says_it_is_longer_than_it_is_keeps_nothing(visitor: Browser, engine: Engine, person: int) -> None:
    visitor.get(f"/people/{person}/scans/new")
    token = dict(re.findall(r'name="(csrf_token|once)" value="([^"]*)"', visitor.page.text))
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in token.items()]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = "".join([*parts, file]).encode() + PDF
    answer = visitor.client.post(
        f"/people/{person}/scans/new", data=body, content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(len(body) + 1_000)},
    )  # fmt: skip
    assert 400 <= answer.status_code < 500 and not kept(engine)
