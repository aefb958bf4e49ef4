"""A homeless person is suggested a home, a job and a training place, and each page's sum adds up."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from matching.records import Offer
from matching.services.timeline import facts_changed
from tests.builders import add_office, doing, sign_in_name_of
from tests.journeys.conftest import Service, Visitor
from tests.journeys.test_story import await_suggestion
from tests.three_kinds import HOUSING, JOB, TRAINING, make_homeless, make_three

pytestmark = pytest.mark.chromium
HEADINGS = ["A home", "A job", "A training place"]


def figures(caseworker: Visitor) -> list[Decimal]:
    """The numbers of the score's table, from the ordinary offer to the sum."""
    cells = caseworker.page.locator("table.bars td.number").all_inner_texts()
    return [Decimal(re.sub("[−–]", "-", cell).replace("+", "")) for cell in cells]


def test_a_homeless_person_is_suggested_a_home_then_a_job_then_training(
    service: Service, visit: Callable[..., Visitor]
) -> None:
    office = add_office(service.engine)
    with doing(service.engine, office.officer) as work:
        person = make_homeless(work.session, office, caseworker_id=office.caseworker.account_id).id or 0
        offers = make_three(work.session, office)
        titles = {kind: work.session.get_one(Offer, number).title for kind, number in offers.items()}
        facts_changed(work, person)
    caseworker = visit("en")
    caseworker.sign_in(sign_in_name_of(service.engine, office.caseworker))

    await_suggestion(caseworker, person, titles[TRAINING])
    headings = caseworker.page.locator("#offers h3").all_inner_texts()
    assert headings == HEADINGS
    assert caseworker.axe_faults() == []

    for kind in (HOUSING, JOB, TRAINING):
        caseworker.open(f"/people/{person}/offers/{offers[kind]}")
        *parts, total = figures(caseworker)
        assert total == sum(parts) and len(parts) > 7
        assert ("Pay needed" in caseworker.text()) == (kind is JOB)
        assert caseworker.axe_faults() == []
    caseworker.open(f"/offers/{offers[HOUSING]}/people")
    assert "No home" in caseworker.text() and caseworker.axe_faults() == []

    caseworker.open("/reviews")
    assert caseworker.axe_faults() == []
    caseworker.page.locator(f"a.govuk-button[href*='/people/{person}/']").click()
    first = caseworker.number_in_address("offers")
    caseworker.press("form:has(input[value=endorse]) button")
    caseworker.page.wait_for_url(re.compile(rf"/people/{person}/offers/(?!{first}$)\d+$"))
    with doing(service.engine) as work:
        shown = [first, caseworker.number_in_address("offers")]
        assert [work.session.get_one(Offer, number).kind for number in shown] == [HOUSING, JOB]
