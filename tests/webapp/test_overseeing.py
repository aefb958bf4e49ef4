"""Pages as a supervisor reads them, who looks and asks and leaves the act to others."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import Engine

from matching.clock import Clock
from matching.settings import Settings
from matching.vocabulary import OfferState, ProviderState
from tests.builders import NOW, TODAY, Browser, Office, doing, make_offer, make_provider, sign_in_name_of
from tests.proposing import make_case
from webapp import create_app


def test_a_check_that_fell_due_is_said_to_be_due_to_who_may_not_answer_it(
    engine: Engine, office: Office, settings: Settings
) -> None:
    case = make_case(engine, office).started()
    week_later = create_app(settings, engine, Clock(TODAY + timedelta(days=7)))
    page = Browser(week_later, sign_in_name_of(engine, office.supervisor)).get(f"/placements/{case.placement_id}").text
    assert page.count(">due</span>") == 1 and page.count("not due yet") == 4


def test_what_an_officer_checks_says_so_to_the_supervisor(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        provider = make_provider(work.session, office.township, state=ProviderState.SUBMITTED).id
        offer = make_offer(work.session, office.provider, state=OfferState.SUBMITTED, submitted_at=NOW).id
    supervisor = Browser(app, sign_in_name_of(engine, office.supervisor))
    assert "An officer checks this provider" in supervisor.get(f"/providers/{provider}").text
    assert "An officer checks this offer" in supervisor.get(f"/offers/{offer}").text
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    assert "An officer checks" not in officer.get(f"/offers/{offer}").text + officer.get(f"/providers/{provider}").text
