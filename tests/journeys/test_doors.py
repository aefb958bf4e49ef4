"""The doors: signing in and out, in both languages."""

from collections.abc import Callable

import pytest

from tests.builders import add_office, sign_in_name_of
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium


@pytest.mark.parametrize(("language", "heading"), [("en", "My work today"), ("zh", "今日工作")])
def test_a_caseworker_signs_in_finds_todays_work_and_signs_out(
    service: Service, visit: Callable[..., Visitor], language: str, heading: str
) -> None:
    office = add_office(service.engine)
    visitor = visit(language)
    visitor.open("/")
    assert visitor.axe_faults() == []
    visitor.sign_in(sign_in_name_of(service.engine, office.caseworker))
    assert visitor.page.locator("h1").inner_text() == heading
    assert visitor.axe_faults() == []
    visitor.page.locator("header form button").last.click()
    visitor.open("/today")
    assert "/sign-in" in visitor.page.url
