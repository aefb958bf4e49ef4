"""A caseworker with many suggestions and little time: by keys alone, and many people with one reason."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, col, select, update

from matching.queries.review_walk import waiting_pairs
from matching.records import Offer, Suggestion
from matching.vocabulary import DeclineReason, OfferState, SuggestionState
from tests.builders import Office, add_office, doing, sign_in_name_of
from tests.journeys.conftest import Service, Visitor
from tests.reviewing import make_person, match, matched_world

pytestmark = pytest.mark.chromium
S = SuggestionState


def three_people(service: Service) -> tuple[Office, list[int], list[int]]:
    """Three people to whom the same three jobs are suggested, where nothing else is open."""
    with doing(service.engine) as work:
        work.session.execute(update(Offer).values(state=OfferState.CLOSED))
    office = add_office(service.engine)
    first, _jobs = matched_world(service.engine, office, offers=3, name="Li Yi")
    with doing(service.engine) as work:
        others = [make_person(work.session, office, name=name).id or 0 for name in ("Li Er", "Li San")]
    match(service.engine, *others)
    with doing(service.engine, office.caseworker) as work:
        jobs = [offer for subject, offer in waiting_pairs(work) if subject == first]
    return office, [first, *others], jobs


def decided(service: Service, people: list[int]) -> list[tuple[SuggestionState, DeclineReason | None]]:
    with Session(service.engine) as session:
        rows = session.exec(
            select(Suggestion).where(col(Suggestion.subject_id).in_(people)).order_by(col(Suggestion.id))
        )
        return [(row.state, row.reason) for row in rows]


def at(visitor: Visitor, service: Service, office: Office) -> Visitor:
    visitor.sign_in(sign_in_name_of(service.engine, office.caseworker))
    visitor.open("/reviews")
    return visitor


def key(visitor: Visitor, pressed: str, address: str) -> None:
    """Press one key and wait for the page to which it leads."""
    visitor.page.keyboard.press(pressed)
    visitor.page.wait_for_url(f"**{address}")


def test_a_caseworker_reviews_by_keys_alone(service: Service, visit: Callable[..., Visitor]) -> None:
    office, people, jobs = three_people(service)
    visitor = at(visit(), service, office)
    page, (first, second, _third) = visitor.page, people
    key(visitor, "n", f"/people/{first}/offers/{jobs[0]}")
    assert "1 of 9 waiting" in visitor.text()
    key(visitor, "n", f"/people/{first}/offers/{jobs[1]}")
    key(visitor, "p", f"/people/{first}/offers/{jobs[0]}")
    page.keyboard.press("?")
    expect(page.get_by_text("Use these keys in this browser")).to_be_visible()
    assert visitor.axe_faults() == []
    page.keyboard.press("d")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("Control+e")
    assert f"/people/{first}/offers/{jobs[0]}" in page.url
    for pressed in ("Space", "Tab"):
        page.keyboard.press(pressed)
    page.keyboard.type("He would not hear of it, and neither would she. n e")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{first}/offers/{jobs[1]}")
    assert "Declined: The person does not want it" in visitor.text() and visitor.axe_faults() == []
    key(visitor, "u", f"/people/{first}/offers/{jobs[0]}")
    key(visitor, "e", f"/people/{second}/offers/{jobs[0]}")
    page.keyboard.press("h")
    expect(page.locator("#until-year")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#until-year")).to_be_hidden()
    assert [state for state, _reason in decided(service, people)] == [S.REOPENED, S.ENDORSED]


def test_keys_can_be_switched_off(service: Service, visit: Callable[..., Visitor]) -> None:
    office, people, jobs = three_people(service)
    visitor = at(visit(), service, office)
    page, path = visitor.page, f"/people/{people[0]}/offers/{jobs[0]}"
    visitor.open(path)
    page.locator("#keys summary").click()
    page.locator("label[for=keys-on]").click()
    page.keyboard.press("Tab")
    for pressed in ("e", "n", "d"):
        page.keyboard.press(pressed)
    visitor.open(path)
    page.keyboard.press("e")
    assert page.url.endswith(path) and not page.locator("#reason").is_visible() and decided(service, people) == []
    page.locator("#keys summary").click()
    page.locator("label[for=keys-on]").click()
    page.locator("#keys summary").click()
    page.keyboard.press("d")
    expect(page.locator("#reason")).to_be_focused()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_many_people_are_declined_for_one_reason_and_all_of_it_is_undone(
    service: Service, visit: Callable[..., Visitor], has_scripts: bool
) -> None:
    office, people, jobs = three_people(service)
    visitor = visit()
    if not has_scripts:
        visitor.page.context.route("**/*.js*", lambda route: route.abort())
    page = at(visitor, service, office).page
    for subject in people:
        page.locator(f"#pair-{subject}-{jobs[0]}").check()
    if has_scripts:
        expect(page.locator("[data-tick-count]")).to_have_text(" (3)")
        assert visitor.axe_faults() == []
    page.get_by_role("button", name="Decide on the ticked").click()
    page.wait_for_url("**/reviews/batch?*")
    page.locator("[name=answer][value=decline]").check()
    assert not has_scripts or visitor.axe_faults() == []
    page.get_by_role("button", name="Decide on the ticked").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the reason")
    page.locator("[name=reason][value=journey]").check()
    page.locator("[name=note]").fill("No bus after six")
    page.get_by_role("button", name="Decide on the ticked").click()
    page.wait_for_url("**/reviews/decided")
    assert decided(service, people) == [(S.DECLINED, DeclineReason.JOURNEY)] * 3
    assert not has_scripts or visitor.axe_faults() == []
    page.get_by_role("button", name="Undo 3 decisions").click()
    page.wait_for_url("**/reviews/batch?*")
    assert (
        "3 decisions are undone." in visitor.text() and page.locator("[name=note]").input_value() == "No bus after six"
    )
    assert [state for state, _reason in decided(service, people)] == [S.REOPENED] * 3


def test_a_batch_fits_a_telephone(service: Service, visit: Callable[..., Visitor]) -> None:
    office, people, jobs = three_people(service)
    visitor = at(visit(width=360), service, office)
    for path in ("/reviews", f"/reviews/batch?pair={people[0]}-{jobs[0]}", f"/people/{people[0]}/offers/{jobs[0]}"):
        visitor.open(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert visitor.axe_faults() == []
