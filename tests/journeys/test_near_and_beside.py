"""What one small change would open, and people and offers side by side, at a wide screen, on a phone, by keyboard."""

from collections.abc import Callable
from datetime import time

import pytest

from matching.records import Condition
from matching.services.timeline import facts_changed
from matching.vocabulary import ConditionKind
from tests.builders import NOW, TODAY, Office, add_office, doing, sign_in_name_of
from tests.journeys.conftest import Service, Visitor
from tests.journeys.test_story import await_suggestion
from tests.reviewing import make_job, make_person

pytestmark = pytest.mark.chromium
EVENING = {"shift_from": time(14), "shift_to": time(21)}


def world(service: Service) -> tuple[Office, list[int], list[int]]:
    """Somebody under a curfew and two others; a kitchen job by day, another, and one that ends as the curfew begins."""
    office = add_office(service.engine)
    with doing(service.engine, office.officer) as work:
        people = [
            make_person(work.session, office, name=f"Beside {name}", profile={"qualifications_known": True}).id or 0
            for name in ("Ann", "Bob", "Cem")
        ]
        laid = {"ground": "Order", "from_on": TODAY, "recorded_at": NOW, "home_from": time(21), "home_to": time(6)}
        work.session.add(Condition(subject_id=people[0], kind=ConditionKind.CURFEW, **laid))
        jobs = [make_job(work.session, office, title=f"Kitchen {part}").id or 0 for part in ("by day", "at noon")]
        jobs.append(make_job(work.session, office, title="Kitchen by night", terms=EVENING).id or 0)
        for person in people:
            facts_changed(work, person)
    return office, people, jobs


def is_inside(visitor: Visitor) -> bool:
    """Whether the page itself is no wider than the window."""
    return bool(visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_what_is_near_is_found_and_people_and_offers_stand_side_by_side(
    service: Service, visit: Callable[..., Visitor]
) -> None:
    office, (ann, bob, cem), (day, noon, night) = world(service)
    caseworker = visit("en")
    caseworker.sign_in(sign_in_name_of(service.engine, office.caseworker))
    await_suggestion(caseworker, ann, "Kitchen by day")

    fold = caseworker.page.locator("#offers details", has_text="What one small change would open")
    fold.locator("summary").click()
    fold.get_by_text("It would do if the curfew began at 21:30").wait_for()
    assert "It would do if the hours of the offer ended at 20:30." in fold.inner_text()
    assert caseworker.axe_faults() == []

    for offer in (day, noon):
        caseworker.page.locator(f"#offers input[name=offer][value='{offer}']").check()
    caseworker.page.get_by_role("button", name="Put the ticked side by side").click()
    caseworker.page.wait_for_url(f"**/people/{ann}/offers/compare?*")
    assert "Kitchen by day" in caseworker.text() and "Kitchen at noon" in caseworker.text()
    assert caseworker.axe_faults() == []

    caseworker.open(f"/people/{ann}/nearly")
    assert "In the hands of the authority that laid the order" in caseworker.text()
    assert caseworker.axe_faults() == []
    caseworker.page.get_by_role("link", name="Open the conditions").click()
    caseworker.page.wait_for_url(f"**/people/{ann}/conditions")

    caseworker.open(f"/offers/{night}/people")
    caseworker.page.get_by_text("1 person nearly could").click()
    assert "It would do if the curfew began at 21:30" in caseworker.text()
    assert caseworker.axe_faults() == []
    for person in (bob, cem):
        caseworker.page.locator(f"input[name=pair][value='{person}-{night}']").check()
    caseworker.page.get_by_role("button", name="Put the ticked side by side").click()
    caseworker.page.wait_for_url(f"**/offers/{night}/people/compare?person=*")
    assert "Beside Bob" in caseworker.text() and "Beside Cem" in caseworker.text()
    assert caseworker.axe_faults() == []

    caseworker.open(f"/offers/{night}/people/compare?person={bob}")
    assert "Tick 2 to 4; ticked now: 1." in caseworker.text()
    assert caseworker.axe_faults() == []


def test_a_comparison_scrolls_in_its_own_frame_on_a_phone(service: Service, visit: Callable[..., Visitor]) -> None:
    office, people, (day, *_others) = world(service)
    officer = visit("en", width=360)
    officer.sign_in(sign_in_name_of(service.engine, office.officer))
    officer.open(f"/offers/{day}/people/compare?" + "&".join(f"person={person}" for person in people))
    assert is_inside(officer) and officer.axe_faults() == []

    frame = officer.page.get_by_role("region", name="People side by side")
    frame.focus()
    for _press in range(12):
        officer.page.keyboard.press("ArrowRight")
        officer.page.wait_for_timeout(50)
    assert frame.evaluate("frame => frame.scrollLeft") > 100
    heading = frame.get_by_role("rowheader", name="Days waiting").bounding_box()
    assert heading is not None and 0 <= heading["x"] < 40

    officer.open(f"/offers/{day}/people")
    assert is_inside(officer)
    officer.open(f"/people/{people[0]}")
    assert is_inside(officer)
