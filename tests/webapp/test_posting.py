"""Posting an opening through the form, as a provider meets it."""

import re

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import JobTerms, Offer, Provider, WorkItem
from matching.vocabulary import CoordinatesFrom, OfferState, ProviderState, Role
from tests.builders import Browser, Office, doing, make_account, make_offer, make_provider, sign_in_name_of

PAGES = {
    "work": {"title": "Kitchen helper", "description": "Washing up", "occupation_code": "none"},
    "where": {"address": "Lake Road 3"},
    "hours": {"hours_per_week": "40", "shift_from": "8:30", "shift_to": "17:00", "weekdays": ["0", "1", "2"]},
    "pay": {"pay_from": "3,200", "pay_to": "3600", "pay_period": "month", "contract": "permanent", "lodging": "no"},
    "who": {"age_from": "18", "skills": "cooking\n- washing up\n\ncooking", "qualifications": ["health"]},
    "posts": {"category": "fraud", "ground": "justified", "justification": "Handles the day's cash alone"},
    "places": {"places": "2"},
}


def start_opening(browser: Browser) -> int:
    browser.get("/my/openings/new")
    location = browser.post("/my/openings/new", kind="job").headers["Location"]
    return int(re.search(r"/my/openings/(\d+)/work", location)[1])  # type: ignore[index]


def fill(browser: Browser, offer_id: int, step: str, **fields: object) -> object:
    browser.get(f"/my/openings/{offer_id}/{step}")
    return browser.post(f"/my/openings/{offer_id}/{step}", **(PAGES[step] | fields))


def the_offer(engine: Engine, offer_id: int) -> tuple[Offer, JobTerms]:
    with Session(engine) as session:
        return session.get_one(Offer, offer_id), session.get_one(JobTerms, offer_id)


def as_provider(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.provider_viewer))


def test_an_opening_is_posted_page_by_page_checked_and_published(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    pages = list(PAGES)
    for step, following in zip(pages, [*pages[1:], "preview"], strict=True):
        page = fill(browser, offer_id, step)
        assert page.status_code == 303, page.text
        assert page.headers["Location"].endswith(f"/my/openings/{offer_id}/{following}")
    assert "Still missing" not in browser.get(f"/my/openings/{offer_id}/preview").text
    browser.post(f"/my/openings/{offer_id}/preview")
    offer, terms = the_offer(engine, offer_id)
    assert offer.state is OfferState.SUBMITTED
    assert (offer.places, offer.places_to_confirm, offer.skills, offer.qualifications) == (
        2,
        False,
        ["cooking", "washing up"],
        ["health"],
    )
    assert (terms.pay_from, terms.weekdays, offer.coordinates_from) == (3200, [0, 1, 2], CoordinatesFrom.UNIT)

    officer = Browser(app, sign_in_name_of(engine, office.officer))
    assert "Check this offer" in officer.get("/today").text
    assert "Handles the day&#39;s cash alone" in officer.get(f"/offers/{offer_id}").text
    refused = officer.post(f"/offers/{offer_id}/moderate", step="publish")
    assert refused.status_code == 422 and "Look at every exclusion" in refused.text
    officer.post(f"/offers/{offer_id}/moderate", step="publish", is_reviewed="y")
    offer, _terms = the_offer(engine, offer_id)
    assert offer.state is OfferState.PUBLISHED
    assert offer.published_by_id == office.officer.account_id
    with Session(engine) as session:
        assert session.exec(select(WorkItem.ids).where(WorkItem.name == "rematch_offer")).all() == [{"offer": offer_id}]


def test_the_kind_of_work_is_taken_from_the_title_and_confirmed(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    answer = fill(browser, offer_id, "work", title="Kitchen helper", occupation_code="")
    assert answer.headers["Location"].endswith("/work?confirm=1")
    assert "Is it right?" in browser.get(answer.headers["Location"]).text
    assert the_offer(engine, offer_id)[0].occupation_code == "9412"


def test_what_was_typed_stays_and_every_fault_is_named(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    page = fill(
        browser, offer_id, "pay", pay_from="4000", pay_to="3000", is_transitional="y", **{"ends_on-year": "2026"}
    )
    assert page.status_code == 422
    assert "must not be less than Pay from" in page.text and 'value="4000"' in page.text
    assert "The date must also have a month and day" in page.text
    page = fill(browser, offer_id, "where", latitude="30.1")
    assert "both latitude and longitude" in page.text and "Lake Road 3" in page.text
    assert "between 1 and 84" in fill(browser, offer_id, "hours", hours_per_week="100").text
    assert "Write a time" in fill(browser, offer_id, "hours", shift_from="late").text
    assert "between 16 and 99" in fill(browser, offer_id, "who", age_from="12").text
    assert "is only a preference" in fill(browser, offer_id, "posts", justification="").text
    assert "Choose one of the answers" in fill(browser, offer_id, "work", occupation_code="9999").text
    assert the_offer(engine, offer_id)[1].pay_from is None


def test_sending_lists_what_is_missing_with_links(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    text = browser.get(f"/my/openings/{offer_id}/preview").text
    assert f"/my/openings/{offer_id}/where?back=preview" in text and "The address is missing" in text
    page = browser.post(f"/my/openings/{offer_id}/preview")
    assert page.status_code == 422 and "Something is still missing" in page.text
    assert the_offer(engine, offer_id)[0].state is OfferState.DRAFT


def test_a_press_on_a_page_from_before_leads_back_to_it(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider)
    browser = as_provider(app, engine, office)
    here = f"/my/openings/{offer.id}/preview"
    token = re.search(r'name="csrf_token" value="([^"]*)"', browser.get(here).text)[1]  # type: ignore[index]
    for referrer, is_led in ((f"http://localhost{here}", True), (f"http://elsewhere.example{here}", False)):
        stale = {"csrf_token": token, "step": "pause", "version": "99", "once": referrer}
        page = browser.client.post(f"/my/openings/{offer.id}/change", data=stale, headers={"Referer": referrer})
        assert page.status_code == 409 and (f'href="{here}"' in page.text) == is_led


def test_a_job_that_ends_before_it_begins_is_not_sent(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    lasting = {"contract": "fixed_term", "ends_on-year": "2026", "ends_on-month": "10", "ends_on-day": "1"}
    for step in PAGES:
        fill(browser, offer_id, step, **(lasting if step == "pay" else {}))
    assert "The last day has passed" not in browser.get(f"/my/openings/{offer_id}/preview").text
    starts = {"starts_on-year": "2026", "starts_on-month": "11", "starts_on-day": "2"}
    fill(browser, offer_id, "places", **starts)
    assert "The last day has passed" in browser.get(f"/my/openings/{offer_id}/preview").text


def test_exclusions_are_added_one_by_one_and_taken_away(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    assert fill(browser, offer_id, "posts", again="1").headers["Location"].endswith("/posts")
    fill(browser, offer_id, "posts", kept=["0"], category="drugs", ground="preference", justification="")
    text = browser.get(f"/my/openings/{offer_id}/preview").text
    assert "not applied" in text
    assert [row["category"] for row in the_offer(engine, offer_id)[0].exclusions] == ["fraud", "drugs"]
    fill(browser, offer_id, "posts", kept=["1"], category="", ground="", justification="")
    assert [row["category"] for row in the_offer(engine, offer_id)[0].exclusions] == ["drugs"]


def test_a_second_press_saves_once(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start_opening(browser)
    browser.get(f"/my/openings/{offer_id}/work")
    form_page = browser.page
    browser.post(f"/my/openings/{offer_id}/work", **PAGES["work"])
    browser.page = form_page
    browser.post(f"/my/openings/{offer_id}/work", **(PAGES["work"] | {"title": "Something else"}))
    assert browser.page.status_code == 303
    assert the_offer(engine, offer_id)[0].title == "Kitchen helper"


def test_a_stale_page_shows_both_versions(app: Flask, engine: Engine, office: Office) -> None:
    browser, other = as_provider(app, engine, office), as_provider(app, engine, office)
    offer_id = start_opening(browser)
    browser.get(f"/my/openings/{offer_id}/work")
    fill(other, offer_id, "work", title="Dish washer")
    page = browser.post(f"/my/openings/{offer_id}/work", **PAGES["work"])
    assert page.status_code == 422 and "Dish washer" in page.text and "Kitchen helper" in page.text
    browser.post(f"/my/openings/{offer_id}/work", **PAGES["work"])
    assert the_offer(engine, offer_id)[0].title == "Kitchen helper"


def test_a_foreign_opening_is_not_there(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        foreign = make_offer(work.session, make_provider(work.session, office.township), state=OfferState.DRAFT)
    browser = as_provider(app, engine, office)
    browser.get("/my/openings")
    for path in ("work", "preview"):
        assert browser.get(f"/my/openings/{foreign.id}/{path}").status_code == 404
        assert browser.get(f"/my/openings/9999/{path}").status_code == 404
    assert browser.post(f"/my/openings/{foreign.id}/change", step="withdraw").status_code == 404
    assert browser.post(f"/my/openings/{foreign.id}/copy").status_code == 404
    assert browser.get(f"/my/openings/{start_opening(browser)}/nonsense").status_code == 404
    assert browser.get("/offers").status_code == 403


def test_a_returned_opening_says_what_to_mend_and_is_sent_again(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(
            work.session,
            office.provider,
            {"hours_per_week": 40, "pay_from": 3000},
            state=OfferState.SUBMITTED,
            address="Lake Road 3",
            submitted_at=work.now,
            published_at=None,
        )
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    officer.get(f"/offers/{offer.id}")
    assert "Say what the provider is to mend" in officer.post(f"/offers/{offer.id}/moderate", step="return").text
    officer.post(f"/offers/{offer.id}/moderate", step="return", note="Say how heavy the pots are")
    browser = as_provider(app, engine, office)
    assert "Mend this opening" in browser.get("/today").text
    assert "how heavy the pots are" in browser.get(f"/my/openings/{offer.id}/preview").text
    browser.post(f"/my/openings/{offer.id}/preview")
    assert the_offer(engine, offer.id)[0].state is OfferState.SUBMITTED  # type: ignore[arg-type]


def test_a_published_opening_is_paused_mended_copied(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider, {"pay_from": 3000}, address="Lake Road 3")
    browser, path = as_provider(app, engine, office), f"/my/openings/{offer.id}"
    browser.get(f"{path}/preview")
    assert browser.get(f"{path}/work").status_code == 303
    page = browser.get(f"{path}/preview").text
    assert 'value="close"' in page and 'value="withdraw"' not in page, "one way to end a published opening"
    for step, state in (
        ("pause", OfferState.PAUSED),
        ("resume", OfferState.PUBLISHED),
        ("pause", OfferState.PAUSED),
        ("mend", OfferState.RETURNED),
    ):
        browser.get(f"{path}/preview")
        browser.post(f"{path}/change", step=step)
        assert the_offer(engine, offer.id)[0].state is state  # type: ignore[arg-type]
    assert browser.get(f"{path}/work").status_code == 200
    browser.get(f"{path}/preview")
    copied = browser.post(f"{path}/copy").headers["Location"]
    assert offer.title in browser.get(copied).text
    browser.get(f"{path}/preview")
    assert browser.post(f"{path}/change", step="fly").status_code == 422


def test_a_provider_being_checked_prepares_but_does_not_send(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        provider = make_provider(work.session, office.township, state=ProviderState.SUBMITTED)
        viewer = make_account(work.session, Role.PROVIDER, provider=provider)
        offer = make_offer(
            work.session,
            provider,
            {"hours_per_week": 40, "pay_from": 3000},
            state=OfferState.DRAFT,
            address="Lake Road 3",
            published_at=None,
        )
    browser = Browser(app, sign_in_name_of(engine, viewer))
    assert "Being checked" in browser.get("/today").text
    assert "Being checked" in browser.get("/my/openings").text
    assert "Send it to be checked" not in browser.get(f"/my/openings/{offer.id}/preview").text
    page = browser.post(f"/my/openings/{offer.id}/preview")
    assert page.status_code == 422 and "has not approved" in page.text
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    assert officer.get(f"/offers/{offer.id}").status_code == 404
    with Session(engine) as session:
        assert session.get_one(Provider, provider.id).state is ProviderState.SUBMITTED
