"""Pages of release notices, scans, and whole case files: what is typed, shown, refused and kept from others."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.queries.two_files import PROFILE_FIELDS, SUBJECT_FIELDS
from matching.records import AuditEntry, ReleaseNotice, Scan, Subject
from matching.vocabulary import CaseState, CloseReason, LegalStatus
from tests.builders import TODAY, Browser, Office, doing, make_subject, sign_in_name_of
from tests.proposing import make_case
from webapp.wording.two_files import DETAILS

PDF = b"%PDF-1.7 canarypaper"


def a_person(engine: Engine, office: Office, **fields: Any) -> int:
    with doing(engine) as work:
        return int(make_subject(work.session, office.township, **fields).id or 0)


def dated(name: str, day: Any) -> dict[str, Any]:
    return {f"{name}-year": day.year, f"{name}-month": day.month, f"{name}-day": day.day}


def noticed(office: Office, **fields: Any) -> dict[str, Any]:
    typed = {"sender": "North Hill", "number": "7", "assessment": "A good welder.", "name": "周远航"}
    typed |= {"identity_unknown": "y", "unit_id": office.township.id, "legal_status": "released"}
    return typed | dated("received_on", TODAY) | dated("release_on", TODAY + timedelta(days=30)) | fields


def test_a_notice_opens_a_case_file_and_waits_for_its_receipt(officer: Browser, engine: Engine, office: Office) -> None:
    assert 'value="released" checked' in officer.get("/notices/new").text
    page = officer.post("/notices/new", **noticed(office))
    assert page.status_code == 303
    shown = officer.get(page.location).text
    assert "A good welder." in shown and "To be sent by 10 Sep 2026" in shown
    assert "Send the receipt for the release notice by 10 Sep 2026" in officer.get("/today").text
    printed = officer.get(f"{page.location}/receipt").text
    assert all(words in printed for words in ("North Hill", "周远航", "Signature and seal"))
    officer.get(page.location)
    assert officer.post(f"{page.location}/receipt", **dated("sent_on", TODAY + timedelta(days=1))).status_code == 422
    assert officer.post(f"{page.location}/receipt", **dated("sent_on", TODAY)).status_code == 303
    assert "receipt sent 1 Sep 2026" in officer.get("/notices").text
    assert "Send the receipt" not in officer.get("/today").text


def test_a_notice_about_somebody_who_is_here_goes_into_that_file_with_nothing_typed_anew(
    officer: Browser, engine: Engine, office: Office
) -> None:
    person = a_person(engine, office, name="周远航", state=CaseState.EXPECTED, reported_on=None)
    officer.get("/notices/new")
    page = officer.post("/notices/new", **noticed(office))
    assert page.status_code == 422 and "It is this person" in page.text and "A good welder." in page.text
    page = officer.post("/notices/new", **noticed(office, about=person))
    assert page.status_code == 303
    with Session(engine) as session:
        assert [row.subject_id for row in session.exec(select(ReleaseNotice))] == [person]
        assert len(session.exec(select(Subject)).all()) == 1


def test_a_faulty_notice_says_so_beside_the_field_and_keeps_what_was_typed(officer: Browser, office: Office) -> None:
    officer.get("/notices/new")
    page = officer.post("/notices/new", **noticed(office, sender="", **{"received_on-day": ""}))
    assert page.status_code == 422 and "A good welder." in page.text
    assert "Sender: This is needed" in page.text and "must also have a day" in page.text


def test_the_assessment_is_for_caseworkers_and_officers_only(
    app: Flask, officer: Browser, engine: Engine, office: Office
) -> None:
    officer.get("/notices/new")
    where = officer.post("/notices/new", **noticed(office)).location
    shown = Browser(app, sign_in_name_of(engine, office.supervisor)).get(where)
    assert shown.status_code == 200 and "North Hill" in shown.text and "welder" not in shown.text
    assert Browser(app, sign_in_name_of(engine, office.county_officer)).get(where).status_code == 404


def test_the_list_puts_what_is_overdue_first_and_counts_by_unit(
    officer: Browser, engine: Engine, office: Office
) -> None:
    late = {"state": CaseState.EXPECTED, "reported_on": None, "release_on": TODAY - timedelta(days=20)}
    people = [a_person(engine, office, name=name, **late) for name in ("甲先生", "乙先生")]
    with doing(engine) as work:
        for person, due in zip(people, (TODAY + timedelta(days=3), TODAY - timedelta(days=3)), strict=True):
            row = {"sender": "N", "received_on": TODAY, "receipt_due_on": due, "created_at": work.now}
            work.session.add(ReleaseNotice(subject_id=person, unit_id=office.township.id or 0, **row))
    text = officer.get("/notices").text
    assert text.index("乙先生") < text.index("甲先生")
    assert "receipt overdue since 29 Aug 2026" in text and "has not reported" in text
    assert officer.get(f"/notices?unit={office.township.id}&show=all&page=9").status_code == 200
    assert officer.get("/notices?unit=x&page=x").status_code == 200


def send_file(browser: Browser, person: int, content: bytes, name: str = "a.pdf", **fields: Any) -> Any:
    browser.get(f"/people/{person}/scans/new")
    return browser.post(f"/people/{person}/scans/new", file=(io.BytesIO(content), name), kind="judgment", **fields)


def test_a_scan_begun_at_a_consent_or_a_notice_is_taken_for_that_paper(
    caseworker: Browser, engine: Engine, office: Office
) -> None:
    path = f"/people/{a_person(engine, office, name='周远航')}/scans/new"
    assert 'value="consent" checked' in " ".join(caseworker.get(f"{path}?consent=1").text.split())
    assert 'value="release_notice" checked' in " ".join(caseworker.get(f"{path}?notice=1").text.split())
    assert " checked" not in caseworker.get(path).text


def test_a_scan_is_kept_listed_handed_out_as_a_file_and_removed(
    caseworker: Browser, engine: Engine, office: Office
) -> None:
    person = a_person(engine, office, name="周远航")
    assert send_file(caseworker, person, PDF, "周远航 判决书.pdf").status_code == 303
    assert "判决书.pdf" in caseworker.get(f"/people/{person}").text
    with Session(engine) as session:
        scan = session.exec(select(Scan.id)).one()
    answer = caseworker.get(f"/people/{person}/scans/{scan}")
    assert answer.data == PDF and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="S{person:06d}-judgment-{scan}.pdf"' or (
        answer.headers["Content-Disposition"].startswith('attachment; filename="S')
        and "周" not in answer.headers["Content-Disposition"]
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    caseworker.get(f"/people/{person}/scans/{scan}/remove")
    assert caseworker.post(f"/people/{person}/scans/{scan}/remove").status_code == 422
    assert caseworker.post(f"/people/{person}/scans/{scan}/remove", reason="unreadable").status_code == 303
    assert "Scanned paper removed: Judgment – It cannot be read" in caseworker.get(f"/people/{person}").text
    assert caseworker.get(f"/people/{person}/scans/{scan}").status_code == 404
    with Session(engine) as session:
        acts = session.exec(select(AuditEntry.act).where(col(AuditEntry.act).like("scan.%"))).all()
        assert sorted(acts) == ["scan.kept", "scan.opened", "scan.removed"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<script>alert(1)</script>", "no PDF, JPEG or PNG"),
        (b"", "Choose a file"),
        (PDF.ljust(10 * 1024 * 1024 + 1), "too large to be kept"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_beside_its_field(
    caseworker: Browser, engine: Engine, office: Office, content: bytes, words: str
) -> None:
    page = send_file(caseworker, a_person(engine, office), content)
    assert page.status_code == 422 and f"File: {'' if words[0].isupper() else 'This file is '}{words}" in page.text


def test_a_file_beyond_what_the_server_takes_has_a_page_that_says_so(
    caseworker: Browser, engine: Engine, office: Office
) -> None:
    page = send_file(caseworker, a_person(engine, office), PDF.ljust(12 * 1024 * 1024))
    assert page.status_code == 413 and "too large" in page.text


def test_scans_are_never_for_supervisors_providers_or_the_unit_above(
    app: Flask, caseworker: Browser, engine: Engine, office: Office
) -> None:
    person = make_case(engine, office).started().subject_id
    assert send_file(caseworker, person, PDF, "canaryname.pdf").status_code == 303
    with Session(engine) as session:
        scan = session.exec(select(Scan.id)).one()
    for who in ("supervisor", "county_officer", "provider_viewer", "administrator"):
        browser = Browser(app, sign_in_name_of(engine, getattr(office, who)))
        for path in (f"/people/{person}", f"/people/{person}/scans/{scan}", "/my/placements", "/today"):
            assert "canary" not in browser.get(path).text, f"{who} {path}"
        assert browser.get(f"/people/{person}/scans/{scan}").status_code in (403, 404)


def test_closing_says_beforehand_what_ends_and_the_file_offers_nothing_more(
    officer: Browser, engine: Engine, office: Office
) -> None:
    case = make_case(engine, office).started()
    path = f"/people/{case.subject_id}"
    page = officer.get(f"{path}/close").text
    assert f"The placement {case.offer.title}" in page and "nobody asks again" in page and "The consent ends" in page
    assert officer.post(f"{path}/close", reason="other", **dated("closed_on", TODAY)).status_code == 422
    officer.get(f"{path}/close")
    assert officer.post(f"{path}/close", reason="recalled", **dated("closed_on", TODAY)).status_code == 303
    shown = officer.get(path).text
    assert "This case file is closed" in shown and "Is back in custody" in shown
    assert "Open the case file again" in shown and "Correct the details" not in shown
    officer.get(f"{path}/reopen")
    assert officer.post(f"{path}/reopen", note="Closed in error.").status_code == 303
    assert "This case file is closed" not in officer.get(path).text


def test_a_file_is_handed_over_to_an_office_of_the_tree(officer: Browser, engine: Engine, office: Office) -> None:
    person = a_person(engine, office)
    assert office.county.name in officer.get(f"/people/{person}/move").text
    address = f"/people/{person}/move?unit_id={office.county.id}"
    assert "Your office no longer sees it" in officer.get(address).text
    page = officer.post(address, note="Lives there now.")
    assert page.status_code == 303 and page.location == "/people"
    assert officer.get(f"/people/{person}").status_code == 404
    assert officer.get(f"/people/{person}/move?unit_id={office.township.id}").status_code == 404


def test_two_files_are_compared_chosen_from_and_made_one(officer: Browser, engine: Engine, office: Office) -> None:
    stays = a_person(engine, office, name="周远航", phone="139")
    goes = a_person(engine, office, name="周远航", phone="138", residence="Bridge 8")
    assert f"/people/{stays}/merge/{goes}" in officer.get(f"/people/{stays}/merge").text
    with Session(engine) as session:
        reference = session.get_one(Subject, goes).reference
    officer.get(f"/people/{stays}/merge")
    assert officer.post(f"/people/{stays}/merge", reference="S999999").status_code == 422
    officer.get(f"/people/{stays}/merge")
    assert officer.post(f"/people/{stays}/merge", reference=reference.lower()).location.endswith(f"/merge/{goes}")
    address = f"/people/{stays}/merge/{goes}"
    page = officer.get(address).text
    assert "Bridge 8" in page and page.count('type="radio"') == 4
    assert officer.post(address, other_version="1", detail_residence="goes").status_code == 422
    officer.get(address)
    chosen = {"other_version": "1", "detail_residence": "goes", "detail_phone": "goes"}
    assert officer.post(address, **chosen).status_code == 303
    shown = officer.get(f"/people/{goes}").text
    assert "Go to the file that stays" in shown and "Merged with another file" in shown
    assert "Open the case file again" not in shown
    with Session(engine) as session:
        assert session.get_one(Subject, stays).phone == "138"
        seen = session.exec(select(AuditEntry.subject_id).where(col(AuditEntry.act) == "subject.compared")).all()
        assert set(seen) == {stays, goes}


def test_every_detail_that_can_differ_has_a_name() -> None:
    assert set(DETAILS) == set(SUBJECT_FIELDS) | set(PROFILE_FIELDS)


def test_correction_ends_in_one_press_on_its_day(caseworker: Browser, engine: Engine, office: Office) -> None:
    under = {"legal_status": LegalStatus.PAROLE, "caseworker_id": office.caseworker.account_id}
    person = a_person(engine, office, correction_ends_on=TODAY, **under)
    early = a_person(engine, office, correction_ends_on=TODAY + timedelta(days=9), **under)
    assert "The button appears here on that day" in caseworker.get(f"/people/{early}/end-of-correction").text
    assert "Correction ends on 10 Sep 2026" in caseworker.get("/today").text
    caseworker.get(f"/people/{person}/end-of-correction")
    assert caseworker.post(f"/people/{person}/end-of-correction").status_code == 303
    assert "help goes on after it" in caseworker.get(f"/people/{person}").text


def test_what_was_tried_is_on_the_file_of_who_did_not_report(
    caseworker: Browser, engine: Engine, office: Office
) -> None:
    late = {"state": CaseState.EXPECTED, "reported_on": None, "release_on": TODAY - timedelta(days=25)}
    person = a_person(engine, office, caseworker_id=office.caseworker.account_id, **late)
    path = f"/people/{person}"
    assert "Nothing has been tried yet" in caseworker.get(path).text
    caseworker.get(f"{path}/search")
    typed = {"step": "family", "result": "elsewhere"} | dated("tried_on", TODAY)
    assert "where the person lives now" in caseworker.post(f"{path}/search", **typed).text
    assert caseworker.post(f"{path}/search", **typed, note="With a sister.").status_code == 303
    shown = caseworker.get(path).text
    assert "Asked the family" in shown and "The person lives somewhere else now" in shown
    assert "missing" in shown and "With a sister." in shown


@pytest.mark.parametrize("reason", [code for code in CloseReason if code is CloseReason.MERGED])
def test_merging_is_no_reason_on_the_closing_form(
    officer: Browser, engine: Engine, office: Office, reason: CloseReason
) -> None:
    person = a_person(engine, office)
    assert f'value="{reason.value}"' not in officer.get(f"/people/{person}/close").text
    assert officer.post(f"/people/{person}/close", reason=reason.value, **dated("closed_on", TODAY)).status_code >= 400
