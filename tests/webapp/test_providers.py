"""Providers as visitors, as themselves, and as officers see them."""

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import Account, Provider
from matching.vocabulary import ProviderState, Role, UnitLevel
from tests.builders import Browser, Office, doing, make_account, make_offer, make_provider, make_unit, sign_in_name_of

TYPED = {
    "kind": "employer",
    "name": "Lake Laundry",
    "address": "Lake Road 3",
    "contact_name": "Zhou Min",
    "phone": "0571 1234",
    "sign_in_name": "laundry",
    "new": "three small words",
}


def register(app: Flask, **fields: object) -> Browser:
    browser = Browser(app)
    browser.get("/register-provider")
    browser.post("/register-provider", **(TYPED | fields))
    return browser


def the_provider(engine: Engine) -> Provider:
    with Session(engine) as session:
        return session.exec(select(Provider).where(Provider.name == "Lake Laundry")).one()


def test_a_provider_registers_is_approved_and_may_send(app: Flask, engine: Engine, office: Office) -> None:
    assert register(app, unit_id=office.township.id).page.status_code == 303
    provider = the_provider(engine)
    own = Browser(app, "laundry")
    assert "Being checked" in own.get("/today").text
    assert "An officer checks this before" in own.get("/my/details").text

    officer = Browser(app, sign_in_name_of(engine, office.officer))
    assert "Check this provider" in officer.get("/today").text
    assert "Lake Laundry" in officer.get("/providers?state=submitted&words=laun").text
    text = officer.get(f"/providers/{provider.id}").text
    assert "0571 1234" in text and "Zhou Min" in text
    officer.post(f"/providers/{provider.id}/check", step="approve")
    assert the_provider(engine).state is ProviderState.APPROVED
    assert "Being checked" not in own.get("/my/openings").text


def test_every_fault_is_named_and_what_was_typed_stays(app: Flask, engine: Engine, office: Office) -> None:
    page = register(app, unit_id=office.village.id, phone="ask Li", address="", mail="nobody", name="<b>Works</b>").page
    assert page.status_code == 422
    assert (
        "Choose one of the answers" in page.text
        and "Write the mail address in full" in page.text
        and "This is needed" in page.text
        and "Write the phone number in full" in page.text
    )
    assert "&lt;b&gt;Works&lt;/b&gt;" in page.text and "three small words" not in page.text
    page = register(app, unit_id=office.township.id, new="short", mail="nobody").page
    assert 'id="new-error"' in page.text and 'id="mail-error"' in page.text
    assert page.text.count("at least 10 characters") == 2, "at the top and beside the box"
    with Session(engine) as session:
        assert session.exec(select(Account).where(Account.sign_in_name == "laundry")).all() == []


def test_a_sign_in_name_is_taken_once_whatever_its_case(app: Flask, engine: Engine, office: Office) -> None:
    register(app, unit_id=office.county.id)
    page = register(app, unit_id=office.county.id, sign_in_name="LAUNDRY").page
    assert page.status_code == 422 and "already used" in page.text


def test_refusing_says_why_and_the_provider_reads_it(app: Flask, engine: Engine, office: Office) -> None:
    register(app, unit_id=office.township.id)
    provider, officer = the_provider(engine), Browser(app, sign_in_name_of(engine, office.officer))
    officer.get(f"/providers/{provider.id}")
    page = officer.post(f"/providers/{provider.id}/check", step="refuse")
    assert page.status_code == 422 and "Say why" in page.text
    officer.post(f"/providers/{provider.id}/check", step="refuse", note="Nobody is at this address")
    assert "Nobody is at this address" in Browser(app, "laundry").get("/my/openings").text


def test_a_stale_or_second_check_is_refused(app: Flask, engine: Engine, office: Office) -> None:
    register(app, unit_id=office.township.id)
    provider = the_provider(engine)
    first, second = (
        Browser(app, sign_in_name_of(engine, viewer)) for viewer in (office.officer, office.county_officer)
    )
    first.get(f"/providers/{provider.id}")
    second.get(f"/providers/{provider.id}")
    first.post(f"/providers/{provider.id}/check", step="approve")
    page = second.post(f"/providers/{provider.id}/check", step="refuse", note="No")
    assert page.status_code == 422 and "Somebody else saved" in page.text
    assert the_provider(engine).state is ProviderState.APPROVED


def test_an_unchecked_provider_is_seen_only_by_its_line_of_units(app: Flask, engine: Engine, office: Office) -> None:
    register(app, unit_id=office.township.id)
    provider = the_provider(engine)
    with doing(engine) as work:
        sibling = make_unit(work.session, UnitLevel.TOWNSHIP, office.county)
        stranger = make_account(work.session, Role.OFFICER, unit=sibling)
    browser = Browser(app, sign_in_name_of(engine, stranger))
    assert browser.get(f"/providers/{provider.id}").status_code == 404 == browser.get("/providers/9999").status_code
    assert "Lake Laundry" not in browser.get("/providers").text
    browser.get(f"/providers/{office.provider.id}")
    assert browser.page.status_code == 200
    assert browser.post(f"/providers/{provider.id}/check", step="approve").status_code == 404


def test_roles_and_foreign_pages(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, make_provider(work.session, office.township))
    caseworker = Browser(app, sign_in_name_of(engine, office.caseworker))
    assert caseworker.get(f"/offers/{offer.id}").status_code == 200
    assert caseworker.get("/offers?state=nonsense&page=x").status_code == 200
    assert caseworker.post(f"/offers/{offer.id}/moderate", step="close").status_code == 403
    assert caseworker.get("/my/openings").status_code == 403
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    officer.get(f"/offers/{offer.id}")
    assert officer.post(f"/offers/{offer.id}/moderate", step="fly").status_code == 422
    assert officer.post("/offers/9999/moderate", step="close").status_code == 404
    assert Browser(app).get("/providers").status_code == 303
