"""Placements: started or not, checked, ended; what each leaves in the case file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from matching.errors import IllegalStep, NotAllowed, NotFound, StaleEdit
from matching.records import Circumstance, Extension, Outcome, Placement, RetentionCheck, Subject, WorkItem
from matching.services import placements
from matching.services.extensions import ExtendPlacement, extend_placement
from matching.services.may_propose import AlreadyPlaced
from matching.services.placement_steps import ACTIVE, STEPS
from matching.services.placements import CHECK_DAYS, EndPlacement, PlacementStep
from matching.services.retention import AnswerCheck, answer_check
from matching.vocabulary import (
    Answer,
    CheckAnswer,
    CircumstanceKind,
    EndReason,
    ExtensionReason,
    NextSituation,
    OfferKind,
    OfferState,
    OutcomeKind,
    PlacementState,
    ProposalState,
    Role,
    SuggestionState,
)
from tests.builders import TODAY, Office, doing, make_account, make_provider
from tests.proposing import Case, another_offer, make_case

P, S = ProposalState, PlacementState
LATER = TODAY + timedelta(days=8)


def ending(case: Case, **fields: object) -> EndPlacement:
    values = {"ended_on": LATER, "reason": EndReason.SUBJECT_LEFT, "next_situation": NextSituation.NO_WORK} | fields
    return EndPlacement(case.placement_id, case.placement.version, **values)  # type: ignore[arg-type]


def checks_of(case: Case) -> list[RetentionCheck]:
    with Session(case.engine) as session:
        found = select(RetentionCheck).where(col(RetentionCheck.placement_id) == case.placement_id)
        return list(session.exec(found.order_by(col(RetentionCheck.days))))


def outcomes_of(case: Case) -> list[Outcome]:
    with Session(case.engine) as session:
        found = select(Outcome).where(col(Outcome.placement_id) == case.placement_id)
        return list(session.exec(found.order_by(col(Outcome.id))))


def newest(case: Case, kind: CircumstanceKind) -> Answer | None:
    with Session(case.engine) as session:
        found = select(Circumstance).where(
            col(Circumstance.subject_id) == case.subject_id, col(Circumstance.kind) == kind
        )
        finding = session.exec(found.order_by(col(Circumstance.id).desc())).first()
        return finding and finding.answer


def press(case: Case, act: PlacementState, today: object = LATER) -> None:
    step = PlacementStep(case.placement_id, case.placement.version)
    services = {
        S.STARTED: lambda work: placements.start_placement(work, step),
        S.NO_SHOW: lambda work: placements.record_no_show(work, step),
        S.CANCELLED: lambda work: placements.cancel_placement(work, step, EndReason.OTHER),
        S.ENDED: lambda work: placements.end_placement(work, ending(case)),
    }
    case.act(case.office.officer, services[act], today=today)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", [(), (S.STARTED,), (S.NO_SHOW,), (S.CANCELLED,), (S.STARTED, S.ENDED)])
def test_only_the_steps_of_the_table_are_taken(sqlite: Engine, way: tuple[PlacementState, ...]) -> None:
    from tests.builders import add_office

    office = add_office(sqlite)
    for to in (S.STARTED, S.NO_SHOW, S.CANCELLED, S.ENDED):
        case = make_case(sqlite, office).brought_to(P.PLACED)
        for state in way:
            press(case, state)
        before = case.placement.state
        if to in STEPS[before]:
            press(case, to)
            assert case.placement.state is to
        else:
            with pytest.raises(IllegalStep):
                press(case, to)
            assert case.placement.state is before
        assert case.offer.places_taken == (case.placement.state in ACTIVE)


def test_a_start_makes_five_checks_an_outcome_and_says_that_there_is_work(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    assert [(check.days, check.due_on) for check in checks_of(case)] == [
        (days, TODAY + timedelta(days=days)) for days in CHECK_DAYS
    ]
    outcome = outcomes_of(case)[0]
    assert (outcome.kind, outcome.features["score"], outcome.features["contributions"]) == (
        OutcomeKind.STARTED,
        712_000,
        {"skills": 212_000},
    )
    assert newest(case, CircumstanceKind.WORK) is Answer.YES
    with Session(engine) as session:
        assert "rematch_subject" in session.exec(select(WorkItem.name)).all()


def test_a_start_is_not_dated_before_the_proposal(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.PLACED)
    long_ago = PlacementStep(case.placement_id, 1, TODAY - timedelta(days=400))
    with pytest.raises(IllegalStep):
        case.act(office.provider_viewer, placements.start_placement, long_ago)


def test_a_start_cannot_be_confirmed_before_its_day(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.PLACED)
    tomorrow = PlacementStep(case.placement_id, 1, TODAY + timedelta(days=1))
    with pytest.raises(IllegalStep):
        case.act(office.provider_viewer, placements.start_placement, tomorrow)


@pytest.mark.parametrize(
    ("kind", "situation", "circumstance", "answer"),
    [
        (OfferKind.JOB, NextSituation.NO_WORK, CircumstanceKind.WORK, Answer.NO),
        (OfferKind.JOB, NextSituation.OTHER_WORK, CircumstanceKind.WORK, Answer.YES),
        (OfferKind.JOB, NextSituation.UNKNOWN, CircumstanceKind.WORK, Answer.UNKNOWN),
        (OfferKind.HOUSING, NextSituation.NO_HOME, CircumstanceKind.HOME, Answer.NO),
        (OfferKind.HOUSING, NextSituation.WITH_KIN, CircumstanceKind.HOME, Answer.YES),
        (OfferKind.TRAINING, NextSituation.OTHER_WORK, CircumstanceKind.WORK, Answer.YES),
        (OfferKind.TRAINING, NextSituation.UNKNOWN, CircumstanceKind.WORK, None),
    ],
)
def test_an_end_frees_the_place_and_recomputes_the_three_noes(
    engine: Engine,
    office: Office,
    kind: OfferKind,
    situation: NextSituation,
    circumstance: CircumstanceKind,
    answer: Answer | None,
) -> None:
    case = make_case(engine, office, kind=kind).started()
    case.act(office.caseworker, placements.end_placement, ending(case, next_situation=situation), today=LATER)
    assert (case.offer.places_taken, case.offer.state) == (0, OfferState.PUBLISHED)
    assert newest(case, circumstance) is answer
    assert [(row.kind, row.days) for row in outcomes_of(case)] == [(OutcomeKind.STARTED, 0), (OutcomeKind.ENDED, 8)]
    assert case.suggestion.state is SuggestionState.WITHDRAWN


def test_a_situation_of_another_kind_is_refused(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    with pytest.raises(IllegalStep):
        case.act(
            office.caseworker, placements.end_placement, ending(case, next_situation=NextSituation.NO_HOME), today=LATER
        )


def test_a_no_show_gives_the_place_back_and_counts_as_an_outcome(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.PLACED)
    case.act(office.provider_viewer, placements.record_no_show, PlacementStep(case.placement_id, 1))
    assert [row.kind for row in outcomes_of(case)] == [OutcomeKind.NO_SHOW]
    assert case.offer.places_taken == 0
    assert checks_of(case) == []


def test_a_check_that_holds_is_an_outcome_and_is_answered_once(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    first, second = checks_of(case)[:2]
    with pytest.raises(IllegalStep):
        case.act(office.provider_viewer, answer_check, AnswerCheck(second.id or 0, 1, CheckAnswer.HOLDS), today=LATER)
    case.act(office.provider_viewer, answer_check, AnswerCheck(first.id or 0, 1, CheckAnswer.HOLDS), today=LATER)
    with pytest.raises(StaleEdit):
        case.act(office.caseworker, answer_check, AnswerCheck(first.id or 0, 1, CheckAnswer.HOLDS), today=LATER)
    with pytest.raises(IllegalStep):
        case.act(office.caseworker, answer_check, AnswerCheck(first.id or 0, 2, CheckAnswer.HOLDS), today=LATER)
    assert [(row.kind, row.days) for row in outcomes_of(case)][1:] == [(OutcomeKind.HELD, 7)]


def test_somebody_not_reached_can_be_asked_again(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    check = checks_of(case)[0]
    case.act(office.caseworker, answer_check, AnswerCheck(check.id or 0, 1, CheckAnswer.NOT_REACHED), today=LATER)
    case.act(office.caseworker, answer_check, AnswerCheck(check.id or 0, 2, CheckAnswer.HOLDS), today=LATER)
    assert [row.kind for row in outcomes_of(case)] == [OutcomeKind.STARTED, OutcomeKind.HELD]


def test_a_check_that_finds_the_end_ends_the_placement(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    check = checks_of(case)[0]
    with pytest.raises(IllegalStep):
        case.act(office.provider_viewer, answer_check, AnswerCheck(check.id or 0, 1, CheckAnswer.ENDED), today=LATER)
    assert case.placement.state is S.STARTED
    found = AnswerCheck(check.id or 0, 1, CheckAnswer.ENDED, LATER, EndReason.LAID_OFF, NextSituation.NO_WORK)
    case.act(office.provider_viewer, answer_check, found, today=LATER)
    assert (case.placement.state, case.offer.places_taken) == (S.ENDED, 0)
    assert newest(case, CircumstanceKind.WORK) is Answer.NO


def test_one_active_placement_per_person_and_kind(engine: Engine, office: Office) -> None:
    first = make_case(engine, office)
    second, home = another_offer(first), another_offer(first, kind=OfferKind.HOUSING)
    for case in (first, second, home):
        case.brought_to(P.ACCEPTED)
    home.take(P.PLACED)
    first.take(P.PLACED)
    assert (second.proposal.state, second.offer.places_taken) == (P.WITHDRAWN, 0)
    assert home.proposal.state is P.PLACED


def test_a_plan_for_somebody_who_is_placed_is_refused_with_what_to_do(engine: Engine, office: Office) -> None:
    first = make_case(engine, office).brought_to(P.PLACED)
    with doing(engine) as work:
        work.session.get_one(Placement, first.placement_id).state = S.CANCELLED
    second = another_offer(first).brought_to(P.ACCEPTED)
    with doing(engine) as work:
        work.session.get_one(Placement, first.placement_id).state = S.STARTED
    with pytest.raises(AlreadyPlaced) as refusal:
        second.take(P.PLACED)
    assert "already has a placement" in refusal.value.message
    assert second.proposal.state is P.ACCEPTED


def test_the_database_too_holds_one_active_placement_per_kind(engine: Engine, office: Office) -> None:
    first = make_case(engine, office).brought_to(P.PLACED)
    second = another_offer(first, kind=OfferKind.HOUSING).brought_to(P.PLACED)
    with pytest.raises(IntegrityError), doing(engine) as work:
        work.session.get_one(Placement, second.placement_id).kind = OfferKind.JOB


def test_placed_people_leave_what_was_endorsed_of_that_kind(engine: Engine, office: Office) -> None:
    first = make_case(engine, office)
    other, home = another_offer(first), another_offer(first, kind=OfferKind.HOUSING)
    first.brought_to(P.PLACED)
    assert other.suggestion.state is SuggestionState.WITHDRAWN
    assert home.suggestion.state is SuggestionState.ENDORSED


def test_a_foreign_placement_is_not_to_be_found(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    with doing(engine) as work:
        stranger = make_account(work.session, Role.PROVIDER, provider=make_provider(work.session, office.township))
    check = checks_of(case)[0]
    for viewer in (stranger, office.county_officer):
        with pytest.raises(NotFound):
            case.act(viewer, answer_check, AnswerCheck(check.id or 0, 1, CheckAnswer.HOLDS), today=LATER)
        with pytest.raises(NotFound):
            case.act(viewer, placements.end_placement, ending(case), today=LATER)
    with pytest.raises(NotFound):
        case.act(
            office.provider_viewer, placements.cancel_placement, PlacementStep(case.placement_id, 2), EndReason.OTHER
        )


def test_a_running_placement_is_extended(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    later = ExtendPlacement(case.placement_id, 2, LATER, ExtensionReason.PROVIDER_KEEPS, "until the harvest is in")
    with pytest.raises(NotAllowed):
        case.act(office.caseworker, extend_placement, later)
    case.act(office.officer, extend_placement, later)
    assert (case.placement.ends_on, case.placement.version) == (LATER, 3)
    with pytest.raises(StaleEdit):
        case.act(office.officer, extend_placement, later)
    with pytest.raises(IllegalStep):
        case.act(office.officer, extend_placement, replace(later, version=3))
    with Session(engine) as session:
        kept = session.exec(select(Extension)).one()
    assert (kept.earlier_on, kept.ends_on, kept.reason) == (None, LATER, ExtensionReason.PROVIDER_KEEPS)


def test_a_start_asks_for_a_rematch(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.PLACED)
    before = case.read(Subject, case.subject_id).facts_version
    case.act(office.officer, placements.start_placement, PlacementStep(case.placement_id, 1))
    assert case.read(Subject, case.subject_id).facts_version > before
