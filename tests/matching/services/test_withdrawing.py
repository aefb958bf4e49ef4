"""What becomes of open proposals when their offer or provider, or the ground they rest on, is gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import Offer, Proposal, Provider
from matching.services import proposals
from matching.services.offers import Step as OfferStep
from matching.services.offers import TakeStep, expire_offers, moderate_offer, step_own_offer
from matching.services.places import release_place
from matching.services.proposals import Step
from matching.services.providers import CheckProvider, CheckStep, check_provider
from matching.vocabulary import (
    OfferState,
    ProposalState,
    RefusalReason,
    SuggestionState,
)
from tests.builders import NOW, TODAY, Office, doing, make_subject
from tests.matching.services.test_races import at_once
from tests.proposing import Case, make_case, make_suggestion

P = ProposalState


def close(case: Case) -> None:
    case.act(case.office.officer, moderate_offer, TakeStep(case.offer_id, OfferStep.CLOSE, case.offer.version))


def withdraw(case: Case) -> None:
    if case.offer.state is OfferState.FILLED:
        return close(case)
    case.act(
        case.office.provider_viewer, step_own_offer, TakeStep(case.offer_id, OfferStep.WITHDRAW, case.offer.version)
    )


def expire(case: Case) -> None:
    with doing(case.engine) as work:
        work.session.get_one(Offer, case.offer_id).closes_on = TODAY
    with doing(case.engine, today=TODAY + timedelta(days=1)) as work:
        expire_offers(work)


def suspend(case: Case) -> None:
    version = case.read(Provider, case.office.provider.id).version
    command = CheckProvider(case.office.provider.id or 0, CheckStep.SUSPEND, version, "Complaint")
    case.act(case.office.officer, check_provider, command)


ENDS: dict[str, tuple[Callable[[Case], None], OfferState]] = {
    "closed": (close, OfferState.CLOSED),
    "withdrawn": (withdraw, OfferState.WITHDRAWN),
    "expired": (expire, OfferState.EXPIRED),
    "suspended": (suspend, OfferState.PAUSED),
}


@pytest.mark.parametrize("state", [P.PROPOSED, P.OFFERED, P.ACCEPTED])
@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_an_offer_withdraws_its_open_proposals_at_once(
    engine: Engine, office: Office, end: str, state: ProposalState
) -> None:
    case = make_case(engine, office, submitted_at=NOW, places=2).brought_to(state)
    act, offer_state = ENDS[end]
    act(case)
    assert (case.proposal.state, case.proposal.reason) == (P.WITHDRAWN, RefusalReason.WITHDRAWN_OFFER)
    assert (case.offer.state, case.offer.places_taken) == (offer_state, 0)
    assert case.suggestion.state is SuggestionState.WITHDRAWN


@pytest.mark.parametrize(("act", "state"), [(close, OfferState.CLOSED), (suspend, OfferState.PAUSED)])
def test_a_filled_offer_that_ends_is_not_published_again_by_the_place_it_gets_back(
    engine: Engine, office: Office, act: Callable[[Case], None], state: OfferState
) -> None:
    case = make_case(engine, office, submitted_at=NOW, places=1).brought_to(P.OFFERED)
    assert case.offer.state is OfferState.FILLED
    act(case)
    assert (case.offer.state, case.offer.places_taken) == (state, 0)
    assert case.proposal.state is P.WITHDRAWN


def test_a_place_given_back_by_a_suspended_provider_stays_shut(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, submitted_at=NOW, places=1).started()
    suspend(case)
    assert case.offer.state is OfferState.FILLED
    with doing(engine) as work:
        release_place(work, case.offer_id)
    assert case.offer.state is OfferState.PAUSED


def test_what_has_led_to_a_placement_outlives_its_offer(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, submitted_at=NOW, places=2).started()
    close(case)
    assert (case.proposal.state, case.offer.places_taken) == (P.PLACED, 1)


def test_a_pause_leaves_proposals_open(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, submitted_at=NOW, places=2).brought_to(P.OFFERED)
    case.act(office.provider_viewer, step_own_offer, TakeStep(case.offer_id, OfferStep.PAUSE, case.offer.version))
    assert (case.proposal.state, case.offer.places_taken) == (P.OFFERED, 1)


def rivals_of(case: Case, count: int) -> list[Case]:
    """More people endorsed for the same offer."""
    with doing(case.engine) as work:
        opening = work.session.get_one(Offer, case.offer_id)
        found = []
        for _number in range(count):
            person = make_subject(work.session, case.office.township)
            suggestion = make_suggestion(work.session, person, opening, case.office.caseworker)
            found.append(Case(case.engine, case.office, person.id or 0, case.offer_id, suggestion.id or 0))
    return found


def test_nothing_stays_open_however_many_act_while_an_offer_is_closed(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, submitted_at=NOW, places=20)
    new, agreed = rivals_of(case, 6), [each.brought_to(P.AGREED) for each in rivals_of(case, 6)]
    acts: list[Any] = [(office.officer, proposals.propose, (each.suggestion_id,)) for each in new]
    acts += [(office.officer, proposals.offer_to_provider, (Step(each.proposal_id, 2), 5)) for each in agreed]
    closing = TakeStep(case.offer_id, OfferStep.CLOSE, case.offer.version)
    came = at_once(engine, [*acts[::2], (office.officer, moderate_offer, (closing,)), *acts[1::2]])
    if case.offer.state is not OfferState.CLOSED:
        assert came["ProposalUnderWay"] == 1
        close(case)
    with Session(engine) as session:
        found = session.exec(select(Proposal.state).where(col(Proposal.offer_id) == case.offer_id)).all()
    assert set(found) <= {P.WITHDRAWN}
    assert case.offer.places_taken == 0
    assert set(came) <= {"done", "OfferNotPublished", "StaleProposal", "IllegalStep", "ProposalUnderWay"}
