"""Pages of covers, and of closing an account that answers for people."""

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import Account, CaseAccess, Cover, Subject
from matching.vocabulary import AccountState, Role
from tests.builders import NOW, TODAY, Browser, Office, doing, make_account, make_subject, sign_in_name_of, stored

FROM = {"from_on-year": str(TODAY.year), "from_on-month": str(TODAY.month), "from_on-day": str(TODAY.day)}


def test_a_supervisor_arranges_a_cover_and_ends_it(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        second = make_account(work.session, Role.CASEWORKER, unit=office.township)
    browser = Browser(app, sign_in_name_of(engine, office.supervisor))
    browser.get("/covers/new")
    assert browser.post("/covers/new", reason="leave", **FROM).status_code == 422
    wanted = {"account_id": office.caseworker.account_id, "covered_by_id": office.caseworker.account_id}
    assert browser.post("/covers/new", reason="leave", **wanted, **FROM).status_code == 422
    wanted["covered_by_id"] = second.account_id
    assert browser.post("/covers/new", reason="leave", **wanted, **FROM).status_code == 303
    page = browser.get(browser.page.location)
    assert second.name in page.text
    with Session(engine) as session:
        number = session.exec(select(Cover.id)).one()
    assert browser.post(f"/covers/{number}/end", version="1").status_code == 303
    assert "Past covers" in browser.get("/covers").text


def test_only_the_caseworker_reads_which_protected_people_a_cover_leaves_out(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        second = make_account(work.session, Role.CASEWORKER, unit=office.township)
        mine = office.caseworker.account_id or 0
        person = make_subject(work.session, office.township, caseworker_id=mine, is_sealed=True, name="Canary Sealed")
        work.session.add(CaseAccess(subject_id=person.id or 0, account_id=mine, granted_at=NOW))
        cover = Cover(account_id=mine, covered_by_id=second.account_id or 0, reason="leave", from_on=TODAY, made_at=NOW)
        work.session.add(cover)
        work.session.flush()
        number, person_id = cover.id, person.id
    for viewer in (office.supervisor, second):
        browser = Browser(app, sign_in_name_of(engine, viewer))
        assert "Canary Sealed" not in browser.get(f"/covers/{number}").text
    browser = Browser(app, sign_in_name_of(engine, office.caseworker))
    assert "Canary Sealed" in browser.get(f"/covers/{number}").text
    assert browser.post(f"/covers/{number}/people/{person_id}").status_code == 303
    assert "Canary Sealed" in Browser(app, sign_in_name_of(engine, second)).get(f"/people/{person_id}").text


def test_closing_an_account_asks_who_takes_the_people_over(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        second = make_account(work.session, Role.CASEWORKER, unit=office.township)
        person = make_subject(work.session, office.township, caseworker_id=office.caseworker.account_id).id or 0
    account, address = office.caseworker.account_id or 0, f"/accounts/{office.caseworker.account_id}"
    browser = Browser(app, sign_in_name_of(engine, office.supervisor))
    page = browser.get(address).text
    assert f'<option value="{second.account_id}" selected>' in page and "<dt>Answers for</dt><dd>1 person</dd>" in page
    assert browser.post(f"{address}/disable", heir_id="").status_code == 422
    assert "Say which caseworker takes them over" in browser.page.text
    assert browser.post(f"{address}/disable", heir_id=str(second.account_id)).status_code == 303
    assert "1 person is now with" in browser.get(address).text
    with Session(engine) as session:
        assert session.get_one(Account, account).state is AccountState.DISABLED
        assert session.get_one(Subject, person).caseworker_id == second.account_id


def test_the_page_of_protected_files_says_neither_who_nor_how_many(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        people = [
            make_subject(work.session, office.township, is_sealed=True, name=f"Canary {number}") for number in range(2)
        ]
        ids = [person.id or 0 for person in people]
    browser, address = (
        Browser(app, sign_in_name_of(engine, office.supervisor)),
        f"/units/{office.township.id}/protected",
    )
    assert "A protected file needs an authorised caseworker" in browser.get("/today").text
    page = browser.get(address).text
    assert "Canary" not in page and "2 " not in page.partition("<main")[2].partition("</main>")[0].replace("2026", "")
    assert browser.post(address, account_id=str(office.caseworker.account_id)).status_code == 303
    assert "Every protected file has" in browser.get(address).text
    caseworker = Browser(app, sign_in_name_of(engine, office.caseworker))
    assert all(caseworker.get(f"/people/{number}").status_code == 200 for number in ids)
    assert Browser(app, sign_in_name_of(engine, office.county_officer)).get(address).status_code == 403


def test_a_cover_that_ends_soon_leads_the_supervisor_to_its_page(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        second = make_account(work.session, Role.CASEWORKER, unit=office.township)
        cover = Cover(
            account_id=office.caseworker.account_id or 0, covered_by_id=second.account_id or 0, reason="leave",
            from_on=TODAY, to_on=TODAY, made_at=NOW,
        )  # fmt: skip
        number = stored(work.session, cover).id
    browser = Browser(app, sign_in_name_of(engine, office.supervisor))
    assert f'href="/covers/{number}"' in browser.get("/today").text
    assert browser.get(f"/covers/{number}").status_code == 200


def test_the_page_of_who_is_away_leads_to_their_cover(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        make_account(work.session, Role.CASEWORKER, unit=office.township)
    browser, away = Browser(app, sign_in_name_of(engine, office.supervisor)), office.caseworker.account_id
    assert f'href="/covers/new?account={away}"' in browser.get(f"/accounts/{away}").text
    assert f'<option value="{away}" selected>' in browser.get(f"/covers/new?account={away}").text
