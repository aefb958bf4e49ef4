"""Intake and the case file, as officers and caseworkers meet them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlmodel import Session, col, func, select

from matching.records import Account, AuditEntry, CaseEvent, Consent, Question, Subject
from matching.services.questions import ask
from matching.vocabulary import CaseState, Fact, Role, Sex
from tests.builders import TODAY, Browser, Office, doing, make_account, make_subject, make_unit, sign_in_name_of

NUMBER = "11010519491231002X"
on_one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def person(engine: Engine, office: Office) -> int:
    with doing(engine) as work:
        made = make_subject(
            work.session, office.township, name="Zhao Yi", caseworker_id=office.caseworker.account_id, identity_number=NUMBER, born_on=date(1949, 12, 31),
            sex=Sex.FEMALE, phone="13912345678",
        )  # fmt: skip
        return made.id or 0


def intake_fields(office: Office, **fields: Any) -> dict[str, Any]:
    values = {"name": "Qian Er", "identity_number": NUMBER, "unit_id": office.township.id, "legal_status": "released"}
    return values | fields


def dated(name: str, year: object = "", month: object = "", day: object = "") -> dict[str, Any]:
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}


def count(engine: Engine, table: Any) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_an_officer_takes_a_person_in_and_lands_on_the_case_file(
    officer: Browser, engine: Engine, office: Office
) -> None:
    officer.get("/people/new")
    answer = officer.post("/people/new", **intake_fields(office))
    assert answer.status_code == 303, answer.text
    page = officer.get(answer.location).text
    assert "Qian Er" in page and "31 Dec 1949" in page and "Female" in page and "Expected" in page
    assert NUMBER not in page and "002X" in page and "this view is recorded" in page


def test_a_second_press_stores_one_person(officer: Browser, engine: Engine, office: Office) -> None:
    form = officer.get("/people/new")
    first = officer.post("/people/new", **intake_fields(office))
    officer.page = form
    second = officer.post("/people/new", **intake_fields(office))
    assert (second.status_code, second.location) == (303, first.location)
    assert count(engine, Subject) == 1


@on_one_database
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"identity_number": ""}, "tick that it is not known yet"),
        ({"identity_number": "123"}, "18 characters"),
        ({"identity_number": NUMBER[:-1] + "1"}, "mistyped"),
        (dated("born_on", 1949, 12, 30), "does not fit the identity number"),
        ({"sex": "male"}, "does not fit the identity number"),
        (dated("release_on", 2026, 12), "must also have a day"),
        (dated("release_on", 2026, 2, 30), "no such day"),
        ({"latitude": "30.1"}, "both latitude and longitude"),
        ({"legal_status": "nonsense"}, "Choose one of the answers"),
        ({"unit_id": "99999"}, "Choose one of the answers"),
        ({"name": "x" * 121}, "1 characters too long"),
        ({"is_juvenile": "y"}, "name the caseworker who is authorised"),
    ],
)
def test_a_faulty_intake_keeps_what_was_typed_and_stores_nothing(
    officer: Browser, engine: Engine, office: Office, fields: dict[str, Any], message: str
) -> None:
    officer.get("/people/new")
    answer = officer.post("/people/new", **intake_fields(office, phone="13900001111") | fields)
    assert answer.status_code == 422
    assert message in answer.text.replace("&#39;", "'") and "13900001111" in answer.text
    assert count(engine, Subject) == 0


def test_a_likely_duplicate_is_shown_and_stored_only_with_the_tick(
    officer: Browser, engine: Engine, office: Office, person: int
) -> None:
    fields = {"name": "Zhao Yi", "identity_number": "", "identity_unknown": "y", **dated("born_on", 1949, 12, 20)}
    officer.get("/people/new")
    answer = officer.post("/people/new", **intake_fields(office, **fields))
    assert (
        answer.status_code == 422 and "Is it one of these?" in answer.text and f'href="/people/{person}"' in answer.text
    )
    assert count(engine, Subject) == 1
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)
    assert seen is not None
    answer = officer.post("/people/new", **intake_fields(office, **fields, somebody_else="y", seen=seen[1]))
    assert answer.status_code == 303 and count(engine, Subject) == 2


def test_of_a_person_registered_elsewhere_the_officer_reads_only_which_unit_to_ask(
    officer: Browser, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        far = make_unit(work.session, parent=office.county, name="Far Office")
        make_subject(work.session, far, name="Sun San", identity_number=NUMBER, reference="S777777")
    officer.get("/people/new")
    answer = officer.post("/people/new", **intake_fields(office))
    assert answer.status_code == 422 and "ask that unit (Far Office)" in answer.text
    assert "Sun San" not in answer.text and "S777777" not in answer.text and "This is somebody else" not in answer.text


def test_a_foreign_person_answers_exactly_as_a_missing_one(caseworker: Browser, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        far = make_subject(work.session, make_unit(work.session, parent=office.county)).id
    for path in ("", "/file", "/details", "/report", "/notes", "/circumstances/home", "/abilities", "/wishes", "/experience", "/conditions",
                 "/conditions/new/curfew", "/offences", "/needs/new", "/consents/new"):  # fmt: skip
        foreign, missing = caseworker.get(f"/people/{far}{path}"), caseworker.get(f"/people/99999{path}")
        assert foreign.status_code == missing.status_code == 404
        assert normal(foreign.text, far) == normal(missing.text, 99999)
    with Session(engine) as session:
        assert not session.exec(select(AuditEntry).where(col(AuditEntry.subject_id) == far)).all()


def normal(page: str, subject_id: int | None) -> str:
    page = re.sub(r'(nonce|value)="[^"]*"|[?]v=[0-9]+', "", page)
    return page.replace(f"/people/{subject_id}", "/people/…")


def test_the_wrong_role_is_refused(app: Flask, engine: Engine, office: Office, person: int) -> None:
    for viewer, paths in {
        office.supervisor: ["/people/new", f"/people/{person}/details", f"/people/{person}/offences"],
        office.caseworker: ["/people/new"],
        office.officer: [f"/people/{person}/offences", f"/people/{person}/notes"],
        office.provider_viewer: ["/people", f"/people/{person}"],
        office.administrator: ["/people", f"/people/{person}"],
    }.items():
        browser = Browser(app, sign_in_name_of(engine, viewer))
        assert [browser.get(path).status_code for path in paths] == [403] * len(paths)


def test_the_whole_identity_number_is_shown_to_an_officer_by_a_recorded_press(
    officer: Browser, engine: Engine, person: int
) -> None:
    assert NUMBER not in officer.get(f"/people/{person}").text
    assert NUMBER in officer.post(f"/people/{person}/identity").text
    with Session(engine) as session:
        assert (
            session.exec(select(AuditEntry).where(col(AuditEntry.act) == "subject.identity_revealed")).one().subject_id
            == person
        )


def test_who_sees_what_follows_the_table(app: Flask, engine: Engine, office: Office, person: int) -> None:
    supervisor = Browser(app, sign_in_name_of(engine, office.supervisor)).get(f"/people/{person}").text
    assert "13912345678" not in supervisor and "Offences" not in supervisor and "Record a consent" not in supervisor
    assert "13912345678" in Browser(app, sign_in_name_of(engine, office.officer)).get(f"/people/{person}").text


def test_a_stale_edit_shows_both_versions_and_a_second_press_saves(
    caseworker: Browser, officer: Browser, engine: Engine, office: Office, person: int
) -> None:
    path, fields = (
        f"/people/{person}/details",
        intake_fields(office, name="Zhao Yi", identity_number="", caseworker_id=office.caseworker.account_id),
    )
    caseworker.get(path)
    officer.get(path)
    assert officer.post(path, **fields, residence="Their street").status_code == 303
    stale = caseworker.post(path, **fields, residence="My street")
    assert stale.status_code == 422 and "Their street" in stale.text and "My street" in stale.text
    assert caseworker.post(path, **fields, residence="My street").status_code == 303
    with Session(engine) as session:
        assert session.get_one(Subject, person).residence == "My street"


def test_an_expected_person_reports(caseworker: Browser, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        subject = make_subject(
            work.session,
            office.village,
            state=CaseState.EXPECTED,
            reported_on=None,
            release_on=TODAY - timedelta(days=8),
        )
    path = f"/people/{subject.id}"
    assert "has not reported" in caseworker.get(path).text
    caseworker.get(f"{path}/report")
    assert caseworker.post(f"{path}/report", **dated("reported_on", 2026, 9)).status_code == 422
    assert caseworker.post(f"{path}/report", **dated("reported_on", 2026, 9, 2)).status_code == 422
    assert "before the release" in caseworker.post(f"{path}/report", **dated("reported_on", 2026, 8, 23)).text
    assert caseworker.post(f"{path}/report", **dated("reported_on", 2026, 9, 1)).status_code == 303
    assert "Reported to the office on 1 Sep 2026" in caseworker.get(path).text


def test_a_release_that_is_near_is_said_in_days(caseworker: Browser, engine: Engine, office: Office) -> None:
    for days, words in ((1, "in 1 day<"), (2, "in 2 days<"), (35, "in 5 weeks<")):
        with doing(engine) as work:
            dates = {"reported_on": None, "release_on": TODAY + timedelta(days=days)}
            subject = make_subject(work.session, office.village, state=CaseState.EXPECTED, **dates)
        assert words in caseworker.get(f"/people/{subject.id}").text


def test_the_caseworker_fills_the_case_file(caseworker: Browser, engine: Engine, office: Office, person: int) -> None:
    path = f"/people/{person}"
    caseworker.get(f"{path}/circumstances/home")
    noted = {"answer": "no", "source": "visit", "evidence": "slept at the station", **dated("found_on", 2026, 8, 30)}
    assert caseworker.post(f"{path}/circumstances/home", **noted).status_code == 303
    caseworker.get(f"{path}/abilities")
    known = {"skills": "cooking\n\ntiling", "skills_known": "y", "qualifications": ["licence_c1"]}
    assert caseworker.post(f"{path}/abilities", **known).status_code == 303
    caseworker.get(f"{path}/wishes")
    assert (
        caseworker.post(f"{path}/wishes", hours_max="40", work_from="7:30", wished_occupations="cook").status_code
        == 303
    )
    caseworker.get(f"{path}/experience")
    assert caseworker.post(f"{path}/experience", title="Bricklayer", years="1.5").status_code == 303
    caseworker.get(f"{path}/offences")
    judged = {"category": "fraud", "is_intentional": "yes", "penalty": "fine", "text": "secret words"}
    assert caseworker.post(f"{path}/offences", **judged).status_code == 303
    caseworker.get(f"{path}/needs/new")
    assert caseworker.post(f"{path}/needs/new", kind="cv").status_code == 303
    page = caseworker.get(path).text
    for words in (
        "No home",
        "slept at the station",
        "cooking, tiling",
        "07:30",
        "Bricklayer (1.5 years)",
        "Fraud",
        "CV",
        "Found: Home – No",
    ):
        assert words in page
    assert "secret words" in caseworker.get(f"{path}/offences").text and "secret words" not in page


@on_one_database
@pytest.mark.parametrize(
    ("code", "fields", "words"),
    [
        ("curfew", {"home_from": "22:00", "home_to": "6:00"}, "at home from 22:00 to 06:00"),
        (
            "area_ban",
            {"details": "the market", "latitude": "30.126", "longitude": "120", "radius_km": "2"},
            "the market; keeps 2 km away from 30.13, 120.0",
        ),
        ("occupation_ban", {"occupations": ["2212"]}, "Doctor"),
        ("contact_ban", {"minors": "y"}, "minors"),
        ("travel_leave", {"answer": "yes", "details": "Hangzhou, work"}, "outside the county: Yes; Hangzhou, work"),
        ("reporting", {"weekday": "0", "starts_at": "9:00", "ends_at": "11:00"}, "Monday, 09:00–11:00"),
    ],
)
def test_each_kind_of_condition_has_its_form(
    caseworker: Browser, person: int, code: str, fields: dict[str, Any], words: str
) -> None:
    path = f"/people/{person}/conditions"
    caseworker.get(f"{path}/new/{code}")
    begun = {"ground": "Order 7", **dated("from_on", 2026, 8, 1)}
    assert caseworker.post(f"{path}/new/{code}", **begun).status_code == 422
    assert caseworker.post(f"{path}/new/{code}", **begun | fields).status_code == 303
    assert words in caseworker.get(path).text
    assert caseworker.get(f"{path}/new/nonsense").status_code == 404


@on_one_database
def test_a_curfew_that_ends_when_it_begins_is_a_slip(caseworker: Browser, person: int) -> None:
    path = f"/people/{person}/conditions/new/curfew"
    caseworker.get(path)
    page = caseworker.post(path, ground="Order 7", home_from="22:00", home_to="22:00", **dated("from_on", 2026, 8, 1))
    assert page.status_code == 422 and "The two times must differ." in page.text


def test_reading_the_order_and_the_judgment_is_one_press_each(caseworker: Browser, person: int) -> None:
    for noun in ("conditions", "offences"):
        caseworker.get(f"/people/{person}/{noun}")
        assert caseworker.post(f"/people/{person}/{noun}/read").status_code == 303
        assert "what stands here is all" in caseworker.get(f"/people/{person}/{noun}").text


def test_a_question_leads_to_the_form_that_answers_it_and_goes_when_it_is_answered(
    caseworker: Browser, engine: Engine, person: int
) -> None:
    with doing(engine) as work:
        ask(work, person, Fact.PAY_NEEDED)
    assert f"/people/{person}/wishes#pay_needed" in caseworker.get(f"/people/{person}").text
    caseworker.get(f"/people/{person}/wishes")
    caseworker.post(f"/people/{person}/wishes", pay_needed="3000")
    assert "To find out" not in caseworker.get(f"/people/{person}").text
    assert count(engine, Question) == 1


def test_a_consent_is_recorded_and_withdrawn_in_one_press_with_its_effect_stated(
    caseworker: Browser, engine: Engine, office: Office, person: int
) -> None:
    path = f"/people/{person}/consents"
    signed = {"form": "Form 2", **dated("signed_on", 2026, 8, 31)}
    caseworker.get(f"{path}/new")
    assert caseworker.post(f"{path}/new", purpose="disclose_to_provider", **signed).status_code == 422
    assert (
        caseworker.post(
            f"{path}/new", purpose="disclose_to_provider", provider_id=office.provider.id, **signed
        ).status_code
        == 303
    )
    assert "closes no proposal" in caseworker.get(f"/people/{person}").text
    with Session(engine) as session:
        consent_id = session.exec(select(Consent.id)).one()
    assert caseworker.post(f"{path}/{consent_id}/withdraw").status_code == 303
    assert "withdrawn 1 Sep 2026" in caseworker.get(f"/people/{person}").text
    assert caseworker.post(f"/people/{person}/consents/99999/withdraw").status_code == 404


def test_notes_are_for_caseworkers_and_old_lines_are_on_older_pages(
    caseworker: Browser, officer: Browser, engine: Engine, person: int
) -> None:
    caseworker.get(f"/people/{person}/notes")
    assert caseworker.post(f"/people/{person}/notes", text="told me of her plans").status_code == 303
    assert "told me of her plans" in caseworker.get(f"/people/{person}").text
    assert "told me of her plans" not in officer.get(f"/people/{person}").text
    with doing(engine) as work:
        for _number in range(60):
            ask(work, person, Fact.SKILLS, None)
            work.session.add(CaseEvent(subject_id=person, at=work.now, on=TODAY, key="condition.order_read"))
    assert "Older" in caseworker.get(f"/people/{person}").text
    assert "told me of her plans" in caseworker.get(f"/people/{person}?page=2").text
    assert caseworker.get(f"/people/{person}?page=nonsense").status_code == 200


def test_the_caseload_shows_mine_first_and_finds_names_without_putting_them_in_an_address(
    caseworker: Browser, engine: Engine, office: Office, person: int
) -> None:
    with doing(engine) as work:
        make_subject(work.session, office.village, name="Wu Wei", state=CaseState.EXPECTED)
        make_subject(work.session, make_unit(work.session, parent=office.county), name="Far Away")
    mine, everyone = caseworker.get("/people").text, caseworker.get("/people?whose=all").text
    assert "Zhao Yi" in mine and "Wu Wei" not in mine
    assert "Wu Wei" in everyone and "Far Away" not in everyone and everyone.index("Zhao Yi") < everyone.index("Wu Wei")
    assert "Wu Wei" not in caseworker.get("/people?whose=all&state=open").text
    found = caseworker.post("/people?whose=all", words="wu w")
    assert found.status_code == 200 and "Wu Wei" in found.text and "Zhao Yi" not in found.text
    assert "Nobody of your unit is found" in caseworker.post("/people?whose=all", words="nobody").text
    assert "Nobody is in this list." in caseworker.get("/people?whose=all&state=closed").text


def test_the_pages_take_as_many_statements_for_many_people_as_for_few(
    caseworker: Browser, engine: Engine, office: Office, person: int
) -> None:
    def statements(path: str) -> int:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        caseworker.get(path)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    for path in ("/people?whose=all", "/today"):
        caseworker.get(path)
        few = statements(path)
        with doing(engine) as work:
            for _number in range(20):
                make_subject(work.session, office.township, caseworker_id=office.caseworker.account_id)
        assert statements(path) == few


def test_my_file_prints_what_is_held(caseworker: Browser, person: int) -> None:
    page = caseworker.get(f"/people/{person}/file").text
    assert "This is what the office holds about you" in page and "Zhao Yi" in page and NUMBER not in page


def test_the_officer_of_a_protected_person_is_led_to_the_list(officer: Browser, engine: Engine, office: Office) -> None:
    officer.get("/people/new")
    answer = officer.post(
        "/people/new", **intake_fields(office, is_juvenile="y", caseworker_id=office.caseworker.account_id)
    )
    assert answer.location == "/people"
    assert "Qian Er" not in officer.get("/people").text


def test_an_account_of_both_roles_in_a_small_office_may_take_in_and_record(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        both = make_account(work.session, Role.CASEWORKER, Role.OFFICER, unit=office.township)
    browser = Browser(app, sign_in_name_of(engine, both))
    browser.get("/people/new")
    path = browser.post("/people/new", **intake_fields(office)).location
    browser.get(f"{path}/circumstances/kin")
    assert (
        browser.post(
            f"{path}/circumstances/kin", answer="unknown", source="subject", **dated("found_on", 2026, 9, 1)
        ).status_code
        == 303
    )


def test_whoever_withdrew_the_consent_to_be_matched_is_said_so_in_place_of_offers(
    caseworker: Browser, engine: Engine, person: int
) -> None:
    path = f"/people/{person}"
    caseworker.get(f"{path}/consents/new")
    caseworker.post(f"{path}/consents/new", purpose="matching", form="Form 1", **dated("signed_on", 2026, 8, 31))
    assert "Nothing has been matched yet." in caseworker.get(path).text
    with Session(engine) as session:
        consent_id = session.exec(select(Consent.id)).one()
    caseworker.post(f"{path}/consents/{consent_id}/withdraw")
    assert "has withdrawn the consent to be matched" in caseworker.get(path).text


def test_a_stale_edit_names_only_what_reads_differently(caseworker: Browser, person: int) -> None:
    path = f"/people/{person}/wishes"
    caseworker.get(path)
    caseworker.post(path, pay_needed="4000", work_adjustments="sits\nno dust")
    mine = {"pay_needed": "5000", "work_adjustments": "sits\r\nno dust", "wishes": ""}
    page = caseworker.post(path, **mine, version="1", once="another").text
    told = page[page.index("Saved by somebody else meanwhile") : page.index("Press the button again")]
    assert "Pay needed" in told and "Other wishes" not in told and "adjustments" not in told


def test_limits_read_as_spans_and_open_ends(caseworker: Browser, person: int) -> None:
    path = f"/people/{person}/wishes"
    caseworker.get(path)
    caseworker.post(path, pay_needed="1000000", hours_min="20", hours_max="40", work_to="19:00")
    page = caseworker.get(f"/people/{person}").text
    assert "1,000,000 yuan" in page and "20 to 40" in page and "up to 19:00" in page


@on_one_database
def test_who_keeps_a_file_from_themselves_is_led_to_the_list_of_people(officer: Browser, person: int) -> None:
    page = officer.get(f"/people/{person}/details").text
    shown = dict(re.findall(r'<select[^>]*name="(unit_id|caseworker_id)".*?<option selected value="(\d+)"', page, re.S))
    fields = {"name": "Zhao Yi", "legal_status": "released", "identity_number": "", "is_sealed": "y"}
    answer = officer.post(f"/people/{person}/details", **fields, **shown)
    assert (answer.status_code, answer.location) == (303, "/people"), answer.text
    assert officer.get("/people").status_code == 200 and officer.get(f"/people/{person}").status_code == 404


@on_one_database
def test_a_unit_above_reads_where_the_people_are_and_whom_to_ask(
    app: Flask, engine: Engine, office: Office, person: int
) -> None:
    with doing(engine) as work:
        above = make_account(work.session, Role.SUPERVISOR, unit=office.county)
        leading = work.session.get_one(Account, office.supervisor.account_id).name
        bare = make_unit(work.session, parent=office.county)
        officer = work.session.get_one(Account, make_account(work.session, Role.OFFICER, unit=bare).account_id).name
    page = Browser(app, sign_in_name_of(engine, above)).get("/people").text
    assert "people belong to the offices below it" in page and "Zhao Yi" not in page
    assert (
        f"Ask {leading}<" in page and f"Ask {officer}<" in page and f'href="/figures?unit={office.township.id}"' in page
    )
    assert f"unit={office.village.id}" not in page and "My caseload" not in page
    lists = [
        Browser(app, sign_in_name_of(engine, above)).get(path).text
        for path in ("/notices", "/proposals", "/placements")
    ]
    assert all("those of the offices below stand on the pages of those offices" in each for each in lists)
    assert "offices below" not in Browser(app, sign_in_name_of(engine, office.supervisor)).get("/proposals").text
