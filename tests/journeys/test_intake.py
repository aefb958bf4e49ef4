"""Intake: from the notice over the receipt, the scan, the search and the second file to the file that is handed over."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.builders import TODAY, add_office, doing, make_subject, sign_in_name_of
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium
NAME = "程远山"


def test_a_notice_becomes_a_file_that_is_looked_after_made_one_and_handed_over(
    service: Service, visit: Callable[..., Visitor]
) -> None:
    office = add_office(service.engine)
    officer, caseworker = visit(), visit(width=360)
    officer.sign_in(sign_in_name_of(service.engine, office.officer))
    caseworker.sign_in(sign_in_name_of(service.engine, office.caseworker))

    officer.open("/notices/new")
    officer.fill(sender="北山监狱", number=f"N-{office.township.id}", assessment="会焊接。", name=NAME)
    officer.choose("identity_unknown", "y")
    officer.date("received_on", TODAY - timedelta(days=14))
    officer.date("release_on", TODAY - timedelta(days=22))
    officer.choose("unit_id", str(office.township.id))
    officer.choose("caseworker_id", str(office.caseworker.account_id))
    officer.choose("legal_status", "released")
    assert officer.axe_faults() == []
    officer.press("main form > button.govuk-button")
    notice = officer.number_in_address("notices")
    assert "overdue" in officer.text() and officer.axe_faults() == []

    officer.page.get_by_role("link", name="Receipt to print and sign").click()
    assert NAME in officer.text() and officer.axe_faults() == []
    officer.open(f"/notices/{notice}")
    officer.press("form[action$='/receipt'] button")
    assert "sent" in officer.text()
    officer.open("/notices?show=all")
    assert "receipt sent" in officer.text() and officer.axe_faults() == []

    officer.open(f"/notices/{notice}")
    officer.page.get_by_role("link", name="Add a scan").click()
    assert officer.axe_faults() == []
    paper = {"name": "回执.pdf", "mimeType": "image/png", "buffer": b"%PDF-1.7 signed receipt"}
    officer.page.locator("[name=file]").set_input_files(paper)  # type: ignore[arg-type]
    officer.choose("kind", "receipt")
    officer.press()
    subject = officer.number_in_address("people")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="Receipt for a notice", exact=True).click()
    assert download.value.suggested_filename.endswith(".pdf") and NAME not in download.value.suggested_filename

    caseworker.open("/today")
    assert "Has not reported" in caseworker.text()
    caseworker.open(f"/people/{subject}/search")
    caseworker.choose("step", "family")
    caseworker.choose("result", "elsewhere")
    caseworker.fill(note="住在姐姐家。")
    assert caseworker.axe_faults() == []
    caseworker.press()
    assert "not heard of" in caseworker.text() and caseworker.axe_faults() == []

    with doing(service.engine) as work:
        twin = make_subject(work.session, office.township, name=NAME, born_on=None, phone="138", residence="桥头村")
    officer.open(f"/people/{subject}/merge")
    assert officer.axe_faults() == []
    officer.page.get_by_role("link", name=twin.reference).click()
    assert officer.axe_faults() == []
    officer.press()
    assert "桥头村" in officer.text()
    officer.open(f"/people/{twin.id}")
    officer.page.get_by_role("link", name="Go to the file that stays").click()
    assert officer.number_in_address("people") == subject

    officer.open(f"/people/{subject}/move")
    officer.choose("unit_id", str(office.county.id))
    assert officer.axe_faults() == []
    officer.press()
    assert "Your office no longer sees it" in officer.text() and officer.axe_faults() == []
    officer.press("main form button.govuk-button--warning")
    caseworker.open(f"/people/{subject}")
    assert "no such page" in caseworker.text()

    receiving = visit()
    receiving.sign_in(sign_in_name_of(service.engine, office.county_officer))
    assert "Has moved here: name a caseworker" in receiving.text()
    receiving.open(f"/people/{subject}/close")
    receiving.choose("reason", "moved")
    receiving.fill(moved_to="外省")
    assert receiving.axe_faults() == []
    receiving.press()
    assert "This case file is closed" in receiving.text()
    receiving.open(f"/people/{subject}/reopen")
    assert receiving.axe_faults() == []
