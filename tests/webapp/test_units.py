"""Units, accounts, audit and background work, as the administrator and the supervisor meet them."""

import re

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.audit import record_act
from matching.records import Account, SignedInSession, Unit, WorkItem
from matching.services.sign_in import print_code
from matching.viewer import NOBODY
from matching.vocabulary import Role, WorkState
from tests.builders import NOW, Browser, Office, doing, make_account, make_subject, sign_in_name_of, stored


def _browser(app: Flask, engine: Engine, viewer: object) -> Browser:
    return Browser(app, sign_in_name_of(engine, viewer))  # type: ignore[arg-type]


def test_an_administrator_adds_a_village_below_a_township(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    browser.get(f"/units/new?below={office.township.id}")
    page = browser.post(
        "/units/new",
        parent=str(office.township.id),
        name="Willow Bend",
        code="WB",
        latitude="30.123",
        longitude="120.5",
    )
    assert page.status_code == 303
    assert "Willow Bend" in browser.get("/units").text
    assert "Villages hold no accounts" in browser.get(page.headers["Location"]).text


def test_a_code_in_use_keeps_what_was_typed(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    browser.get("/units/new")
    page = browser.post("/units/new", parent="", name="Another city", code=office.county.code)
    assert page.status_code == 422
    assert "Another unit has this code" in page.text and "Another city" in page.text


def test_half_a_place_is_asked_for_whole(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    path = f"/units/{office.township.id}/edit"
    browser.get(path)
    page = browser.post(path, name="Name", latitude="30.1", longitude="")
    assert page.status_code == 422 and "both latitude and longitude" in page.text


def test_a_stale_edit_of_a_unit_shows_both_versions(app: Flask, engine: Engine, office: Office) -> None:
    first, second = _browser(app, engine, office.administrator), _browser(app, engine, office.administrator)
    path = f"/units/{office.township.id}/edit"
    first.get(path)
    second.get(path)
    assert first.post(path, name="First name").status_code == 303
    stale = second.post(path, name="Second name")
    assert stale.status_code == 422 and "First name" in stale.text and "Second name" in stale.text
    assert second.post(path, name="Second name").status_code == 303


def test_a_stale_edit_of_an_account_shows_the_stored_roles(app: Flask, engine: Engine, office: Office) -> None:
    first, second = _browser(app, engine, office.administrator), _browser(app, engine, office.administrator)
    path = f"/accounts/{office.caseworker.account_id}/edit"
    first.get(path)
    second.get(path)
    assert first.post(path, name="Lin", roles=["caseworker", "officer"]).status_code == 303
    stale = second.post(path, name="Lin", roles=["supervisor"])
    assert stale.status_code == 422 and "<dd>Caseworker, Officer</dd>" in stale.text


def test_a_new_account_gets_a_printed_code_that_sets_its_password(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    browser.get(f"/accounts/new?unit={office.township.id}")
    fields = {
        "name": "Fang Min",
        "sign_in_name": "Fang",
        "unit": str(office.township.id),
        "roles": ["caseworker", "officer"],
    }
    page = browser.post("/accounts/new", **fields)
    code = re.search(r'class="code">([A-Z0-9-]{14})<', page.text)
    assert page.status_code == 200 and code is not None
    visitor = Browser(app)
    visitor.get("/password/code")
    assert (
        visitor.post("/password/code", sign_in_name="fang", code=code[1], new="a quiet new morning").status_code == 303
    )
    visitor.get("/sign-in")
    assert visitor.post("/sign-in", sign_in_name="fang", password="a quiet new morning").status_code == 303


def test_a_second_press_makes_no_second_account(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    form = browser.get("/accounts/new")
    fields = {"name": "Fang Min", "sign_in_name": "fang", "unit": str(office.township.id), "roles": "officer"}
    browser.post("/accounts/new", **fields)
    browser.page = form
    assert browser.post("/accounts/new", **fields).status_code == 303
    with Session(engine) as session:
        assert len(session.exec(select(Account).where(Account.sign_in_name == "fang")).all()) == 1


def test_an_administrator_with_a_unit_is_refused(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    browser.get("/accounts/new")
    page = browser.post(
        "/accounts/new",
        name="X Y",
        sign_in_name="xyz",
        unit=str(office.township.id),
        roles=["administrator", "officer"],
    )
    assert page.status_code == 422 and "the administrator sees no case" in page.text


def test_disabling_ends_the_sessions_at_once(app: Flask, engine: Engine, office: Office) -> None:
    caseworker, supervisor = (
        _browser(app, engine, office.caseworker),
        _browser(app, engine, office.supervisor),
    )
    account = f"/accounts/{office.caseworker.account_id}"
    supervisor.get(account)
    assert supervisor.post(f"{account}/disable").status_code == 303
    assert caseworker.get("/today").status_code == 303
    with Session(engine) as session:
        assert not session.exec(
            select(SignedInSession).where(SignedInSession.account_id == office.caseworker.account_id)
        ).all()


def test_a_supervisor_sees_only_the_own_unit(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.supervisor)
    assert browser.get("/units").headers["Location"].endswith(f"/units/{office.township.id}")
    foreign, missing = browser.get(f"/units/{office.county.id}"), browser.get("/units/99999")
    assert foreign.status_code == missing.status_code == 404
    assert browser.get(f"/accounts/{office.county_officer.account_id}").status_code == 404
    assert browser.get("/accounts").status_code == 403
    assert browser.get("/work").status_code == 403
    browser.get("/today")
    assert browser.post(f"/accounts/{office.county_officer.account_id}/code").status_code == 404


def test_a_caseworker_opens_none_of_it(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.caseworker)
    assert {browser.get(path).status_code for path in ("/units", "/accounts", "/audit", "/work", "/units/new")} == {403}


def test_nobody_disables_their_own_account(app: Flask, engine: Engine, office: Office) -> None:
    browser = _browser(app, engine, office.administrator)
    browser.get("/today")
    page = browser.post(f"/accounts/{office.administrator.account_id}/disable")
    assert page.status_code == 409 and "Nobody disables their own account" in page.text


def test_the_audit_shows_ids_and_no_names_of_subjects(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine, office.caseworker) as work:
        subject = make_subject(work.session, office.township, name="Canary Person")
        record_act(work, "case_file.seen", subject.id)
    page = _browser(app, engine, office.administrator).get("/audit?chain=1")
    assert f"subject {subject.id}" in page.text and "Canary" not in page.text
    assert "The chain is whole" in page.text


def test_a_supervisor_reads_the_own_units_acts_only(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine, office.county_officer) as work:
        record_act(work, "unit.added", unit=4711)
    with doing(engine, office.caseworker) as work:
        record_act(work, "unit.added", unit=4712)
    page = _browser(app, engine, office.supervisor).get("/audit")
    assert "4712" in page.text and "4711" not in page.text


def test_a_supervisor_reads_who_of_the_unit_signed_in_and_whose_account_was_helped(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine, office.supervisor) as work:
        print_code(work, office.caseworker.account_id or 0)
        name = work.session.get_one(Account, office.caseworker.account_id).name
    with doing(engine, office.supervisor) as work:
        record_act(work, "account.code_printed", account=office.county_officer.account_id)
        stranger = work.session.get_one(Account, office.county_officer.account_id).name
    page = _browser(app, engine, office.supervisor).get("/audit").text
    assert "Signed in" in page and f"account {name}" in page and stranger not in page
    assert 'href="/units" aria-current="page"' in page


def test_a_half_filled_day_is_asked_for_again(app: Flask, engine: Engine, office: Office) -> None:
    page = _browser(app, engine, office.supervisor).get("/audit?upto-year=2026&upto-month=&upto-day=")
    assert page.status_code == 422 and "must also have a month and day" in page.text


def test_older_entries_follow_on_a_second_page(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine, office.caseworker) as work:
        for number in range(130):
            record_act(work, "unit.added", unit=10_000 + number)
    browser = _browser(app, engine, office.supervisor)
    first = browser.get("/audit")
    before = re.search(r'href="(/audit\?before=\d+)"', first.text)
    assert "10129" in first.text and "10005" not in first.text and before is not None
    assert "10005" in browser.get(before[1]).text


def test_a_dead_item_waits_for_the_administrator_and_is_requeued(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        dead = {
            "state": WorkState.DEAD,
            "attempts": 5,
            "fault": "KeyError: 7",
            "due_at": NOW,
            "created_at": NOW,
        }
        item = stored(work.session, WorkItem(name="rematch_offer", queue="quick", ids={"offer": 7}, **dead))
    browser = _browser(app, engine, office.administrator)
    assert "Failed 1 times for good: Renew the shortlists that an offer touches" in browser.get("/today").text
    assert "KeyError: 7" in browser.get("/work").text
    assert browser.post(f"/work/{item.id}/requeue").status_code == 303
    with Session(engine) as session:
        assert session.get_one(WorkItem, item.id).state is WorkState.TODO
    browser.get("/work")
    assert browser.post(f"/work/{item.id}/requeue").status_code == 409
    assert browser.post("/work/99999/requeue").status_code == 404


def test_a_search_finds_accounts_by_part_of_a_name(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        make_account(
            work.session,
            Role.OFFICER,
            unit=work.session.get_one(Unit, office.county.id),
            name="100%_Mei",
            sign_in_name="mei.lan",
        )
    browser = _browser(app, engine, office.administrator)
    assert "mei.lan" in browser.get("/accounts?words=100%25_").text
    assert "No account has this name" in browser.get("/accounts?words=%25%25zz").text


def test_an_unused_printed_code_waits_for_supervisor_and_administrator(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine, office.supervisor) as work:
        print_code(work, office.officer.account_id or 0)
    with doing(engine, office.administrator) as work:
        print_code(work, office.county_officer.account_id or 0)
    line = "A printed one-time code has not been used yet"
    assert _browser(app, engine, office.supervisor).get("/today").text.count(line) == 1
    assert _browser(app, engine, office.administrator).get("/today").text.count(line) == 2
    assert line not in _browser(app, engine, office.caseworker).get("/today").text


def test_the_audit_folds_a_long_row_of_numbers_and_names_who_had_no_account(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine, office.officer) as work:
        record_act(work, "caseload.seen", None, people=list(range(1, 41)))
    with doing(engine, NOBODY) as work:
        record_act(work, "account.sign_in_failed")
    page = _browser(app, engine, office.administrator).get("/audit").text
    assert "<summary>people (40)</summary>1, 2, 3" in page
    assert "a visitor" in page and ">visitor<" not in page


def test_an_empty_day_says_where_to_begin(app: Flask, engine: Engine, office: Office) -> None:
    page = _browser(app, engine, office.administrator).get("/today").text
    assert "Nothing waits for you" in page and 'href="/accounts/new">Make an account' in page
    assert 'href="/people/new">Take in a person' in _browser(app, engine, office.officer).get("/today").text
