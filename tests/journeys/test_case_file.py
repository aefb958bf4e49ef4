"""A week with one case file: the household, what is ready, a need that a service helps with, a consent taken back, my file."""

from collections.abc import Callable

import pytest

from matching.services.consents import RecordConsent, record_consent
from matching.vocabulary import ConsentPurpose
from tests.builders import TODAY, add_office, doing, make_subject, sign_in_name_of
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium


def test_a_case_file_from_the_household_to_the_paper_that_is_signed(
    service: Service, visit: Callable[..., Visitor]
) -> None:
    office = add_office(service.engine)
    with doing(service.engine) as work:
        worker = office.caseworker.account_id
        subject = make_subject(work.session, office.township, name="Qian Er", caseworker_id=worker).id or 0
        record_consent(work, RecordConsent(subject, ConsentPurpose.MATCHING, "Form 1", TODAY))
    officer, caseworker = visit(), visit(width=360)
    officer.sign_in(sign_in_name_of(service.engine, office.officer))
    caseworker.sign_in(sign_in_name_of(service.engine, office.caseworker))

    officer.open("/services/new")
    officer.fill(organisation="Job centre", name="CV desk", eligibility="For people of the county")
    officer.page.locator("input[name=needs][value=cv]").check()
    assert officer.axe_faults() == []
    officer.press()
    assert officer.axe_faults() == []

    caseworker.open(f"/people/{subject}")
    caseworker.page.locator(".contents__folded summary").click()
    caseworker.page.locator(".contents__folded a[href='#household']").click()
    caseworker.page.get_by_role("link", name="Add, change or confirm the household").click()
    caseworker.choose("relation", "child")
    caseworker.fill(born_on__year="2020", born_on__month="5", born_on__day="1")
    caseworker.press("form:has([name=relation]) button")
    assert caseworker.axe_faults() == []
    caseworker.press("form[action$='/asked'] button")
    assert "room for 2 people" in caseworker.text()

    caseworker.open(f"/people/{subject}")
    caseworker.press("form[action$='/readiness/identity_card'] button[value=has]")
    caseworker.press("form[action$='/readiness/cv'] button[value=missing]")
    assert "being done" not in caseworker.text() and "missing" in caseworker.text()
    caseworker.page.locator("#needs").get_by_role("link", name="Find somebody who helps").click()
    assert caseworker.axe_faults() == []
    caseworker.page.get_by_role("link", name="CV desk").click()
    caseworker.page.get_by_role("link", name="Refer the need to this service").click()
    assert "For people of the county" in caseworker.text() and caseworker.axe_faults() == []
    caseworker.press()
    assert "being done" in caseworker.text()
    caseworker.page.get_by_role("link", name="What came of it?").click()
    caseworker.choose("state", "helped")
    caseworker.page.locator("[name=need_is_answered]").check()
    assert caseworker.axe_faults() == []
    caseworker.press()
    assert caseworker.axe_faults() == []

    caseworker.page.locator("#consents details:has(form[action$='/withdraw']) > summary").click()
    caseworker.press("form[action$='/withdraw'] button")
    assert "no longer matched" not in caseworker.text() and "No consent holds now" in caseworker.text()

    caseworker.open(f"/people/{subject}/file")
    assert caseworker.axe_faults() == []
    caseworker.page.emulate_media(media="print")
    assert caseworker.page.locator(".signatures").is_visible() and not caseworker.page.locator(".top").is_visible()
    assert caseworker.page.pdf(format="A4").startswith(b"%PDF")
    caseworker.page.emulate_media(media="screen")
    caseworker.fill(wanted="I have two children")
    caseworker.press("form:has([name=wanted]) button")
    caseworker.page.locator("#corrections").get_by_role("link", name="Answer it").click()
    caseworker.choose("outcome", "no")
    caseworker.fill(answer="The second child is not born yet")
    assert caseworker.axe_faults() == []
    caseworker.press()
    assert "No correction waits" in caseworker.text()
