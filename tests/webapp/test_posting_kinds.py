"""Posting a course and a home through the form, and how pages show what each kind says."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from matching.queries.offer_gaps import PARTS, TERMS
from matching.records import HousingTerms, Offer
from matching.vocabulary import Answer, HousingKind, OfferKind, OfferState, ProviderKind, Role, Sex
from tests.builders import Browser, Office, doing, make_account, make_offer, make_provider, sign_in_name_of

PAGES: dict[OfferKind, dict[str, dict[str, Any]]] = {
    OfferKind.TRAINING: {
        "course": {"title": "Welding", "description": "By hand", "occupation_code": "7212", "certificate": "Welder"},
        "where": {"address": "School Road 20"},
        "times": {"weeks": "6", "hours_per_week": "30", "shift_from": "8:30", "shift_to": "15:00", "weekdays": ["0", "4"]},
        "entry": {"age_from": "18", "qualifications": ["school_lower"], "entry_requirements": "Sees well"},
        "money": {"fee": "0", "stipend_month": "500", "lodging": "yes"},
        "posts": {},
        "places": {"places": "12", "closes_on-year": "2026", "closes_on-month": "12", "closes_on-day": "1"},
    },
    OfferKind.HOUSING: {
        "home": {"title": "Bed", "description": "Room of two", "housing_kind": "hostel"},
        "where": {"address": "Calm Road 9"},
        "residents": {
            "household_max": "1",
            "children": "no",
            "sex_only": "female",
            "step_free": "yes",
            "eligibility": "Shared rooms and washrooms",
        },
        "rules": {"rule_codes": ["no_alcohol", "shared_room"], "house_rules": "Quiet after ten"},
        "rent": {"rent_month": "200", "stay_limit_days": "180"},
        "closures": {
            "first_on-year": "2026", "first_on-month": "10", "first_on-day": "1",
            "last_on-year": "2026", "last_on-month": "10", "last_on-day": "7",
        },
        "posts": {"category": "abuse", "ground": "justified", "justification": "Children on the same floor"},
        "places": {"places": "4"},
    },
}  # fmt: skip

STORED: dict[OfferKind, dict[str, Any]] = {
    OfferKind.TRAINING: {
        "title": "Welding", "occupation_code": "7212", "certificate": "Welder", "weeks": 6, "hours_per_week": 30, "weekdays": [0, 4],
        "age_from": 18, "qualifications": ["school_lower"], "entry_requirements": "Sees well", "fee": 0, "stipend_month": 500,
        "lodging": Answer.YES, "places": 12, "closes_on": date(2026, 12, 1), "exclusions": [], "post_kinds": [],
    },
    OfferKind.HOUSING: {
        "title": "Bed", "housing_kind": HousingKind.HOSTEL, "household_max": 1, "children": Answer.NO, "sex_only": Sex.FEMALE,
        "step_free": Answer.YES, "eligibility": "Shared rooms and washrooms", "rules_stated": True,
        "rule_codes": ["no_alcohol", "shared_room"], "house_rules": "Quiet after ten", "rent_month": 200, "stay_limit_days": 180,
        "out_of_service": [{"from": "2026-10-01", "to": "2026-10-07"}], "places": 4,
    },
}  # fmt: skip

SHOWN = {
    OfferKind.TRAINING: ("Welder", "6 weeks", "Sees well", "500 yuan a month", "free", "School Road 20"),
    OfferKind.HOUSING: (
        "one person",
        "women only",
        "No alcohol",
        "Quiet after ten",
        "180 days",
        "1 Oct 2026",
        "applied",
    ),
}


def start(browser: Browser, kind: OfferKind) -> int:
    browser.get("/my/openings/new")
    location = browser.post("/my/openings/new", kind=kind.value).headers["Location"]
    return int(re.search(rf"/my/openings/(\d+)/{PARTS[kind][0]}", location)[1])  # type: ignore[index]


def fill(browser: Browser, offer_id: int, step: str, **fields: Any) -> Any:
    browser.get(f"/my/openings/{offer_id}/{step}")
    return browser.post(f"/my/openings/{offer_id}/{step}", **fields)


def said(engine: Engine, offer_id: int) -> dict[str, Any]:
    with Session(engine) as session:
        offer = session.get_one(Offer, offer_id)
        return session.get_one(TERMS[offer.kind], offer_id).model_dump() | offer.model_dump()


def as_provider(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.provider_viewer))


@pytest.mark.parametrize("kind", PAGES)
def test_an_opening_of_each_kind_is_posted_checked_published_and_copied(
    app: Flask, engine: Engine, office: Office, kind: OfferKind
) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start(browser, kind)
    assert "Still missing" in browser.get(f"/my/openings/{offer_id}/preview").text
    for step, following in zip(PARTS[kind], [*PARTS[kind][1:], "preview"], strict=True):
        page = fill(browser, offer_id, step, **PAGES[kind][step])
        assert page.status_code == 303, page.text
        assert page.headers["Location"].endswith(f"/{following}")
        assert browser.get(f"/my/openings/{offer_id}/{step}").status_code == 200
    stored = said(engine, offer_id)
    assert {name: stored[name] for name in STORED[kind]} == STORED[kind]
    preview = browser.get(f"/my/openings/{offer_id}/preview").text
    assert "Still missing" not in preview
    assert [words for words in SHOWN[kind] if words not in preview] == []
    browser.post(f"/my/openings/{offer_id}/preview")

    officer = Browser(app, sign_in_name_of(engine, office.officer))
    text = officer.get(f"/offers/{offer_id}").text
    assert [words for words in SHOWN[kind] if words not in text] == []
    officer.post(f"/offers/{offer_id}/moderate", step="publish", is_reviewed="y")
    assert said(engine, offer_id)["state"] is OfferState.PUBLISHED
    assert stored["title"] in officer.get(f"/offers?kind={kind.value}&state=published").text

    browser.get(f"/my/openings/{offer_id}/preview")
    copied = browser.post(f"/my/openings/{offer_id}/copy").headers["Location"]
    again = said(engine, int(re.search(r"/(\d+)/preview", copied)[1]))  # type: ignore[index]
    assert (again["title"], again["closes_on"], again["state"]) == (stored["title"], None, OfferState.DRAFT)
    assert again.get("out_of_service", []) == []


def test_what_is_to_be_offered_is_asked_first_and_follows_from_no_registration(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        landlord = make_provider(work.session, office.township, kind=ProviderKind.LANDLORD)
        viewer = make_account(work.session, Role.PROVIDER, provider=landlord)
    browser = Browser(app, sign_in_name_of(engine, viewer))
    assert re.search(r'value="housing" checked', browser.get("/my/openings/new").text)
    assert browser.post("/my/openings/new").status_code == 422
    for kind in OfferKind:
        assert said(engine, start(browser, kind))["kind"] is kind
    assert "Housing" in browser.get("/my/openings?kind=housing&state=draft").text
    assert "None of your openings" in browser.get("/my/openings?state=filled").text


@pytest.mark.parametrize(
    ("kind", "step", "changed", "fault"),
    [
        (OfferKind.TRAINING, "times", {"weeks": ""}, "Say the last day or the number of weeks"),
        (OfferKind.TRAINING, "times", {"shift_to": ""}, "Fill in both times"),
        (OfferKind.TRAINING, "money", {"fee": ""}, "This is needed"),
        (OfferKind.TRAINING, "posts", {"category": "drugs", "ground": "justified"}, "Say what justifies it"),
        (OfferKind.HOUSING, "residents", {"eligibility": ""}, "what makes it lawful"),
        (OfferKind.HOUSING, "residents", {"household_max": "0"}, "between 1 and 20"),
        (OfferKind.HOUSING, "rules", {"no_rules": "y"}, "You named rules above"),
        (OfferKind.HOUSING, "rules", {"rule_codes": [], "house_rules": ""}, "or tick that there are none"),
        (OfferKind.HOUSING, "closures", {"last_on-day": "31", "last_on-month": "9"}, "There is no such day"),
        (OfferKind.HOUSING, "closures", {"last_on-month": "9"}, "must not be before the first"),
        (OfferKind.HOUSING, "closures", {"last_on-year": "", "last_on-month": "", "last_on-day": ""}, "Fill in both days"),
    ],
)  # fmt: skip
def test_every_fault_stands_beside_its_field(
    app: Flask, engine: Engine, office: Office, kind: OfferKind, step: str, changed: dict[str, Any], fault: str
) -> None:
    browser = as_provider(app, engine, office)
    page = fill(browser, start(browser, kind), step, **(PAGES[kind][step] | changed))
    assert page.status_code == 422 and fault in page.text
    assert "govuk-error-message" in page.text


def test_a_house_without_rules_and_a_home_for_everybody_are_answers_that_stay(
    app: Flask, engine: Engine, office: Office
) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start(browser, OfferKind.HOUSING)
    assert "checked" not in browser.get(f"/my/openings/{offer_id}/residents").text, "nothing is answered beforehand"
    fill(browser, offer_id, "rules", no_rules="y")
    fill(browser, offer_id, "residents", **(PAGES[OfferKind.HOUSING]["residents"] | {"sex_only": "unknown"}))
    stored = said(engine, offer_id)
    assert (stored["rules_stated"], stored["rule_codes"], stored["sex_only"]) == (True, [], None)
    assert re.search(r'name="no_rules" value="y" checked', browser.get(f"/my/openings/{offer_id}/rules").text)
    assert re.search(r'value="unknown" checked', browser.get(f"/my/openings/{offer_id}/residents").text)
    assert "There are no special rules" in browser.get(f"/my/openings/{offer_id}/preview").text


def test_days_out_of_service_are_added_and_taken_away(app: Flask, engine: Engine, office: Office) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start(browser, OfferKind.HOUSING)
    page = fill(browser, offer_id, "closures", again="1", **PAGES[OfferKind.HOUSING]["closures"])
    assert page.headers["Location"].endswith("/closures")
    later = PAGES[OfferKind.HOUSING]["closures"] | {"first_on-month": "11", "last_on-month": "11"}
    fill(browser, offer_id, "closures", kept=["0"], **later)
    fill(browser, offer_id, "closures", kept=["1"])
    with Session(engine) as session:
        assert session.get_one(HousingTerms, offer_id).out_of_service == [{"from": "2026-11-01", "to": "2026-11-07"}]


def test_an_exclusion_by_law_names_the_law_and_the_officer_reads_what_each_does(
    app: Flask, engine: Engine, office: Office
) -> None:
    browser = as_provider(app, engine, office)
    offer_id = start(browser, OfferKind.JOB)
    refused = fill(browser, offer_id, "posts", category="accounting", ground="statutory")
    assert "Say which law bars them" in refused.text and "Accounting Law" in refused.text
    fill(browser, offer_id, "posts", category="accounting", ground="statutory", law="accounting", again="1")
    fill(browser, offer_id, "posts", post_kinds=["accounting"], kept=["0"], category="drugs", ground="preference")
    stored = said(engine, offer_id)
    assert [(row["ground"], row["law"]) for row in stored["exclusions"]] == [
        ("statutory", "accounting"),
        ("preference", None),
    ]
    assert stored["post_kinds"] == ["accounting"], "the law that is called upon names the post"
    with doing(engine) as work:
        offer = work.session.get_one(Offer, offer_id)
        offer.state, offer.submitted_at = OfferState.SUBMITTED, work.now
    text = Browser(app, sign_in_name_of(engine, office.officer)).get(f"/offers/{offer_id}").text
    assert "applies that law exactly" in text and "Only a preference: not applied" in text


def test_the_number_of_places_changes_without_a_new_check(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        full = {"state": OfferState.FILLED, "places": 2, "places_taken": 2, "submitted_at": work.now}
        offer = make_offer(work.session, office.provider, **full)
    browser, path = as_provider(app, engine, office), f"/my/openings/{offer.id}"
    assert "All places are taken" in browser.get(f"{path}/preview").text
    page = browser.post(f"{path}/number-of-places", places="1")
    assert page.status_code == 422 and 'id="places-error"' in page.text and "fewer places" in page.text
    browser.post(f"{path}/number-of-places", places="3")
    assert said(engine, offer.id or 0)["state"] is OfferState.PUBLISHED
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    officer.get(f"/offers/{offer.id}")
    assert officer.post(f"/offers/{offer.id}/number-of-places", places="nine").status_code == 422
    officer.post(f"/offers/{offer.id}/number-of-places", places="9")
    assert said(engine, offer.id or 0)["places"] == 9


def test_an_offer_that_was_never_sent_to_an_officer_has_nothing_for_one_to_press(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        never_sent = make_offer(work.session, office.provider)
        sent = make_offer(work.session, office.provider, submitted_at=work.now)
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    for offer, may_press in ((sent, True), (never_sent, False)):
        page = officer.get(f"/offers/{offer.id}").text
        assert ("number-of-places" in page) is ("cannot be opened again" in page) is may_press
        status = officer.post(f"/offers/{offer.id}/number-of-places", places="4").status_code
        assert status == (303 if may_press else 404)


def test_an_imported_home_is_published_with_its_number_once_all_was_looked_at(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        offer = make_offer(
            work.session, office.provider, kind=OfferKind.HOUSING, state=OfferState.SUBMITTED, source="directory", source_reference="7",
            places_to_confirm=True, to_check=["income"], submitted_at=work.now, published_at=None,
        )  # fmt: skip
    officer, path = Browser(app, sign_in_name_of(engine, office.officer)), f"/offers/{offer.id}"
    assert "It asks about income" in officer.get(path).text
    page = officer.post(f"{path}/moderate", step="publish", is_reviewed="y")
    assert page.status_code == 422 and "Something is still missing" in page.text
    page = officer.post(f"{path}/moderate", step="publish", places="6")
    assert page.status_code == 422 and 'id="is_reviewed-error"' in page.text
    officer.post(f"{path}/moderate", step="publish", places="6", is_reviewed="y")
    stored = said(engine, offer.id or 0)
    assert (stored["state"], stored["places"], stored["to_check"]) == (OfferState.PUBLISHED, 6, [])
