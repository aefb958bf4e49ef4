"""Tonight's page, and the day's work that begins with it."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import AuditEntry
from matching.vocabulary import OfferKind, Sex
from tests.builders import Browser, Office, doing, make_offer, sign_in_name_of
from tests.figuring import person


@pytest.fixture
def homeless(engine: Engine, office: Office) -> dict[str, int]:
    with doing(engine) as work:
        caseworker = {"caseworker_id": office.caseworker.account_id}
        man = person(work.session, office.township, 9, home="no", name="Zhu Wei", sex=Sex.MALE, **caseworker)
        other = person(work.session, office.township, 3, name="Qin Lan", **caseworker)
        terms = {"sex_only": Sex.FEMALE}
        women = make_offer(work.session, office.provider, terms, kind=OfferKind.HOUSING, title="Room for women")
        room = make_offer(work.session, office.provider, {}, kind=OfferKind.HOUSING, title="Plain room")
        ids = {"man": man.id, "other": other.id, "women": women.id, "room": room.id}
        return {name: number or 0 for name, number in ids.items()}


def test_the_officers_day_begins_with_tonight(
    app: Flask, engine: Engine, office: Office, homeless: dict[str, int]
) -> None:
    page = Browser(app, sign_in_name_of(engine, office.officer)).get("/today")
    main = page.text.split("<h1")[1]
    assert main.index("Zhu Wei") < main.index("Qin Lan") < main.index('href="/tonight"')
    assert "2 free places in homes" in main and "2 people without a known home" in main
    with Session(engine) as session:
        entries = [row.ids for row in session.exec(select(AuditEntry)) if row.act == "tonight.seen"]
    assert entries == [{"ids": [homeless["man"], homeless["other"]]}]


def test_a_press_leads_to_the_pair_and_a_barred_bed_says_why(
    app: Flask, engine: Engine, office: Office, homeless: dict[str, int]
) -> None:
    browser = Browser(app, sign_in_name_of(engine, office.officer))
    page = browser.get("/tonight")
    man, other = homeless["man"], homeless["other"]
    card = page.text.split(f'id="person-{man}"')[1].split("</article>")[0]
    taken, barred = card.split("<details")
    assert f"/people/{man}/offers/{homeless['room']}" in taken and "Lawful" not in barred
    assert f"/people/{man}/offers/{homeless['women']}" in barred and "1 bed may not be taken" in barred
    assert f"/people/{other}/circumstances/home" in page.text
    assert browser.get(f"/people/{man}/offers/{homeless['room']}").status_code == 200


def test_an_empty_night_says_what_would_appear_and_what_to_do(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app, sign_in_name_of(engine, office.officer))
    page = browser.get("/tonight")
    assert "Nobody of your unit is without a home tonight" in page.text and "No bed of your county is free" in page.text
    assert "/tonight" not in browser.get("/today").text.split("<h1")[1]


def test_a_supervisor_who_is_neither_has_no_list_of_the_night(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app, sign_in_name_of(engine, office.supervisor))
    assert browser.get("/tonight").status_code == 403
    assert browser.get("/today").status_code == 200


@pytest.mark.parametrize(("who", "opens"), [("officer", ""), ("caseworker", "/offences")])
def test_what_is_to_be_found_out_leads_to_a_page_that_opens(
    app: Flask, engine: Engine, office: Office, homeless: dict[str, int], who: str, opens: str
) -> None:
    exclusion = {"category": "arson", "ground": "justified", "justification": "Wooden house"}
    with doing(engine) as work:
        make_offer(work.session, office.provider, {}, kind=OfferKind.HOUSING, exclusions=[exclusion])
    browser = Browser(app, sign_in_name_of(engine, getattr(office, who)))
    address = f"/people/{homeless['man']}{opens}"
    assert f'href="{address}">the offences' in browser.get("/tonight").text
    assert browser.get(address).status_code == 200
