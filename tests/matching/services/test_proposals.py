"""Proposals: every step of the table and no other, two people, consent, and places that stay within bounds."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from matching.errors import ConsentMissing, IllegalStep, NotFound, PlacesTaken, Refused, SamePerson, StaleEdit
from matching.records import (
    AuditEntry,
    CaseEvent,
    Disclosure,
    Offer,
    Proposal,
    ProposalStep,
    ReviewRequest,
    Subject,
    Suggestion,
)
from matching.records.proposals import RESERVING
from matching.services import proposals
from matching.services.consents import WithdrawConsent, withdraw_consent
from matching.services.may_propose import AlreadyPlaced, AlreadyProposed, NotReported
from matching.services.places import OfferNotPublished, release_place, reserve_place
from matching.services.proposal_steps import STEPS
from matching.services.proposals import Step, withdraw_resting_on
from matching.services.second_person import ProtectedPerson, SecondPersonHere, ask_unit_above, send_back
from matching.vocabulary import (
    AccountState,
    CaseState,
    OfferKind,
    OfferState,
    ProposalState,
    RefusalReason,
    Role,
    SuggestionState,
)
from tests.builders import NOW, TODAY, Office, doing, make_account, make_provider
from tests.proposing import WAY, Case, another_offer, make_case, make_consent

P = ProposalState
TAKEN = (
    P.AGREED,
    P.REFUSED_BY_SUBJECT,
    P.OFFERED,
    P.INTERESTED,
    P.DISCLOSED,
    P.ACCEPTED,
    P.REFUSED,
    P.WITHDRAWN,
    P.PLACED,
)


def test_the_straight_way_leads_to_a_placement_and_keeps_the_place(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, places=2).brought_to(P.PLACED)
    assert case.proposal.state is P.PLACED
    assert case.offer.places_taken == 1
    with Session(engine) as session:
        steps = session.exec(select(ProposalStep.state).order_by(col(ProposalStep.id))).all()
        keys = session.exec(select(CaseEvent.key).where(col(CaseEvent.subject_id) == case.subject_id)).all()
        acts = session.exec(select(AuditEntry.act)).all()
    assert steps == list(WAY)
    assert {f"proposal.{state.value}" for state in WAY} <= set(keys) & set(acts)


@pytest.mark.parametrize("state", WAY)
def test_only_the_steps_of_the_table_are_taken(sqlite: Engine, state: ProposalState) -> None:
    from tests.builders import add_office

    office = add_office(sqlite)
    for to in TAKEN:
        case = make_case(sqlite, office, places=1).brought_to(state)
        before = case.offer.places_taken
        if to in STEPS[state]:
            case.take(to)
            assert case.proposal.state is to
            assert case.offer.places_taken == (to in (*RESERVING, P.PLACED))
        else:
            with pytest.raises((IllegalStep, StaleEdit, NotFound)):
                case.take(to)
            assert (case.proposal.state, case.offer.places_taken) == (state, before)


@pytest.mark.parametrize(
    ("state", "end"), [(P.OFFERED, P.REFUSED), (P.DISCLOSED, P.REFUSED), *product(WAY[2:6], [P.WITHDRAWN])]
)
def test_every_end_gives_the_place_back_and_publishes_the_offer_again(
    engine: Engine, office: Office, state: ProposalState, end: ProposalState
) -> None:
    case = make_case(engine, office, places=1).brought_to(state)
    assert (case.offer.places_taken, case.offer.state) == (1, OfferState.FILLED)
    case.take(end)
    assert (case.offer.places_taken, case.offer.state) == (0, OfferState.PUBLISHED)
    assert case.suggestion.state is SuggestionState.WITHDRAWN


def test_a_closed_offer_stays_closed_when_a_place_comes_back(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.OFFERED)
    with doing(engine) as work:
        work.session.get_one(Offer, case.offer_id).state = OfferState.CLOSED
    case.take(P.WITHDRAWN)
    assert (case.offer.places_taken, case.offer.state) == (0, OfferState.CLOSED)


def test_an_unanswered_card_lapses_after_five_working_days_and_not_before(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.OFFERED)
    assert case.proposal.answer_by_on == TODAY + timedelta(days=7)
    assert case.act(office.officer, proposals.lapse_proposals, today=TODAY + timedelta(days=7)) == 0
    assert case.act(office.officer, proposals.lapse_proposals, today=TODAY + timedelta(days=8)) == 1
    assert (case.proposal.state, case.offer.places_taken) == (P.LAPSED, 0)


def test_a_person_who_refuses_is_asked_about_the_offer_again_after_60_days(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose().take(P.REFUSED_BY_SUBJECT)
    assert case.suggestion.held_until == TODAY + timedelta(days=60)
    assert case.offer.places_taken == 0


def test_the_account_that_endorses_cannot_propose(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        both = make_account(work.session, Role.CASEWORKER, Role.OFFICER, unit=office.township)
    case = make_case(engine, office)
    with doing(engine) as work:
        work.session.get_one(Suggestion, case.suggestion_id).decided_by_id = both.account_id or 0
    with pytest.raises(SamePerson):
        case.propose(both)


def test_the_database_too_refuses_one_person_in_both_parts(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    caseworker = office.caseworker.account_id or 0
    proposal = Proposal(
        code="ABCDEFGH", suggestion_id=case.suggestion_id, subject_id=case.subject_id, offer_id=case.offer_id, provider_id=office.provider.id or 0,
        unit_id=office.township.id or 0, state=P.PROPOSED, endorsed_by_id=caseworker, proposed_by_id=caseworker, proposed_at=NOW, changed_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError), doing(engine) as work:
        work.session.add(proposal)


def test_the_database_refuses_to_name_another_endorser(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    proposal = Proposal(
        code="ABCDEFGH", suggestion_id=case.suggestion_id, subject_id=case.subject_id, offer_id=case.offer_id, provider_id=office.provider.id or 0,
        unit_id=office.township.id or 0, state=P.PROPOSED, endorsed_by_id=office.supervisor.account_id or 0,
        proposed_by_id=office.caseworker.account_id or 0, proposed_at=NOW, changed_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError), doing(engine) as work:
        work.session.add(proposal)


@pytest.mark.parametrize(
    ("subject", "offer", "error"),
    [
        ({"state": CaseState.EXPECTED, "reported_on": None}, {}, NotReported),
        ({"state": CaseState.CLOSED}, {}, NotReported),
        ({}, {"state": OfferState.PAUSED}, OfferNotPublished),
        ({}, {"closes_on": TODAY - timedelta(days=1)}, OfferNotPublished),
    ],
)
def test_what_speaks_against_proposing(
    engine: Engine, office: Office, subject: dict, offer: dict, error: type[Refused]
) -> None:
    with pytest.raises(error):
        make_case(engine, office, subject, **offer).propose()


def test_a_protected_person_is_never_proposed_electronically(engine: Engine, office: Office) -> None:
    from matching.records import CaseAccess

    case = make_case(engine, office, {"is_juvenile": True})
    with pytest.raises(NotFound):
        case.propose()
    with doing(engine) as work:
        access = CaseAccess(subject_id=case.subject_id, account_id=office.officer.account_id or 0, granted_at=NOW)
        work.session.add(access)
    with pytest.raises(ProtectedPerson):
        case.propose()


def test_a_pair_is_proposed_once_and_a_second_press_is_harmless(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose()
    with pytest.raises(AlreadyProposed):
        case.propose()
    case.take(P.AGREED)
    with pytest.raises(StaleEdit):
        case.take(P.AGREED, version=1)
    assert case.proposal.version == 2


def test_nobody_is_proposed_for_a_second_job_while_placed_in_one(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    second = another_offer(case)
    home = another_offer(case, kind=OfferKind.HOUSING)
    case.brought_to(P.PLACED)
    with doing(engine) as work:
        suggestion = work.session.get_one(Suggestion, second.suggestion_id)
        suggestion.state, suggestion.held_until = SuggestionState.ENDORSED, None
    with pytest.raises(AlreadyPlaced):
        second.propose()
    assert home.propose().proposal.state is P.PROPOSED


def test_identity_is_told_only_on_a_live_consent_for_this_provider(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose().take(P.AGREED).take(P.OFFERED).take(P.INTERESTED)
    with doing(engine) as work:
        other = make_provider(work.session, office.township)
        make_consent(work.session, case.subject_id, None)
        make_consent(work.session, case.subject_id, other.id)
        make_consent(work.session, case.subject_id, office.provider.id, withdrawn_at=NOW)
        make_consent(work.session, case.subject_id, office.provider.id, expires_on=TODAY - timedelta(days=1))
    with pytest.raises(ConsentMissing):
        case.take(P.DISCLOSED)
    case.consent().take(P.DISCLOSED)
    with Session(engine) as session:
        disclosures = session.exec(select(Disclosure)).all()
    assert [(row.provider_id, row.proposal_id) for row in disclosures] == [(office.provider.id, case.proposal_id)]
    assert "name" in disclosures[0].fields
    assert "identity_number" not in disclosures[0].fields


@pytest.mark.parametrize("state", WAY[:6])
def test_a_withdrawn_consent_closes_what_rested_on_it(engine: Engine, office: Office, state: ProposalState) -> None:
    case = make_case(engine, office).brought_to(state)
    other = another_offer(case)
    with doing(engine, office.caseworker) as work:
        consent = make_consent(work.session, case.subject_id, office.provider.id)
        withdraw_consent(work, WithdrawConsent(case.subject_id, consent.id or 0))
    assert (case.proposal.state, case.proposal.reason) == (P.WITHDRAWN, RefusalReason.CONSENT_WITHDRAWN)
    assert case.offer.places_taken == 0
    assert other.suggestion.state is SuggestionState.ENDORSED


def test_without_the_consent_to_be_matched_nothing_stays_open(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.INTERESTED)
    other = another_offer(case)
    with doing(engine, office.caseworker) as work:
        withdraw_resting_on(work, case.subject_id, None)
    assert case.proposal.state is P.WITHDRAWN
    assert other.suggestion.state is SuggestionState.WITHDRAWN


def test_a_card_of_another_provider_is_not_to_be_found(engine: Engine, office: Office) -> None:
    from matching.services.cards import CardAnswer, show_interest

    case = make_case(engine, office).brought_to(P.OFFERED)
    with doing(engine) as work:
        stranger = make_account(work.session, Role.PROVIDER, provider=make_provider(work.session, office.township))
    for viewer, code in (
        (stranger, case.proposal.code),
        (office.provider_viewer, "MISSING1"),
        (office.officer, case.proposal.code),
    ):
        with pytest.raises(NotFound):
            case.act(viewer, show_interest, CardAnswer(code, 3))


def test_a_card_not_yet_offered_is_not_to_be_found(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.AGREED)
    with pytest.raises(NotFound):
        case.take(P.INTERESTED)


def test_staff_of_another_unit_find_nothing(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose()
    with pytest.raises(NotFound):
        case.act(office.county_officer, proposals.record_agreement, Step(case.proposal_id, 1))


def make_office_of_one(engine: Engine, office: Office) -> Case:
    """The township's officer is away; the caseworker endorsed and is officer too."""
    from matching.records import Account, AccountRole

    case = make_case(engine, office)
    with doing(engine) as work:
        work.session.get_one(Account, office.officer.account_id).state = AccountState.DISABLED
        work.session.add(AccountRole(account_id=office.caseworker.account_id or 0, role=Role.OFFICER))
    return case


def test_an_office_of_one_asks_the_unit_above_which_proposes(engine: Engine, office: Office) -> None:
    case = make_office_of_one(engine, office)
    with pytest.raises(NotFound):
        case.propose(office.county_officer)
    case.act(office.caseworker, ask_unit_above, case.suggestion_id)
    case.act(office.caseworker, ask_unit_above, case.suggestion_id)
    case.propose(office.county_officer)
    with Session(engine) as session:
        requests = session.exec(select(ReviewRequest)).all()
        unit_id = session.get_one(Subject, case.subject_id).unit_id
    assert [request.closed_at is not None for request in requests] == [True]
    assert (case.proposal.proposed_by_id, case.proposal.unit_id) == (office.county_officer.account_id, unit_id)
    with pytest.raises(NotFound):
        case.act(office.county_officer, proposals.record_agreement, Step(case.proposal_id, 1))


def test_the_unit_above_is_not_asked_while_a_second_officer_is_here(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    with pytest.raises(SecondPersonHere):
        case.act(office.caseworker, ask_unit_above, case.suggestion_id)


def test_the_unit_above_can_send_a_request_back(engine: Engine, office: Office) -> None:
    case = make_office_of_one(engine, office)
    request = case.act(office.caseworker, ask_unit_above, case.suggestion_id)
    with pytest.raises(NotFound):
        case.act(office.caseworker, send_back, request.id)
    case.act(office.county_officer, send_back, request.id)
    with pytest.raises(NotFound):
        case.propose(office.county_officer)
    assert case.suggestion.state is SuggestionState.ENDORSED


def test_places_stay_within_bounds_whatever_is_pressed(engine: Engine, office: Office) -> None:
    case = make_case(engine, office, places=3)
    presses = [reserve_place] * 5 + [release_place] * 6 + [reserve_place, release_place, release_place] * 3
    taken = 0
    for press in presses:
        try:
            case.act(office.officer, press, case.offer_id)
            taken += 1 if press is reserve_place else -1
        except (PlacesTaken, IllegalStep):
            assert taken == (3 if press is reserve_place else 0)
        assert case.offer.places_taken == taken
        assert case.offer.state is (OfferState.FILLED if taken == 3 else OfferState.PUBLISHED)
