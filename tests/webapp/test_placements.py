"""Placements as staff and providers meet them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.clock import Clock
from matching.queries.pages import ON_A_PAGE
from matching.records import Placement, Proposal, RetentionCheck, Subject
from matching.settings import Settings
from matching.vocabulary import CheckAnswer, OfferKind, PlacementState, ProposalState, Role
from tests.builders import (
    TODAY,
    Browser,
    Office,
    doing,
    make_account,
    make_provider,
    make_subject,
    sign_in_name_of,
    stored,
)
from tests.proposing import Case, make_case
from webapp import create_app
from webapp.forms.placements import EndForm

P = ProposalState
A_WEEK_ON = TODAY + timedelta(days=7)


@pytest.fixture
def week_later(engine: Engine, settings: Settings) -> Iterator[Flask]:
    """The pages as they are a week after the start."""
    yield create_app(settings, engine, Clock(A_WEEK_ON))


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)}


def check_of(case: Case, days: int = 7) -> RetentionCheck:
    with Session(case.engine) as session:
        found = select(RetentionCheck).where(
            RetentionCheck.placement_id == case.placement_id, RetentionCheck.days == days
        )
        return session.exec(found).one()


def copy_placement(session: Session, case: Case, person: Subject) -> None:
    """Another person's placement like the one of a case."""
    like = case.proposal.model_dump(exclude={"id"}) | {"code": f"COPY{person.id}", "subject_id": person.id}
    proposal = stored(session, Proposal(**like))
    like = case.placement.model_dump(exclude={"id"}) | {"proposal_id": proposal.id, "subject_id": person.id}
    stored(session, Placement(**like))


def test_a_provider_confirms_the_start_in_one_press(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office, {"name": "Zhao Liu"}).brought_to(P.PLACED)
    provider = Browser(app, sign_in_name_of(engine, office.provider_viewer))
    page = provider.get("/my/placements")
    assert "Zhao Liu" in page.text
    assert provider.post(f"/placements/{case.placement_id}/start", version="1").status_code == 303
    provider.page = page
    assert provider.post(f"/placements/{case.placement_id}/start", version="1").status_code == 303
    assert case.placement.state is PlacementState.STARTED
    other = Browser(app, sign_in_name_of(engine, office.provider_viewer))
    other.get("/my/placements")
    assert other.post(f"/placements/{case.placement_id}/start", version="1", once="another").status_code == 409


def test_a_provider_answers_a_check_in_one_press(week_later: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    provider = Browser(week_later, sign_in_name_of(engine, office.provider_viewer))
    assert "still holds after 7 days" in provider.get("/today").text
    assert "Yes, it holds" in provider.get("/my/placements").text
    path = f"/checks/{check_of(case).id}"
    assert provider.post(path, answer="holds", version="1").status_code == 303
    assert check_of(case).answer is CheckAnswer.HOLDS
    assert "still holds" not in provider.get("/today").text
    provider.get("/my/placements")
    assert provider.post(path, answer="ended", version="2").status_code in (409, 422)


def test_a_caseworker_records_that_it_ended(week_later: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    caseworker = Browser(week_later, sign_in_name_of(engine, office.caseworker))
    assert "after 7 days" in caseworker.get("/today").text
    path = f"/checks/{check_of(case).id}/ended"
    caseworker.get(path)
    half = caseworker.post(path, **{"ended_on-year": "2026"})
    assert half.status_code == 422
    assert "must also have" in half.text
    rest = {"reason": "laid_off", "next_situation": "no_work"}
    assert caseworker.post(path, **boxes("ended_on", TODAY - timedelta(days=1)), **rest).status_code == 422
    assert caseworker.post(path, **boxes("ended_on", A_WEEK_ON), **rest).status_code == 303
    assert case.placement.state is PlacementState.ENDED
    assert "No longer" in caseworker.get("/placements").text or "Ended lately" in caseworker.page.text


def test_staff_extend_cancel_and_end_on_the_placements_page(app: Flask, engine: Engine, office: Office) -> None:
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    planned, running = make_case(engine, office).brought_to(P.PLACED), make_case(engine, office).started()
    officer.get(f"/placements/{planned.placement_id}")
    assert officer.post(f"/placements/{planned.placement_id}/cancel").status_code == 422
    assert officer.post(f"/placements/{planned.placement_id}/cancel", reason="other").status_code == 303
    path = f"/placements/{running.placement_id}"
    officer.get(path)
    why = {"reason": "provider_keeps", "provider_agrees": "y"}
    assert officer.post(f"{path}/extend", **boxes("ends_on", A_WEEK_ON), reason="provider_keeps").status_code == 422
    assert officer.post(f"{path}/extend", **boxes("ends_on", TODAY), **why).status_code == 422
    assert officer.post(f"{path}/extend", **boxes("ends_on", A_WEEK_ON), **why).status_code == 303
    officer.get(path)
    end = boxes("ended_on", TODAY) | {"reason": "moved_on", "next_situation": "other_work"}
    assert officer.post(f"{path}/end", **end).status_code == 303
    assert running.placement.state is PlacementState.ENDED
    assert "after 7 days" not in officer.get(path).text
    assert "No such" not in officer.get("/placements").text


def test_running_placements_come_by_their_last_day_page_by_page_and_can_be_narrowed(
    app: Flask, engine: Engine, office: Office
) -> None:
    stay = {"kind": OfferKind.HOUSING, "terms": {"housing_kind": "flat", "stay_limit_days": 30}}
    open_ended = make_case(engine, office, {"name": "Zhao Liu"}, title="Cook").started()
    make_case(engine, office, {"name": "Qian Bo"}, title="Flat by the river", **stay).started()
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    page = officer.get("/placements").text
    assert page.index("Qian Bo") < page.index("Zhao Liu")
    assert 'name="words"' not in page
    with doing(engine) as work:
        for _number in range(ON_A_PAGE):
            copy_placement(work.session, open_ended, make_subject(work.session, office.township))
    pages = [officer.get(f"/placements?page={number}").text for number in (1, 2)]
    assert [page.count("· Cook</a>") for page in pages] == [ON_A_PAGE - 1, 2]
    assert "Running (52)" in pages[0]
    narrowed = officer.get("/placements?kind=housing&words=river").text
    assert "Qian Bo" in narrowed
    assert "Zhao Liu" not in narrowed
    assert "No running placement fits" in officer.get("/placements?words=nowhere").text


def test_a_foreign_placement_and_the_wrong_role_are_turned_away(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office, {"name": "Zhao Liu"}).started()
    with doing(engine) as work:
        stranger = make_account(work.session, Role.PROVIDER, provider=make_provider(work.session, office.township))
    browser = Browser(app, sign_in_name_of(engine, stranger))
    browser.get("/my/placements")
    for path in (f"/placements/{case.placement_id}", "/placements/99999"):
        assert browser.get(path).status_code == 404
        assert "Zhao Liu" not in browser.page.text
    assert browser.post(f"/checks/{check_of(case).id}", answer="holds", version="1").status_code == 404
    assert browser.get("/placements").status_code == 403
    supervisor = Browser(app, sign_in_name_of(engine, office.supervisor))
    assert supervisor.get(f"/placements/{case.placement_id}").status_code == 200
    assert supervisor.post(f"/placements/{case.placement_id}/end").status_code == 403
    provider = Browser(app, sign_in_name_of(engine, office.provider_viewer))
    provider.get(f"/placements/{case.placement_id}")
    assert provider.post(f"/placements/{case.placement_id}/cancel", reason="other").status_code == 403
    assert "Recalled" not in provider.get(f"/placements/{case.placement_id}").text


def test_an_ended_placement_keeps_no_name_for_the_provider(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office, {"name": "Zhao Liu"}).started()
    provider = Browser(app, sign_in_name_of(engine, office.provider_viewer))
    provider.get(f"/placements/{case.placement_id}")
    end = boxes("ended_on", TODAY) | {"reason": "subject_left", "next_situation": "unknown"}
    assert provider.post(f"/placements/{case.placement_id}/end", **end).status_code == 303
    assert "Zhao Liu" not in provider.get("/my/placements").text
    assert "Zhao Liu" not in provider.get(f"/placements/{case.placement_id}").text


def test_reasons_of_an_end_go_with_the_kind_and_with_who_is_asked(app: Flask) -> None:
    def offered(kind: OfferKind, for_staff: bool) -> set[str]:
        with app.test_request_context():
            return {str(choice[0]) for choice in EndForm().for_kind(kind, for_staff).reason.iter_choices()}

    assert "laid_off" in offered(OfferKind.JOB, False) and "laid_off" not in offered(OfferKind.HOUSING, False)
    assert {"died", "recalled", "health"} <= offered(OfferKind.HOUSING, True) - offered(OfferKind.HOUSING, False)
