"""Household, home, needs and the directory, conditions and the file for the person, as their pages show them."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import Condition, CorrectionRequest, HouseholdMember, Need, Profile, Referral, Service
from matching.services.conditions import AddCondition, add_condition
from matching.services.needs import OpenNeed, open_need
from matching.vocabulary import ConditionKind, HouseRule, NeedKind, Relation
from tests.builders import NOW, TODAY, Browser, Office, doing, make_unit, sign_in_name_of, stored


def test_a_member_of_the_household_is_changed_over_the_version_that_was_seen(
    caseworker: Browser, engine: Engine, office: Office, person: int
) -> None:
    path = f"/people/{person}/household"
    caseworker.get(path)
    assert (
        caseworker.post(path, name="Zhao Xiao", moves_along="y").status_code == 422
        and "Zhao Xiao" in caseworker.page.text
    )
    assert caseworker.post(path, relation="child", name="Zhao Xiao", moves_along="y").status_code == 303
    with Session(engine) as session:
        member = session.exec(select(HouseholdMember)).one()
    stale = caseworker.get(f"{path}/{member.id}")
    caseworker.get(f"{path}/{member.id}")
    assert caseworker.post(f"{path}/{member.id}", relation="sibling").status_code == 303
    caseworker.page = stale
    answer = caseworker.post(f"{path}/{member.id}", relation="child", name="Zhao Da")
    assert answer.status_code == 422 and "Saved by somebody else meanwhile" in answer.text and "Zhao Da" in answer.text
    with Session(engine) as session:
        assert session.exec(select(HouseholdMember)).one().relation is Relation.SIBLING
    assert caseworker.get(f"{path}/99999").status_code == 404


def test_removing_what_was_recorded_says_first_that_it_is_gone_for_good(caseworker: Browser, person: int) -> None:
    gone, path = "What is recorded of it is deleted and cannot be brought back.", f"/people/{person}"
    judged = {"category": "fraud", "is_intentional": "yes", "penalty": "fine"}
    typed: dict[str, dict[str, str]] = {
        "household": {"relation": "child"}, "experience": {"title": "Baker", "years": "1"}, "offences": judged,
    }  # fmt: skip
    for page, fields in typed.items():
        assert gone not in caseworker.get(f"{path}/{page}").text
        assert caseworker.post(f"{path}/{page}", **fields).status_code == 303
        assert gone in caseworker.get(f"{path}/{page}").text
    assert "Baker (1 year)" in caseworker.get(path).text


def test_what_a_home_must_have_is_saved_and_shown(caseworker: Browser, engine: Engine, person: int) -> None:
    caseworker.get(f"/people/{person}/home")
    answer = caseworker.post(
        f"/people/{person}/home", rent_limit="600", step_free_needed="yes", house_rules_refused=["no_pets"]
    )
    assert answer.status_code == 303
    with Session(engine) as session:
        assert session.get_one(Profile, person).house_rules_refused == [HouseRule.NO_PETS]
    page = caseworker.get(f"/people/{person}").text
    assert "600 yuan" in page and "No pets" in page and "(perhaps more)" in page


def test_a_need_is_referred_through_the_directory_or_in_words(
    caseworker: Browser, engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        need = open_need(work, OpenNeed(person, NeedKind.CV)).id
    with doing(engine) as work:
        row = {"organisation": "Job centre", "needs": ["cv"], "eligibility": "Over 18", "created_at": NOW}
        near = stored(work.session, Service(unit_id=office.county.id, name="CV desk", **row)).id
        far = stored(work.session, Service(unit_id=make_unit(work.session).id, name="Far desk", **row)).id
    page = caseworker.get(f"/services?need=cv&need_id={need}").text
    assert "CV desk" in page and "Far desk" not in page and "You are looking for somebody who helps with: CV" in page
    assert caseworker.get(f"/services/{far}").status_code == 404
    assert (
        f"/people/{person}/needs/{need}/refer?service={near}" in caseworker.get(f"/services/{near}?need_id={need}").text
    )
    path = f"/people/{person}/needs/{need}/refer"
    assert "Over 18" in caseworker.get(f"{path}?service={near}").text
    assert '<label class="govuk-label" for="referred_to">To whom</label>' in caseworker.get(path).text
    assert "Far desk" not in caseworker.get(f"{path}?service={far}").text
    answer = caseworker.post(path, note="asked him first")
    assert answer.status_code == 422 and "Say to whom" in answer.text and "asked him first" in answer.text
    assert caseworker.post(path, service_id=str(near)).status_code == 303
    with Session(engine) as session:
        referral = session.exec(select(Referral)).one()
    assert (referral.service_id, referral.referred_to) == (near, "Job centre: CV desk")
    path = f"/people/{person}/referrals/{referral.id}"
    caseworker.get(path)
    answer = caseworker.post(path, state="refused", need_is_answered="y")
    assert answer.status_code == 422 and "only where they helped" in answer.text
    assert caseworker.post(path, state="helped", need_is_answered="y").status_code == 303
    assert "has come to its end" in caseworker.get(path).text


def test_readiness_is_noted_in_one_press(caseworker: Browser, engine: Engine, person: int) -> None:
    caseworker.get(f"/people/{person}")
    assert caseworker.post(f"/people/{person}/readiness/phone", answer="has").status_code == 303
    caseworker.get(f"/people/{person}")
    assert caseworker.post(f"/people/{person}/readiness/cv", answer="missing").status_code == 303
    assert caseworker.post(f"/people/{person}/readiness/housing", answer="has").status_code == 404
    with Session(engine) as session:
        states = {need.kind.value: need.state.value for need in session.exec(select(Need))}
    assert states == {"phone": "answered", "cv": "open"}


def test_a_banned_area_needs_words_and_all_or_nothing_of_its_place(
    caseworker: Browser, engine: Engine, person: int
) -> None:
    path = f"/people/{person}/conditions/new/area_ban"
    dated = {"from_on-year": 2026, "from_on-month": 9, "from_on-day": 1}
    caseworker.get(path)
    answer = caseworker.post(path, details="the market", ground="Order 1", latitude="30.1", **dated)
    assert answer.status_code == 422 and "or leave all three empty" in answer.text and "the market" in answer.text
    assert caseworker.post(path, details="the market", ground="Order 1", **dated).status_code == 303
    page = caseworker.get(f"/people/{person}/conditions").text
    assert "the market" in page and "not on the map yet" in page
    with Session(engine) as session:
        condition = session.exec(select(Condition)).one().id
    path = f"/people/{person}/conditions/{condition}/edit"
    assert "the market" in caseworker.get(path).text
    placed = {"latitude": "30.1", "longitude": "120.2", "radius_km": "1"}
    assert caseworker.post(path, details="the market", ground="Order 1", **placed, **dated).status_code == 303
    page = caseworker.get(f"/people/{person}/conditions").text
    assert "not on the map yet" not in page and "keeps 1 km away" in page


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", list(ConditionKind))
def test_every_kind_of_condition_is_shown_for_correction_as_it_is_stored(
    caseworker: Browser, engine: Engine, office: Office, person: int, kind: ConditionKind
) -> None:
    terms = {
        ConditionKind.OCCUPATION_BAN: {"occupations": ["5120"]},
        ConditionKind.CONTACT_BAN: {"contacts": ["minors", "named", f"provider:{office.provider.id}"]},
        ConditionKind.TRAVEL_LEAVE: {"answer": "yes"},
        ConditionKind.REPORTING: {"weekday": 0, "from": "09:00", "to": "11:00"},
    }.get(kind, {})
    with doing(engine, office.caseworker) as work:
        laid = AddCondition(person, kind, "Order 1", TODAY, terms=terms, details="Hangzhou, work")
        condition = add_condition(work, laid).id
    page = caseworker.get(f"/people/{person}/conditions/{condition}/edit").text
    shown = re.findall(
        r'name="([^"]+)"[^>]*value="([^"]*)"[^>]*checked|name="ground"[^>]*\n?[^>]*value="Order 1"', page
    )
    assert "Order 1" in page and (
        shown or kind in (ConditionKind.CURFEW, ConditionKind.AREA_BAN, ConditionKind.REPORTING)
    )
    if kind is ConditionKind.REPORTING:
        assert 'value="09:00"' in page and 'value="11:00"' in page


def test_what_the_person_wants_corrected_is_written_down_and_answered(
    caseworker: Browser, engine: Engine, person: int
) -> None:
    page = caseworker.get(f"/people/{person}/file").text
    assert "What I want corrected" in page and "Signature of the person" in page
    assert caseworker.post(f"/people/{person}/file", wanted="My name").status_code == 303
    with Session(engine) as session:
        asked = session.exec(select(CorrectionRequest)).one().id
    path = f"/people/{person}/corrections/{asked}"
    caseworker.get(path)
    answer = caseworker.post(path, outcome="no")
    assert answer.status_code == 422 and "the person is owed the reason" in answer.text
    assert caseworker.post(path, outcome="yes").status_code == 303
    page = caseworker.get(f"/people/{person}/file").text
    assert "corrected on 1 Sep 2026" in page and "Before on: 1 Sep 2026" in page


def test_an_officer_adds_corrects_and_checks_a_service_and_a_caseworker_only_reads(
    app: Flask, engine: Engine, office: Office, caseworker: Browser
) -> None:
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    assert "or add one" in officer.get("/services").text and "ask an officer" in caseworker.get("/services").text
    officer.get("/services/new")
    answer = officer.post("/services/new", organisation="Church", name="Meals")
    assert answer.status_code == 422 and "Church" in answer.text and "Choose at least one." in answer.text
    half = {"organisation": "Church", "name": "Meals", "needs": ["income"], "mail": "x@"}
    assert "Write the mail address in full" in officer.post("/services/new", **half).text
    assert officer.post("/services/new", organisation="Church", name="Meals", needs=["income"]).status_code == 303
    with doing(engine) as work:
        service = work.session.exec(select(Service)).one()
        service.is_checked, service.to_check, number = False, ["age: 18+?"], service.id
    page = officer.get(f"/services/{number}").text
    assert "age: 18+?" in page and "Checked" in page
    assert officer.post(f"/services/{number}/check", version="1").status_code == 303
    assert "age: 18+?" not in caseworker.get(f"/services/{number}").text
    assert caseworker.get(f"/services/{number}/edit").status_code == 403
