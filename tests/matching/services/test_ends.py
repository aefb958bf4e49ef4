"""How long placements last: the agreed end, what comes after it, and what follows a placement that is only for a time."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from matching.errors import BadInput, IllegalStep, NotFound
from matching.queries.cards import one_card
from matching.queries.placements import one_placement
from matching.queries.proposals import one_proposal
from matching.queries.waiting import my_work
from matching.queries.work_lists import work_list
from matching.records import Subject
from matching.services import proposals
from matching.services.exit_paths import ExitPath, record_exit_path
from matching.services.extensions import ExtendPlacement, extend_placement
from matching.services.interviews import InterviewStep, SetInterview, set_interview
from matching.services.may_propose import AlreadyPlaced, StartsTooEarly
from matching.services.placements import PlanPlacement, plan_placement
from matching.services.proposals import Step, lapse_proposals
from matching.viewer import Viewer
from matching.vocabulary import ExtensionReason, NextSituation, OfferKind, ProposalState
from tests.builders import TODAY, Office, doing
from tests.proposing import Case, another_offer, make_case

P = ProposalState
STAY = {"kind": OfferKind.HOUSING, "terms": {"housing_kind": "flat", "stay_limit_days": 30}}
END = TODAY + timedelta(days=30)


def keys(engine: Engine, viewer: Viewer, today: date) -> set[str]:
    with doing(engine, viewer, today) as work:
        return {item.key for item in my_work(work) if item.key.startswith(("placement.", "proposal."))}


def at(day: date) -> datetime:
    """Ten in the morning at the office."""
    return datetime(day.year, day.month, day.day, 2)


def living(engine: Engine, office: Office, **offer: object) -> Case:
    """Somebody of the caseworker's who has moved in, or begun, today."""
    person = {"caseworker_id": office.caseworker.account_id}
    return make_case(engine, office, subject=person, **(offer or STAY)).started()


def transitional(engine: Engine, office: Office, ends_on: date | None = END) -> Case:
    terms = {"is_transitional": True, "ends_on": ends_on}
    return living(engine, office, kind=OfferKind.JOB, terms=terms)


def test_a_stay_ends_with_its_limit_and_is_never_planned_beyond_it(engine: Engine, office: Office) -> None:
    assert living(engine, office).placement.ends_on == END
    case = make_case(engine, office, **STAY).brought_to(P.ACCEPTED)
    plan = PlanPlacement(case.proposal_id, case.proposal.version, TODAY, END + timedelta(days=1))
    with pytest.raises(IllegalStep):
        case.act(office.officer, plan_placement, plan)


def test_who_stays_beyond_the_agreed_day_is_shown_to_those_who_answer_and_then_to_the_supervisor(
    engine: Engine, office: Office
) -> None:
    case = living(engine, office)
    after = END + timedelta(days=1)
    for viewer in (office.caseworker, office.officer):
        assert "placement.overstay" not in keys(engine, viewer, END)
        assert "placement.overstay" in keys(engine, viewer, after)
    assert "placement.own_overstay" in keys(engine, office.provider_viewer, after)
    with doing(engine, office.supervisor, END + timedelta(days=20)) as work:
        assert "placement.overstay" in {item.key for item in work_list(work)}
    longer = ExtendPlacement(case.placement_id, 2, END + timedelta(days=40), ExtensionReason.NO_OTHER_HOME)
    case.act(office.officer, extend_placement, longer, today=after)
    assert "placement.overstay" not in keys(engine, office.caseworker, after)


def test_what_follows_is_asked_before_a_transitional_job_ends_and_hidden_from_the_provider(
    engine: Engine, office: Office
) -> None:
    case = transitional(engine, office)
    assert "placement.exit_path" in keys(engine, office.caseworker, TODAY)
    assert "placement.exit_path" not in keys(engine, office.officer, TODAY)
    path = ExitPath(case.placement_id, 2, NextSituation.OTHER_WORK, "Training as a welder from October")
    with pytest.raises(NotFound):
        case.act(office.provider_viewer, record_exit_path, path)
    with pytest.raises(BadInput):
        case.act(office.caseworker, record_exit_path, ExitPath(case.placement_id, 2, NextSituation.OWN_HOME, "x"))
    case.act(office.caseworker, record_exit_path, path)
    assert "placement.exit_path" not in keys(engine, office.caseworker, TODAY)
    with doing(engine, office.supervisor) as work:
        assert one_placement(work, case.placement_id).exit_plan == path.plan
    with doing(engine, office.provider_viewer) as work:
        page = one_placement(work, case.placement_id)
        assert (page.exit_plan, page.row.exit_goal) == (None, None)


def test_a_transitional_job_that_ends_later_asks_later(engine: Engine, office: Office) -> None:
    transitional(engine, office, TODAY + timedelta(days=90))
    assert "placement.exit_path" not in keys(engine, office.caseworker, TODAY)
    assert "placement.exit_path" in keys(engine, office.caseworker, TODAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("is_transitional", "starts", "refusal"),
    [
        (True, 31, None), (True, None, None), (True, 30, StartsTooEarly),
        (False, 31, AlreadyPlaced), (False, None, AlreadyPlaced),
    ],
)  # fmt: skip
def test_what_starts_after_a_transitional_job_may_be_proposed_while_it_runs(
    sqlite: Engine, is_transitional: bool, starts: int | None, refusal: type[Exception] | None
) -> None:
    from tests.builders import add_office

    office = add_office(sqlite)
    terms = {"is_transitional": is_transitional, "ends_on": END}
    case = living(sqlite, office, kind=OfferKind.JOB, terms=terms)
    following = another_offer(case, starts_on=None if starts is None else TODAY + timedelta(days=starts))
    if refusal is not None:
        with pytest.raises(refusal):
            following.propose()
        return
    following.brought_to(P.ACCEPTED)
    with pytest.raises(AlreadyPlaced):
        following.take(P.PLACED)


def test_an_interview_is_moved_and_the_answer_is_due_after_it(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.DISCLOSED)
    day = TODAY + timedelta(days=6)
    moved = SetInterview(case.proposal_id, case.proposal.version, at(day), "Room 2")
    case.act(office.officer, set_interview, moved, 5)
    assert case.proposal.answer_by_on == day + timedelta(days=7)
    with pytest.raises(IllegalStep):
        past = SetInterview(case.proposal_id, case.proposal.version, at(TODAY - timedelta(days=1)))
        case.act(office.officer, set_interview, past, 5)
    with doing(engine, office.provider_viewer) as work:
        card = one_card(work, case.proposal.code)
        assert (card.interview_place, card.row.interview_at) == ("Room 2", at(day))
    for viewer, key in ((office.provider_viewer, "proposal.card_interview"), (office.officer, "proposal.interview")):
        shown = [key in keys(engine, viewer, day + timedelta(days=days)) for days in (-2, -1, 0, 1)]
        assert shown == [False, True, True, False]
    off = SetInterview(case.proposal_id, case.proposal.version, None)
    case.act(office.officer, set_interview, off, 5)
    assert (case.proposal.interview_at, case.proposal.interview_place) == (None, None)
    assert case.proposal.answer_by_on == TODAY + timedelta(days=7)


def test_each_step_of_an_interview_says_what_became_of_it(engine: Engine, office: Office) -> None:
    case, other = (make_case(engine, office).brought_to(P.DISCLOSED) for _ in range(2))
    days = [TODAY + timedelta(days=1), TODAY + timedelta(days=3), None]
    for number, day in enumerate(days):
        now = TODAY + timedelta(days=number)
        wanted = SetInterview(case.proposal_id, case.proposal.version, at(day) if day else None)
        case.act(office.officer, set_interview, wanted, 5, today=now)
    with doing(engine, office.officer) as work:
        steps = one_proposal(work, case.proposal_id).steps
        elsewhere = one_proposal(work, other.proposal_id).steps
    assert [(step.interview, step.meets_on) for step in steps[-4:]] == [
        (None, None),
        (InterviewStep.SET, days[0]),
        (InterviewStep.SET, days[1]),
        (InterviewStep.CANCELLED, None),
    ]
    assert {step.interview for step in elsewhere} == {None}


def test_no_interview_is_set_before_the_disclosure_or_after_the_answer(engine: Engine, office: Office) -> None:
    for state in (P.PROPOSED, P.INTERESTED, P.ACCEPTED):
        case = make_case(engine, office).brought_to(state)
        wanted = SetInterview(case.proposal_id, case.proposal.version, at(TODAY))
        with pytest.raises(IllegalStep):
            case.act(office.officer, set_interview, wanted, 5)


def test_a_disclosed_proposal_lapses_after_its_interview_and_gives_the_place_back(
    engine: Engine, office: Office
) -> None:
    case = make_case(engine, office, places=1).brought_to(P.INTERESTED)
    step, day = Step(case.proposal_id, case.proposal.version), TODAY + timedelta(days=10)
    case.act(office.officer, proposals.disclose, step, 5, at(day), "Room 2")
    due = case.proposal.answer_by_on
    assert due is not None and due > day
    assert case.act(office.officer, lapse_proposals, today=due) == 0
    assert case.act(office.officer, lapse_proposals, today=due + timedelta(days=1)) == 1
    assert (case.proposal.state, case.offer.places_taken) == (P.LAPSED, 0)
    assert case.suggestion.held_until == due + timedelta(days=15)


def test_an_extension_asks_for_a_rematch(engine: Engine, office: Office) -> None:
    case = living(engine, office)
    before = case.read(Subject, case.subject_id).facts_version
    longer = ExtendPlacement(case.placement_id, 2, END + timedelta(days=1), ExtensionReason.WAITS_FOR_PLACE)
    case.act(office.officer, extend_placement, longer)
    assert case.read(Subject, case.subject_id).facts_version > before
