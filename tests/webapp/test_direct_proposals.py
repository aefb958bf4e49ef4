"""Pages of direct proposals: where an officer makes one, where it is decided, and what a unit above is shown."""

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import Account, Proposal
from matching.vocabulary import AccountState, ProposalState
from tests.builders import Browser, Office, doing, sign_in_name_of
from tests.reviewing import matched_world, seen_by

WHY = "He knows the cook there."


def test_an_officer_proposes_and_a_caseworker_endorses(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    caseworker = Browser(app, sign_in_name_of(engine, office.caseworker))
    address = f"/people/{subject}/offers/{jobs[0]}"
    assert "Propose it yourself" not in caseworker.get(address).text
    assert "Propose it yourself" in officer.get(address).text
    assert officer.post(f"{address}/propose", reason="").status_code == 422
    assert "Say why: the caseworker decides on it." in officer.page.text
    assert officer.post(f"{address}/propose", reason=WHY).status_code == 303
    assert WHY in officer.get(officer.page.location).text
    assert officer.post(f"{address}/propose", reason=WHY).status_code == 422
    page = caseworker.get("/today").text
    assert "An officer has proposed this directly" in page
    page = caseworker.get(address).text
    assert WHY in page and "Hold until a date" not in page
    seen = seen_by(engine, office.caseworker, subject, jobs[0]).digest
    assert caseworker.post(address, decision="endorse", version=seen).status_code == 303
    assert WHY in caseworker.get(caseworker.page.location).text
    with Session(engine) as session:
        assert session.exec(select(Proposal.state)).one() is ProposalState.PROPOSED


def test_the_unit_above_decides_for_an_office_of_one_and_reads_no_phone(
    app: Flask, engine: Engine, office: Office
) -> None:
    subject, jobs = matched_world(engine, office, offers=1, phone="0571-canary")
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).state = AccountState.DISABLED
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    above = Browser(app, sign_in_name_of(engine, office.county_officer))
    address = f"/people/{subject}/offers/{jobs[0]}"
    officer.get(address)
    proposal = officer.post(f"{address}/propose", reason=WHY).location
    assert "Ask the unit above" in officer.get(proposal).text
    assert above.get(address).status_code == 404
    assert officer.post(f"{proposal}/ask-above").status_code == 303
    assert "the unit above is asked" in officer.get(proposal).text
    request = above.get("/proposals").text.split("/proposals/requests/")[1].split('"')[0]
    assert WHY in above.get(f"/proposals/requests/{request}").text
    page = above.get(address).text
    assert WHY in page and "canary" not in page
    seen = seen_by(engine, office.county_officer, subject, jobs[0]).digest
    assert above.post(address, decision="decline", version=seen, reason="unsuitable").status_code == 303
    assert above.get(address).status_code == 404
    with Session(engine) as session:
        assert session.exec(select(Proposal.state)).one() is ProposalState.WITHDRAWN
