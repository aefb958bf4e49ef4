"""Scans: kept encrypted, told apart by their first bytes, opened and removed with a trace, and only by who may."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matching.errors import BadInput, NotFound
from matching.importing.texts import plain_name
from matching.records import AuditEntry, CaseAccess, Scan
from matching.services.scans import (
    KeepScan,
    KeptAlready,
    NotAPaper,
    RemoveScan,
    keep_scan,
    media_of,
    name_to_save,
    open_scan,
    remove_scan,
)
from matching.vocabulary import ScanKind, ScanRemoval
from tests.builders import NOW, Office, add_office, doing, make_subject
from tests.proposing import make_consent

PDF, JPEG, PNG = b"%PDF-1.7 judgment", b"\xff\xd8\xff\xe0 photo", b"\x89PNG\r\n\x1a\n scan"


def a_person(engine: Engine, office: Office, **fields: object) -> int:
    with doing(engine) as work:
        return int(make_subject(work.session, office.township, **fields).id or 0)


def keep(engine: Engine, office: Office, person: int, content: bytes = PDF) -> int:
    with doing(engine, office.caseworker) as work:
        return int(keep_scan(work, KeepScan(person, ScanKind.JUDGMENT, "王小明 判决书.pdf", content), 1).id or 0)


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_a_paper_is_known_by_its_first_bytes(content: bytes, media_type: str) -> None:
    assert media_of(content) == media_type


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<html>", b" %PDF-", b"\x89PNG", b"PK\x03\x04", b"GIF89a"])
def test_anything_else_is_no_paper(content: bytes) -> None:
    with pytest.raises(NotAPaper):
        media_of(content)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.pdf", "a.pdf"),
        ("C:\\papers\\a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_files_own_name_cannot_mislead(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_scan_is_stored_encrypted_and_its_saved_name_names_nobody(engine: Engine, office: Office) -> None:
    person = a_person(engine, office)
    scan = keep(engine, office, person)
    with Session(engine) as session:
        raw = session.execute(text("SELECT content, file_name FROM scans")).one()
        assert b"judgment" not in bytes(raw[0]) and "判决书".encode() not in bytes(raw[1])
        row = session.get_one(Scan, scan)
        assert (row.content, row.size, row.file_name) == (PDF, len(PDF), "王小明 判决书.pdf")
        assert name_to_save("S000001", row) == f"S000001-judgment-{scan}.pdf"
        assert "%PDF" not in repr(row) and "判决书" not in repr(row)


def test_the_same_file_is_kept_once_for_a_person(engine: Engine, office: Office) -> None:
    person, other = a_person(engine, office), a_person(engine, office)
    keep(engine, office, person)
    keep(engine, office, other)
    with pytest.raises(KeptAlready):
        keep(engine, office, person)


def test_a_file_above_the_limit_is_refused(engine: Engine, office: Office) -> None:
    person = a_person(engine, office)
    keep(engine, office, person, PDF.ljust(1024 * 1024, b" "))
    with pytest.raises(BadInput):
        keep(engine, office, person, PDF.ljust(1024 * 1024 + 1, b" "))


def test_opening_and_removing_leave_a_trace_and_nothing_of_the_content(engine: Engine, office: Office) -> None:
    person = a_person(engine, office)
    scan = keep(engine, office, person)
    with doing(engine, office.officer) as work:
        assert open_scan(work, person, scan).content == PDF
    with doing(engine, office.officer) as work:
        remove_scan(work, RemoveScan(person, scan, ScanRemoval.UNREADABLE))
    with Session(engine) as session:
        assert session.exec(select(Scan)).first() is None
        rows = session.exec(select(AuditEntry).where(col(AuditEntry.act).like("scan.%")).order_by(col(AuditEntry.id)))
        assert [(row.act, row.subject_id, row.ids.get("scan")) for row in rows] == [
            ("scan.kept", person, scan), ("scan.opened", person, scan), ("scan.removed", person, scan),
        ]  # fmt: skip


@pytest.mark.parametrize("who", ["supervisor", "county_officer", "provider_viewer", "administrator", "foreign"])
def test_nobody_else_keeps_opens_or_removes_a_scan(engine: Engine, office: Office, who: str) -> None:
    person = a_person(engine, office)
    scan = keep(engine, office, person)
    viewer = add_office(engine).officer if who == "foreign" else getattr(office, who)
    paper = KeepScan(person, ScanKind.OTHER, "a.png", PNG)
    for act, arguments in (
        (keep_scan, (paper, 1)),
        (open_scan, (person, scan)),
        (remove_scan, (RemoveScan(person, scan, ScanRemoval.NOT_NEEDED),)),
    ):
        with pytest.raises(NotFound), doing(engine, viewer) as work:
            act(work, *arguments)  # type: ignore[operator]


def test_a_protected_persons_scans_are_for_the_named_only(engine: Engine, office: Office) -> None:
    person = a_person(engine, office, is_sealed=True)
    with doing(engine) as work:
        work.session.add(CaseAccess(subject_id=person, account_id=office.caseworker.account_id or 0, granted_at=NOW))
    scan = keep(engine, office, person)
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        open_scan(work, person, scan)


def test_a_scan_belongs_to_a_paper_of_the_same_person_only(engine: Engine, office: Office) -> None:
    person, other = a_person(engine, office), a_person(engine, office)
    with doing(engine) as work:
        mine, foreign = (make_consent(work.session, each, None).id for each in (person, other))
    paper = KeepScan(person, ScanKind.CONSENT, "a.png", PNG, consent_id=foreign)
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        keep_scan(work, paper, 1)
    with doing(engine, office.officer) as work:
        assert keep_scan(work, replace(paper, consent_id=mine), 1).consent_id == mine
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        open_scan(work, other, 1)
