"""A supervisor looks at the figures, narrows them and takes them as a file; without scripts the tables stand alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook

from matching.vocabulary import OfferKind
from tests.builders import add_office, doing, sign_in_name_of
from tests.figuring import offer_of, person, placement
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium


def test_a_supervisor_reads_narrows_and_takes_the_figures(
    service: Service, visit: Callable[..., Visitor], chromium: Browser
) -> None:
    office = add_office(service.engine)
    with doing(service.engine) as work:
        for number in range(3):
            someone = person(work.session, office.township, 60 + number, home="no", work="yes")
            job = offer_of(work.session, office, OfferKind.JOB)
            placement(work.session, office, someone, job, 40, checks={7: "holds", 30: "holds"})
    visitor, faults = visit(), list[str]()
    visitor.page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    visitor.sign_in(sign_in_name_of(service.engine, office.supervisor))
    visitor.open("/figures")
    drawn = visitor.page.locator(".plot canvas")
    drawn.first.wait_for()
    assert drawn.first.evaluate("canvas => canvas.height") > 100 and drawn.count() >= 3
    assert visitor.axe_faults() == [] and faults == []
    visitor.choose("kind", "housing")
    visitor.press("main form button")
    assert "kind=housing" in visitor.page.url and "Job" not in visitor.page.locator("table").first.inner_text()
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_text("All tables as XLSX").click()
    assert "Who waits" in CalamineWorkbook.from_path(str(taken.value.path())).sheet_names
    _without_scripts(visitor, chromium, service)


def _without_scripts(visitor: Visitor, chromium: Browser, service: Service) -> None:
    """The same page for a browser that runs none."""
    cookies = visitor.page.context.cookies()
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{service.address}/figures")
    assert page.locator("table").count() >= 6 and not page.locator(".plot canvas").first.is_visible()
    context.close()
