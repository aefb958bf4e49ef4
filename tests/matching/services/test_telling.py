"""Who is told what, once, in the transaction of the step."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import Account, CaseAccess, Cover, Mail, Notification, ReviewRequest, Subject, WorkItem
from matching.services import offers, placements, providers
from matching.services.accounts import disable_account
from matching.services.announcing import tell_of_provider
from matching.services.cases.moving import MoveCase, move_case
from matching.services.intake import Details, TakeIn, take_in
from matching.services.offers import Step as OfferStep
from matching.services.offers import TakeStep
from matching.services.placements import PlacementStep
from matching.services.proposals import lapse_proposals
from matching.services.providers import CheckProvider, CheckStep
from matching.services.questions import ask
from matching.services.second_person import ask_unit_above, send_back
from matching.services.telling import tell
from matching.services.tidying import tidy_up
from matching.viewer import Viewer
from matching.vocabulary import (
    AccountState,
    CoverReason,
    LegalStatus,
    MailChoice,
    OfferState,
    ProposalState,
    ProviderState,
    Role,
    UnitLevel,
)  # fmt: skip
from tests.builders import NOW, TODAY, Office, doing, make_account, make_offer, make_provider, make_unit, stored
from tests.proposing import Case, make_case

P = ProposalState


def keys(engine: Engine, viewer: Viewer) -> list[str]:
    """What an account was told, in order."""
    with Session(engine) as session:
        mine = select(Notification).where(col(Notification.account_id) == viewer.account_id)
        return [row.key for row in session.exec(mine.order_by(col(Notification.id)))]


def own_case(engine: Engine, office: Office) -> Case:
    return make_case(engine, office, {"caseworker_id": office.caseworker.account_id})


HEARD: dict[ProposalState, tuple[set[str], set[str], set[str]]] = {
    P.PROPOSED: ({"proposal.proposed"}, set(), set()),
    P.AGREED: ({"proposal.agreed"}, set(), set()),
    P.OFFERED: (set(), set(), {"card.arrived"}),
    P.INTERESTED: ({"proposal.interested"}, {"proposal.interested"}, set()),
    P.DISCLOSED: ({"proposal.disclosed"}, set(), {"card.disclosed"}),
    P.ACCEPTED: ({"proposal.accepted"}, {"proposal.accepted"}, set()),
    P.REFUSED: ({"proposal.refused"}, {"proposal.refused"}, set()),
    P.WITHDRAWN: ({"proposal.withdrawn"}, set(), {"card.withdrawn"}),
    P.PLACED: ({"placement.planned"}, set(), {"placement.planned"}),
}
"""Step, as its actor takes it (staff steps by the officer, answers by the provider) -> news of caseworker, officer, provider."""

BEFORE = {P.REFUSED: P.OFFERED, P.WITHDRAWN: P.OFFERED}


@pytest.mark.parametrize("state", HEARD)
def test_a_step_is_told_to_whom_it_concerns_and_never_to_the_actor(
    engine: Engine, office: Office, state: ProposalState
) -> None:
    case = own_case(engine, office).brought_to(BEFORE.get(state, state))
    if state in BEFORE:
        case.take(state)
    for viewer, expected in zip((office.caseworker, office.officer, office.provider_viewer), HEARD[state], strict=True):
        of_step = {key for key in keys(engine, viewer) if key.split(".")[1] in (state.value, "planned")}
        assert of_step | (set(keys(engine, viewer)) & expected) == expected


def test_a_lapse_is_told_to_staff_and_provider(engine: Engine, office: Office) -> None:
    case = own_case(engine, office).brought_to(P.OFFERED)
    with doing(engine, today=TODAY + timedelta(days=30)) as work:
        assert lapse_proposals(work) == 1
    assert case.proposal.state is P.LAPSED
    assert "proposal.lapsed" in keys(engine, office.caseworker) and "proposal.lapsed" in keys(engine, office.officer)
    assert keys(engine, office.provider_viewer)[-1] == "card.lapsed"


def test_a_card_that_never_was_is_not_withdrawn_from_anybody(engine: Engine, office: Office) -> None:
    own_case(engine, office).brought_to(P.AGREED).take(P.WITHDRAWN)
    assert keys(engine, office.provider_viewer) == []


@pytest.mark.parametrize(
    ("act", "key"),
    [
        (lambda work, id: placements.start_placement(work, PlacementStep(id, 1)), "placement.started"),
        (lambda work, id: placements.record_no_show(work, PlacementStep(id, 1)), "placement.no_show"),
    ],
)
def test_what_becomes_of_a_placement_is_told(
    engine: Engine, office: Office, act: Callable[..., object], key: str
) -> None:
    case = own_case(engine, office).brought_to(P.PLACED)
    case.act(office.provider_viewer, act, case.placement_id)
    assert keys(engine, office.caseworker)[-1] == key and keys(engine, office.officer)[-1] == key


def test_whoever_covers_is_told_too(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        stand_in = make_account(work.session, Role.CASEWORKER, unit=office.township)
        stored(
            work.session,
            Cover(
                account_id=office.caseworker.account_id, covered_by_id=stand_in.account_id, reason=CoverReason.LEAVE,
                from_on=TODAY, made_at=NOW,
            ),
        )  # fmt: skip
    own_case(engine, office).brought_to(P.PROPOSED)
    assert keys(engine, stand_in) == keys(engine, office.caseworker) == ["proposal.proposed"]


def test_nobodys_person_is_told_to_the_officers(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        other = make_account(work.session, Role.OFFICER, unit=office.township)
    make_case(engine, office).brought_to(P.PROPOSED)
    assert keys(engine, other) == ["proposal.proposed"]


def test_a_closed_account_is_told_nothing(engine: Engine, office: Office) -> None:
    case = own_case(engine, office)
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).state = AccountState.DISABLED
    case.brought_to(P.INTERESTED)
    assert keys(engine, office.caseworker) == [] and keys(engine, office.officer)


def test_of_a_protected_person_only_those_hear_who_are_named(engine: Engine, office: Office) -> None:
    case = own_case(engine, office)
    with doing(engine, office.officer) as work:
        subject = work.session.get_one(Subject, case.subject_id)
        subject.is_sealed, subject.caseworker_id = True, None
        ask(work, case.subject_id, "age")
    assert keys(engine, office.caseworker) == []
    with doing(engine, office.officer) as work:
        work.session.get_one(Subject, case.subject_id).caseworker_id = office.caseworker.account_id
        stored(
            work.session,
            CaseAccess(subject_id=case.subject_id, account_id=office.caseworker.account_id, granted_at=NOW),
        )
        ask(work, case.subject_id, "residence")
    assert keys(engine, office.caseworker) == ["question.asked"]


def test_an_act_that_fails_tells_nobody(engine: Engine, office: Office) -> None:
    with pytest.raises(RuntimeError), doing(engine) as work:
        tell(work, [office.officer.account_id], "provider.registered", "x", id=1)
        raise RuntimeError
    assert keys(engine, office.officer) == []


def test_nothing_is_told_twice(engine: Engine, office: Office) -> None:
    for _each in range(2):
        with doing(engine) as work:
            tell(work, [office.officer.account_id, None], "provider.registered", "x", id=1)
    assert keys(engine, office.officer) == ["provider.registered"]


def test_offers_are_told_to_the_office_that_checks_and_back_to_the_provider(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider, state=OfferState.SUBMITTED, submitted_at=NOW)
        other_county = make_account(work.session, Role.OFFICER, unit=office.county)
    with doing(engine, office.officer) as work:
        offers.moderate_offer(work, TakeStep(offer.id or 0, OfferStep.RETURN, 1, note="Pay is missing"))
    assert keys(engine, office.provider_viewer) == ["offer.returned"] and keys(engine, other_county) == []


def test_an_office_without_officers_is_helped_by_the_one_above(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        provider = make_provider(work.session, office.township, state=ProviderState.SUBMITTED)
        work.session.get_one(Account, office.officer.account_id).state = AccountState.DISABLED
    with doing(engine) as work:
        tell_of_provider(work, provider)
    assert keys(engine, office.county_officer) == ["provider.registered"] and keys(engine, office.officer) == []


def test_a_provider_hears_how_its_check_went(engine: Engine, office: Office) -> None:
    with doing(engine, office.officer) as work:
        providers.check_provider(work, CheckProvider(office.provider.id or 0, CheckStep.SUSPEND, 1, "No answer"))
    assert keys(engine, office.provider_viewer) == ["provider.suspended"]


def test_the_unit_above_is_told_and_the_asker_hears_the_answer(engine: Engine, office: Office) -> None:
    case = own_case(engine, office)
    with doing(engine) as work:
        disable_account(work, office.officer.account_id or 0)
    case.act(office.caseworker, ask_unit_above, case.suggestion_id)
    assert keys(engine, office.county_officer) == ["review_request.asked"]
    with doing(engine, office.county_officer) as work:
        request = work.session.exec(select(ReviewRequest)).one()
        send_back(work, request.id or 0)
    assert keys(engine, office.caseworker) == ["review_request.closed"]


def test_who_wants_mail_at_once_gets_one_mail_per_line_through_the_ledger(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        officer = work.session.get_one(Account, office.officer.account_id)
        officer.mail, officer.mail_choice = "officer@office.example", MailChoice.EACH
    for _each in range(2):
        with doing(engine) as work:
            tell(work, [office.officer.account_id], "provider.registered", "x", id=1)
    with Session(engine) as session:
        mails = session.exec(select(Mail)).all()
        items = session.exec(select(WorkItem).where(col(WorkItem.name) == "send_mail")).all()
        line = session.exec(select(Notification)).one()
    assert len(mails) == len(items) == 1 and line.mailed_at is not None and items[0].ids == {"mail": mails[0].id}


def test_what_was_seen_long_ago_is_forgotten_and_the_unseen_stays(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        for told_as in ("seen", "unseen"):
            tell(work, [office.officer.account_id], f"offer.{told_as}", told_as, id=1)
        for row in work.session.exec(select(Notification)):
            row.at = NOW - timedelta(days=91)
            row.seen_at = row.at if row.told_as == "seen" else None
    with doing(engine) as work:
        tidy_up(work)
    assert keys(engine, office.officer) == ["offer.unseen"]


def test_a_case_file_that_is_handed_over_is_told_to_the_unit_that_gets_it(engine: Engine, office: Office) -> None:
    case = own_case(engine, office)
    with doing(engine) as work:
        there = make_unit(work.session, UnitLevel.TOWNSHIP, office.county)
        officer = make_account(work.session, Role.OFFICER, unit=there)
        caseworker = make_account(work.session, Role.CASEWORKER, unit=there)
    command = MoveCase(case.subject_id, 1, there.id or 0, caseworker.account_id)
    case.act(office.officer, move_case, command)
    assert keys(engine, officer) == keys(engine, caseworker) == ["subject.moved_here"]


def test_who_is_given_a_case_file_is_told(engine: Engine, office: Office) -> None:
    with doing(engine, office.officer) as work:
        details = Details(
            name="Wu Min", unit_id=office.township.id or 0, legal_status=LegalStatus.RELEASED,
            caseworker_id=office.caseworker.account_id,
        )  # fmt: skip
        take_in(work, TakeIn(details))
    assert keys(engine, office.caseworker) == ["subject.assigned"]
