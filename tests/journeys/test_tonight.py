"""An officer comes in the evening: who has no bed tonight, and which bed each may take."""

from collections.abc import Callable

import pytest

from matching.vocabulary import OfferKind, Sex
from tests.builders import add_office, doing, make_offer, sign_in_name_of
from tests.figuring import person
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium


def test_an_officer_finds_a_bed_for_somebody_without_a_home(service: Service, visit: Callable[..., Visitor]) -> None:
    office = add_office(service.engine)
    with doing(service.engine) as work:
        man = person(work.session, office.township, 4, home="no", kin="no", name="Zhu Wei", sex=Sex.MALE).id or 0
        make_offer(work.session, office.provider, {"sex_only": Sex.FEMALE}, kind=OfferKind.HOUSING, title="For women")
        room = make_offer(work.session, office.provider, {}, kind=OfferKind.HOUSING, title="Plain room").id or 0
    visitor = visit()
    visitor.sign_in(sign_in_name_of(service.engine, office.officer))
    assert "Zhu Wei" in visitor.page.locator("main section").first.inner_text()
    assert visitor.axe_faults() == []
    visitor.page.locator("main section a[href='/tonight']").click()
    visitor.page.wait_for_url("**/tonight")
    assert visitor.axe_faults() == []
    card = visitor.page.locator(".night")
    card.locator("summary").last.click()
    assert "1 bed may not be taken" in card.inner_text() and "For women" in card.inner_text()
    card.locator("a", has_text="Plain room").click()
    visitor.page.wait_for_url(f"**/people/{man}/offers/{room}")
    assert "Plain room" in visitor.text()


def test_tonights_list_fits_a_telephone(service: Service, visit: Callable[..., Visitor]) -> None:
    office = add_office(service.engine)
    with doing(service.engine) as work:
        person(work.session, office.township, 4, name="Ouyang Chunhua", caseworker_id=office.caseworker.account_id)
    visitor = visit(width=360)
    visitor.sign_in(sign_in_name_of(service.engine, office.caseworker))
    visitor.open("/tonight")
    assert "household not asked" in visitor.text()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360
    visitor.page.locator("summary", has_text="Menu").click()
    assert visitor.page.get_by_role("link", name="Placements").is_visible() and visitor.axe_faults() == []
    visitor.page.get_by_role("link", name="Placements").click()
    visitor.page.wait_for_url("**/placements")
