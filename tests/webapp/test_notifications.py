"""The bell, the own account and the day's work, as people meet them."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.queries.pages import ON_A_PAGE
from matching.records import Account, Notification
from matching.services.telling import tell
from matching.viewer import Viewer
from matching.vocabulary import Language, MailChoice, ProposalState
from tests.builders import Browser, Office, add_office, doing, sign_in_name_of
from tests.proposing import make_case

P = ProposalState


def browser_of(app: Flask, engine: Engine, viewer: Viewer) -> Browser:
    return Browser(app, sign_in_name_of(engine, viewer))


def told(engine: Engine, viewer: Viewer) -> list[Notification]:
    with Session(engine) as session:
        mine = select(Notification).where(col(Notification.account_id) == viewer.account_id)
        return list(session.exec(mine.order_by(col(Notification.id))))


def unseen_in(page: str) -> str:
    found = re.search(r"Notifications: (\d+) unseen", page)
    assert found
    return found[1]


def test_the_bell_counts_what_is_unseen_and_opening_a_line_sees_it(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.INTERESTED)
    browser = browser_of(app, engine, office.officer)
    assert unseen_in(browser.get("/today").text) == "1"
    line = told(engine, office.officer)[-1]
    page = browser.get("/notifications").text
    assert "The provider is interested" in page
    opened = browser.get(f"/notifications/{line.id}")
    assert (opened.status_code, opened.location) == (303, f"/proposals/{case.proposal_id}")
    assert unseen_in(browser.get("/today").text) == "0"


def test_a_line_names_the_person_to_whoever_may_see_them_and_to_no_provider(
    app: Flask, engine: Engine, office: Office
) -> None:
    whose = {"name": "Zhao Canary", "caseworker_id": office.caseworker.account_id}
    case = make_case(engine, office, whose).brought_to(P.OFFERED)
    with doing(engine, office.officer) as work:
        tell(work, [office.provider_viewer.account_id], "placement.started", "x", id=1, subject=case.subject_id)
    assert "Zhao Canary" in browser_of(app, engine, office.caseworker).get("/notifications").text
    shown = browser_of(app, engine, office.provider_viewer).get("/notifications").text
    assert case.proposal.code in shown and "Zhao Canary" not in shown


def test_everything_is_marked_as_seen_at_once_but_nothing_newer_than_the_page(
    app: Flask, engine: Engine, office: Office
) -> None:
    make_case(engine, office).brought_to(P.INTERESTED)
    browser = browser_of(app, engine, office.officer)
    upto = told(engine, office.officer)[-1].id
    browser.get("/notifications")
    make_case(engine, office).brought_to(P.INTERESTED)
    assert browser.post("/notifications/seen", upto=str(upto)).status_code == 303
    assert [row.seen_at is not None for row in told(engine, office.officer)] == [True, False]


def test_anothers_line_is_not_found_and_stays_unseen(app: Flask, engine: Engine, office: Office) -> None:
    make_case(engine, office).brought_to(P.INTERESTED)
    line = told(engine, office.officer)[-1]
    assert browser_of(app, engine, office.supervisor).get(f"/notifications/{line.id}").status_code == 404
    assert told(engine, office.officer)[-1].seen_at is None


def test_a_long_list_has_pages(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        for number in range(ON_A_PAGE + 1):
            tell(work, [office.officer.account_id], "provider.registered", f"n{number}", id=office.provider.id or 0)
    browser = browser_of(app, engine, office.officer)
    assert "Page 1 of 2" in browser.get("/notifications").text
    assert browser.get("/notifications?page=2").text.count("A provider has registered") == 1


def test_the_own_account_keeps_language_and_mail(app: Flask, engine: Engine, office: Office) -> None:
    browser = browser_of(app, engine, office.caseworker)
    browser.get("/account")
    answer = browser.post("/account", language="zh_Hans_CN", mail_choice="each", mail="li@office.example")
    assert answer.status_code == 303, answer.text
    with Session(engine) as session:
        account = session.get_one(Account, office.caseworker.account_id)
    assert (account.language, account.mail_choice, account.mail) == (
        Language.CHINESE,
        MailChoice.EACH,
        "li@office.example",
    )
    assert 'lang="zh-Hans"' in browser.get("/account").text


@pytest.mark.parametrize(
    ("mail", "choice", "says"),
    [("", "daily", "or choose no mail"), ("li at office", "each", "in full"), ("李@office.example", "each", "in full")],
)
def test_mail_without_an_address_is_refused_beside_the_box(
    app: Flask, engine: Engine, office: Office, mail: str, choice: str, says: str
) -> None:
    browser = browser_of(app, engine, office.caseworker)
    browser.get("/account")
    answer = browser.post("/account", language="en", mail_choice=choice, mail=mail)
    assert answer.status_code == 422 and says in answer.text


def test_nobody_needs_mail(app: Flask, engine: Engine, office: Office) -> None:
    browser = browser_of(app, engine, office.provider_viewer)
    browser.get("/account")
    assert browser.post("/account", language="en", mail_choice="none", mail="").status_code == 303


def test_an_account_changed_meanwhile_is_not_overwritten(app: Flask, engine: Engine, office: Office) -> None:
    browser = browser_of(app, engine, office.caseworker)
    browser.get("/account")
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).version += 1
    answer = browser.post("/account", language="en", mail_choice="none", mail="")
    assert answer.status_code == 409


def test_the_days_work_is_grouped_counted_and_filtered(app: Flask, engine: Engine, office: Office) -> None:
    for _each in range(2):
        make_case(engine, office).brought_to(P.AGREED)
    make_case(engine, office).brought_to(P.INTERESTED)
    browser = browser_of(app, engine, office.officer)
    everything = browser.get("/today").text
    assert re.search(r'Offer to providers <span class="quiet">\(2\)', everything)
    only = browser.get("/today?kind=proposal.to_disclose").text
    assert "The provider is interested" in only and "offer it to the provider" not in only


def test_the_days_work_shows_the_first_of_each_kind_and_leads_to_the_rest(
    app: Flask, engine: Engine, office: Office
) -> None:
    for _each in range(7):
        make_case(engine, office).brought_to(P.AGREED)
    browser = browser_of(app, engine, office.officer)
    everything = browser.get("/today").text
    only = browser.get("/today?kind=proposal.to_offer").text
    assert (everything.count("offer it to the provider"), only.count("offer it to the provider")) == (5, 7)
    assert 'href="/today?kind=proposal.to_offer">2 more' in everything and "more<span" not in only


def test_a_provider_confirms_a_start_from_the_days_work(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.PLACED)
    browser = browser_of(app, engine, office.provider_viewer)
    page = browser.get("/today").text
    assert f"/placements/{case.placement_id}/start" in page
    browser.post(f"/placements/{case.placement_id}/start", version=str(case.placement.version))
    assert case.placement.state.value == "started"


def test_two_offices_hear_only_of_their_own(engine: Engine) -> None:
    here, there = add_office(engine), add_office(engine)
    make_case(engine, here).brought_to(P.INTERESTED)
    assert told(engine, here.officer) and not told(engine, there.officer)
