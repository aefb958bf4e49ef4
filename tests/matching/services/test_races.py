"""Many at once: the last place, one person wanted by many, the consent withdrawn meanwhile."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import ConsentMissing, IllegalStep, NotFound, PlacesTaken, Refused, StaleEdit
from matching.records import Consent, Disclosure, Placement, Proposal, Subject
from matching.services import cards, placements, proposals
from matching.services.cards import CardAnswer
from matching.services.cases.closing import CloseCase, close_case
from matching.services.cases.merging import MergeCases, merge_cases
from matching.services.cases.moving import MoveCase, move_case
from matching.services.consents import WithdrawConsent, withdraw_consent
from matching.services.may_propose import AlreadyPlaced
from matching.services.placements import PlanPlacement
from matching.services.places import release_place, reserve_place
from matching.services.proposals import Step
from matching.viewer import Viewer
from matching.vocabulary import CaseState, CloseReason, PlacementState, ProposalState, RefusalReason
from tests.builders import TODAY, Office, doing, make_subject
from tests.proposing import another_offer, make_case

P = ProposalState
CLIENTS = 64


def at_once(engine: Engine, acts: list[tuple[Viewer, Callable[..., object], tuple[object, ...]]]) -> Counter[str]:
    """Do all acts in threads of their own, started together; count what came of them."""
    start = Barrier(len(acts))

    def act(viewer: Viewer, service: Callable[..., object], arguments: tuple[object, ...]) -> str:
        start.wait()
        try:
            with doing(engine, viewer) as work:
                service(work, *arguments)
        except Refused as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(future.result() for future in [pool.submit(act, *one) for one in acts])


@pytest.mark.parametrize("places", [1, 5])
def test_sixty_four_clients_never_overfill_an_offer(engine: Engine, office: Office, places: int) -> None:
    case = make_case(engine, office, places=places)
    came = at_once(engine, [(office.officer, reserve_place, (case.offer_id,))] * CLIENTS)
    assert came == {"done": places, PlacesTaken.__name__: CLIENTS - places}
    assert case.offer.places_taken == places
    came = at_once(engine, [(office.officer, release_place, (case.offer_id,))] * 16)
    assert came["done"] == places
    assert case.offer.places_taken == 0


def test_many_people_offered_for_the_last_place_take_it_once(engine: Engine, office: Office) -> None:
    first = make_case(engine, office, places=1).brought_to(P.AGREED)
    rivals = [first]
    for _number in range(7):
        rival = make_case(engine, office)
        with doing(engine) as work:
            from matching.records import Suggestion

            work.session.get_one(Suggestion, rival.suggestion_id).offer_id = first.offer_id
        rival.offer_id = first.offer_id
        rivals.append(rival.brought_to(P.AGREED))
    came = at_once(
        engine, [(office.officer, proposals.offer_to_provider, (Step(case.proposal_id, 2), 5)) for case in rivals]
    )
    assert came == {"done": 1, PlacesTaken.__name__: 7}
    assert first.offer.places_taken == 1
    assert Counter(case.proposal.state for case in rivals) == {P.OFFERED: 1, P.AGREED: 7}


def test_one_person_wanted_by_many_is_placed_once(engine: Engine, office: Office) -> None:
    cases = [make_case(engine, office)]
    cases += [another_offer(cases[0]) for _number in range(7)]
    for case in cases:
        case.brought_to(P.ACCEPTED)
    plans = [
        (office.officer, placements.plan_placement, (PlanPlacement(case.proposal_id, case.proposal.version, TODAY),))
        for case in cases
    ]
    came = at_once(engine, plans)
    assert came["done"] == 1
    assert set(came) <= {"done", AlreadyPlaced.__name__, IllegalStep.__name__, "StaleProposal"}
    with Session(engine) as session:
        assert len(session.exec(select(Placement).where(col(Placement.state) == PlacementState.PLANNED)).all()) == 1
    assert sum(case.offer.places_taken for case in cases) == 1


def test_a_press_answered_by_many_at_once_counts_once(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.OFFERED)
    answer = CardAnswer(case.proposal.code, case.proposal.version, RefusalReason.SKILLS)
    acts = [(office.provider_viewer, service, (answer,)) for service in (cards.show_interest, cards.refuse)] * 8
    came = at_once(engine, acts)
    assert came["done"] == 1
    assert case.proposal.version == 4
    assert case.offer.places_taken == (case.proposal.state is P.INTERESTED)


def test_nothing_is_disclosed_after_the_consent_is_withdrawn(engine: Engine, office: Office) -> None:
    for _round in range(5):
        case = make_case(engine, office).brought_to(P.INTERESTED)
        with Session(engine) as session:
            consent_id = session.exec(select(Consent.id).where(col(Consent.subject_id) == case.subject_id)).one() or 0
        step = Step(case.proposal_id, case.proposal.version)
        came = at_once(engine, [
            (office.officer, proposals.disclose, (step, 5)),
            (office.caseworker, withdraw_consent, (WithdrawConsent(case.subject_id, consent_id),)),
        ])  # fmt: skip
        assert case.proposal.state is P.WITHDRAWN
        assert set(came) <= {
            "done",
            ConsentMissing.__name__,
            StaleEdit.__name__,
            "NoConsentForProvider",
            "StaleProposal",
        }
        assert case.offer.places_taken == 0


def test_lapsing_and_answering_at_once_leave_one_end(engine: Engine, office: Office) -> None:
    cases = [make_case(engine, office).brought_to(P.OFFERED) for _number in range(6)]
    with doing(engine) as work:
        for case in cases:
            work.session.get_one(Proposal, case.proposal_id).answer_by_on = TODAY - timedelta(days=1)
    answers = [
        (office.provider_viewer, cards.refuse, (CardAnswer(case.proposal.code, 3, RefusalReason.HOURS),))
        for case in cases
    ]
    at_once(
        engine,
        [*answers, (office.officer, proposals.lapse_proposals, ()), (office.officer, proposals.lapse_proposals, ())],
    )
    assert {case.proposal.state for case in cases} <= {P.REFUSED, P.LAPSED}
    assert [case.offer.places_taken for case in cases] == [0] * 6
    with Session(engine) as session:
        assert session.exec(select(Disclosure)).all() == []


def test_a_file_is_closed_or_its_proposal_takes_a_step_and_no_place_is_lost(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, places=1).brought_to(P.AGREED)
    step, seen = Step(case.proposal_id, case.proposal.version), case.read(Subject, case.subject_id).version
    close = CloseCase(case.subject_id, seen, CloseReason.RECALLED, TODAY)
    came = at_once(
        engine,
        [
            (office.officer, close_case, (close,)),
            *[(office.caseworker, proposals.offer_to_provider, (step, 5))] * 4,
        ],
    )
    assert came["done"] in (1, 2) and case.proposal.state is P.WITHDRAWN
    assert case.offer.places_taken == 0 and case.read(Subject, case.subject_id).state is CaseState.CLOSED


def test_of_two_people_who_merge_the_same_files_one_does(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, {"name": "李四光"}).propose()
    with doing(engine) as work:
        other = make_subject(work.session, office.township, name="李四光").id or 0
    there, back = MergeCases(other, case.subject_id, 1, 1, {}), MergeCases(case.subject_id, other, 1, 1, {})
    came = at_once(engine, [(office.officer, merge_cases, (command,)) for command in (there, back) * 3])
    assert came["done"] == 1 and sum(came.values()) == 6, came
    stays = {case.read(Subject, each).state for each in (other, case.subject_id)}
    assert stays == {CaseState.OPEN, CaseState.CLOSED}
    assert case.read(Subject, case.proposal.subject_id).state is CaseState.OPEN


def test_a_file_that_is_handed_over_is_not_proposed_by_the_old_office(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    seen = case.read(Subject, case.subject_id).version
    move = MoveCase(case.subject_id, seen, office.county.id or 0)
    at_once_or_missing = at_once(
        engine,
        [(office.officer, move_case, (move,)), *[(office.officer, propose_if_there, (case.suggestion_id,))] * 4],
    )
    subject = case.read(Subject, case.subject_id)
    with Session(engine) as session:
        found = session.exec(select(Proposal).where(col(Proposal.subject_id) == case.subject_id)).all()
    assert subject.unit_id == office.county.id and at_once_or_missing["done"] >= 1
    assert all(row.unit_id == office.county.id or row.state is P.WITHDRAWN for row in found)


def propose_if_there(work: UnitOfWork, suggestion_id: int) -> None:
    """Propose; that the person is no longer one's own is a refusal too."""
    try:
        proposals.propose(work, suggestion_id)
    except NotFound:
        raise Refused from None
