"""Direct proposals: an officer finds something, somebody else endorses or declines it, here or in the unit above."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.errors import IllegalStep, NotAllowed, NotFound, SamePerson, StaleEdit
from matching.queries.cards import cards_received
from matching.queries.to_propose import open_requests
from matching.queries.waiting import my_work
from matching.records import Account, Offer, Profile, Proposal, ReviewRequest, Subject, Suggestion
from matching.services import proposals
from matching.services.direct_proposals import (
    WITHDRAWN_AS,
    DecidedAlready,
    NotEligible,
    ProposeDirectly,
    propose_directly,
)
from matching.services.may_propose import AlreadyProposed, NotReported
from matching.services.pairs import Bar
from matching.services.places import OfferNotPublished
from matching.services.proposals import Step
from matching.services.reviews import AskFor, Decide, Decline, Endorse, Hold, OnlyYesOrNo, decide
from matching.services.second_person import (
    NoUnitAbove,
    SecondPersonHere,
    ask_above_to_endorse,
    send_back,
)
from matching.viewer import Viewer
from matching.vocabulary import (
    AccountState,
    CaseState,
    DeclineReason,
    Fact,
    OfferState,
    ProposalState,
    RefusalReason,
    Role,
    SuggestionState,
)
from tests.builders import TODAY, Office, doing
from tests.matching.services.test_races import at_once
from tests.reviewing import make_job, make_person, matched_world, seen_by

P = ProposalState
WHY = "He knows the cook there."


@pytest.fixture
def pair(engine: Engine, office: Office) -> tuple[int, int]:
    subject, jobs = matched_world(engine, office, offers=1)
    return subject, jobs[0]


def propose(engine: Engine, viewer: Viewer, pair: tuple[int, int]) -> int:
    with doing(engine, viewer) as work:
        return propose_directly(work, ProposeDirectly(*pair, WHY)).id or 0


def press(engine: Engine, viewer: Viewer, pair: tuple[int, int], answer: Any, seen: str = "") -> int:
    digest = seen or seen_by(engine, viewer, *pair).digest
    with doing(engine, viewer) as work:
        return decide(work, Decide(*pair, digest, answer)).id or 0


def stored(engine: Engine, record: Any, number: int) -> Any:
    with Session(engine) as session:
        return session.get_one(record, number)


def lines(engine: Engine, viewer: Viewer) -> list[str]:
    with doing(engine, viewer) as work:
        return [item.key for item in my_work(work) if item.key.startswith(("proposal.", "review_request."))]


def alone(engine: Engine, office: Office) -> Viewer:
    """The officer becomes the office's only caseworker too."""
    with doing(engine) as work:
        from matching.records import AccountRole

        work.session.get_one(Account, office.caseworker.account_id).state = AccountState.DISABLED
        work.session.add(AccountRole(account_id=office.officer.account_id or 0, role=Role.CASEWORKER))
    return replace(office.officer, roles=frozenset({Role.OFFICER, Role.CASEWORKER}))


def test_it_waits_for_the_caseworker_and_the_provider_sees_nothing(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    proposal = stored(engine, Proposal, propose(engine, office.officer, pair))
    assert (proposal.state, proposal.is_direct, proposal.direct_reason) == (P.AWAITING_REVIEW, True, WHY)
    assert (proposal.suggestion_id, proposal.endorsed_by_id) == (None, None)
    assert stored(engine, Offer, pair[1]).places_taken == 0
    with doing(engine, office.provider_viewer) as work:
        assert cards_received(work) == []
    assert lines(engine, office.caseworker) == ["proposal.to_review"]
    assert lines(engine, office.officer) == []


def test_endorsed_it_is_proposed_by_two_people_in_one_transaction(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    number = propose(engine, office.officer, pair)
    suggestion = stored(engine, Suggestion, press(engine, office.caseworker, pair, Endorse()))
    proposal = stored(engine, Proposal, number)
    assert (suggestion.state, proposal.state) == (SuggestionState.PROPOSED, P.PROPOSED)
    assert (proposal.suggestion_id, proposal.endorsed_by_id) == (suggestion.id, office.caseworker.account_id)
    assert suggestion.facts["subject"]["age"] is not None
    assert lines(engine, office.caseworker) == ["proposal.to_ask"]
    with doing(engine, office.officer) as work:
        proposals.withdraw(work, Step(number, 2, RefusalReason.OTHER))
    assert stored(engine, Suggestion, suggestion.id).state is SuggestionState.WITHDRAWN


@pytest.mark.parametrize("reason", DeclineReason)
def test_declined_it_is_withdrawn_with_a_coded_reason(sqlite: Engine, reason: DeclineReason) -> None:
    from tests.builders import add_office

    office = add_office(sqlite)
    subject, jobs = matched_world(sqlite, office, offers=1)
    number = propose(sqlite, office.officer, (subject, jobs[0]))
    suggestion = stored(sqlite, Suggestion, press(sqlite, office.caseworker, (subject, jobs[0]), Decline(reason)))
    proposal = stored(sqlite, Proposal, number)
    assert (suggestion.state, suggestion.reason) == (SuggestionState.DECLINED, reason)
    assert (proposal.state, proposal.suggestion_id) == (P.WITHDRAWN, None)
    assert proposal.reason is WITHDRAWN_AS.get(reason, RefusalReason.OTHER)


def test_it_is_neither_held_nor_asked_about_nor_decided_by_its_proposer(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    propose(engine, office.officer, pair)
    for answer in (Hold(TODAY + timedelta(days=3)), AskFor((Fact.AGE,))):
        with pytest.raises(OnlyYesOrNo):
            press(engine, office.caseworker, pair, answer)
    with pytest.raises(NotAllowed):
        press(engine, office.officer, pair, Endorse())
    both = replace(office.officer, roles=frozenset({Role.OFFICER, Role.CASEWORKER}))
    assert seen_by(engine, both, *pair).bar is Bar.PROPOSED_BY_YOU
    with pytest.raises(IllegalStep):
        press(engine, both, pair, Endorse())


def test_the_database_holds_two_people(engine: Engine, office: Office, pair: tuple[int, int]) -> None:
    from sqlalchemy.exc import IntegrityError

    from matching.services.direct_proposals import settle_direct
    from tests.proposing import make_suggestion

    number = propose(engine, office.officer, pair)
    with pytest.raises(SamePerson), doing(engine) as work:
        subject, offer = work.session.get_one(Subject, pair[0]), work.session.get_one(Offer, pair[1])
        own = make_suggestion(work.session, subject, offer, office.officer)
        settle_direct(work, work.session.get_one(Proposal, number), own)
    with pytest.raises(IntegrityError), doing(engine) as work:
        work.session.get_one(Proposal, number).state = P.PROPOSED


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda person, offer, profile: setattr(profile, "journey_limit_km", 0.1), NotEligible),
        (lambda person, offer, profile: setattr(person, "state", CaseState.EXPECTED), NotReported),
        (lambda person, offer, profile: setattr(person, "is_sealed", True), NotFound),
        (lambda person, offer, profile: setattr(offer, "state", OfferState.PAUSED), OfferNotPublished),
    ],
)
def test_what_speaks_against_a_pair_refuses_it(sqlite: Engine, change: Any, refusal: type[Exception]) -> None:
    from tests.builders import add_office

    office = add_office(sqlite)
    with doing(sqlite) as work:
        person = make_person(work.session, office)
        offer = make_job(work.session, office, latitude=30.4)
        change(person, offer, work.session.get_one(Profile, person.id))
        pair = person.id or 0, offer.id or 0
    with pytest.raises(refusal):
        propose(sqlite, office.officer, pair)
    with pytest.raises((NotAllowed, NotFound)):
        propose(sqlite, office.caseworker, pair)


def test_a_pair_is_proposed_once_and_never_against_a_decision(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    number = propose(engine, office.officer, pair)
    with pytest.raises(AlreadyProposed):
        propose(engine, office.officer, pair)
    press(engine, office.caseworker, pair, Decline(DeclineReason.UNSUITABLE))
    assert stored(engine, Proposal, number).state is P.WITHDRAWN
    with pytest.raises(DecidedAlready):
        propose(engine, office.officer, pair)


def test_endorsing_a_page_that_showed_a_proposal_since_withdrawn_is_refused(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    number = propose(engine, office.officer, pair)
    seen = seen_by(engine, office.caseworker, *pair).digest
    with doing(engine, office.officer) as work:
        proposals.withdraw(work, Step(number, 1, RefusalReason.OTHER))
    with pytest.raises(StaleEdit):
        press(engine, office.caseworker, pair, Endorse(), seen)
    with Session(engine) as session:
        assert session.exec(select(Suggestion)).all() == []


def test_endorsed_and_withdrawn_at_once_it_ends_in_one_of_the_two(engine: Engine, office: Office) -> None:
    for _round in range(4):
        subject, jobs = matched_world(engine, office, offers=1)
        pair = subject, jobs[0]
        number = propose(engine, office.officer, pair)
        command = Decide(*pair, seen_by(engine, office.caseworker, *pair).digest, Endorse())
        step = Step(number, 1, RefusalReason.OTHER)
        came = at_once(engine, [(office.caseworker, decide, (command,)), (office.officer, proposals.withdraw, (step,))])
        assert came["done"] == 1
        proposal = stored(engine, Proposal, number)
        with Session(engine) as session:
            live = session.exec(select(Suggestion).where(Suggestion.subject_id == subject)).all()
        assert (proposal.state, len(live)) in ((P.PROPOSED, 1), (P.WITHDRAWN, 0))


def test_in_an_office_of_one_the_unit_above_endorses_and_then_sees_nobody(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    with pytest.raises(SecondPersonHere), doing(engine, office.officer) as work:
        number = propose_directly(work, ProposeDirectly(*pair, WHY)).id or 0
        ask_above_to_endorse(work, number)
    one = alone(engine, office)
    number = propose(engine, one, pair)
    assert "proposal.needs_second_person" in lines(engine, one)
    with pytest.raises(NotFound):
        seen_by(engine, office.county_officer, *pair)
    for _press in range(2):
        with doing(engine, one) as work:
            request = ask_above_to_endorse(work, number).id or 0
    assert lines(engine, office.county_officer) == ["review_request.open"]
    with doing(engine, office.county_officer) as work:
        (row,) = open_requests(work, request)
        assert (row.proposal_id, row.reason, row.score) == (number, WHY, None)
    page = seen_by(engine, office.county_officer, *pair)
    assert page.bar is None and page.sight.is_reviewer and not page.sight.sees("phone")
    press(engine, office.county_officer, pair, Endorse())
    proposal = stored(engine, Proposal, number)
    assert (proposal.state, proposal.endorsed_by_id) == (P.PROPOSED, office.county_officer.account_id)
    assert stored(engine, ReviewRequest, request).closed_at is not None
    with pytest.raises(NotFound):
        seen_by(engine, office.county_officer, *pair)


def test_a_request_is_sent_back_or_closed_with_its_proposal(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    one = alone(engine, office)
    number = propose(engine, one, pair)
    with doing(engine, one) as work:
        first = ask_above_to_endorse(work, number).id or 0
    with doing(engine, office.county_officer) as work:
        send_back(work, first)
    assert stored(engine, Proposal, number).state is P.AWAITING_REVIEW
    with doing(engine, one) as work:
        second = ask_above_to_endorse(work, number).id or 0
    with doing(engine, one) as work:
        proposals.withdraw(work, Step(number, 1, RefusalReason.OTHER))
    assert stored(engine, ReviewRequest, second).closed_at is not None
    with pytest.raises(IllegalStep), doing(engine, one) as work:
        ask_above_to_endorse(work, number)


def test_where_nobody_above_could_do_it_that_is_said(engine: Engine, office: Office, pair: tuple[int, int]) -> None:
    one = alone(engine, office)
    with doing(engine) as work:
        work.session.get_one(Account, office.county_officer.account_id).state = AccountState.DISABLED
    number = propose(engine, one, pair)
    with pytest.raises(NoUnitAbove), doing(engine, one) as work:
        ask_above_to_endorse(work, number)


def test_a_person_who_becomes_protected_loses_the_direct_proposal(
    engine: Engine, office: Office, pair: tuple[int, int]
) -> None:
    from matching.services.withdrawing import withdraw_protected

    number = propose(engine, office.officer, pair)
    with doing(engine) as work:
        withdraw_protected(work, pair[0])
    assert stored(engine, Proposal, number).state is P.WITHDRAWN
