"""Closing, reopening, handing over and the end of correction: what ends, what goes on, who sees it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.encryption import keyring
from matching.errors import BadInput, IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.queries.facts import matched_subject_ids
from matching.queries.placements import checks_due
from matching.queries.under_way import under_way
from matching.queries.waiting.reporting import waiting
from matching.records import CaseAccess, Condition, Need, Offer, Outcome, Proposal, Question, Shortlist, Subject
from matching.services.cases.closing import ENDINGS, CloseCase, ReopenCase, close_case, reopen_case
from matching.services.cases.moving import MoveCase, OwnOffice, move_case
from matching.services.intake import CaseworkerNeeded, RegisteredAlready
from matching.services.transitions import EndCorrection, end_correction
from matching.vocabulary import (
    CaseState,
    CloseReason,
    ConditionKind,
    EndReason,
    LegalStatus,
    NeedKind,
    NeedState,
    NextSituation,
    OfferKind,
    PlacementState,
    ProposalState,
    Role,
    SuggestionState,
    UnitLevel,
)
from tests.builders import (
    NOW,
    TODAY,
    Office,
    doing,
    make_account,
    make_offer,
    make_provider,
    make_subject,
    make_unit,
    stored,
)
from tests.proposing import Case, another_offer, make_case, make_consent

P, S = ProposalState, SuggestionState
LATER = TODAY + timedelta(days=10)


def a_full_file(engine: Engine, office: Office) -> tuple[Case, Case, Case]:
    """A running job, a proposal with a reserved place, an endorsed suggestion, a need, a question, a shortlist."""
    job = make_case(engine, office).started()
    offered = another_offer(job, kind=OfferKind.TRAINING).propose()
    for step in (P.AGREED, P.OFFERED):
        offered.take(step)
    endorsed = another_offer(job, kind=OfferKind.HOUSING)
    with doing(engine) as work:
        own: dict[str, Any] = {"subject_id": job.subject_id}
        work.session.add(Need(**own, kind=NeedKind.CV, opened_on=TODAY))
        work.session.add(Question(**own, fact="skills", asked_at=NOW))
        packed = {"offers": b"", "scores": b"", "marks": b"", "policy": "p", "rulebook": "r", "vocabulary": "v"}
        work.session.add(Shortlist(**own, kind=OfferKind.JOB, **packed, subject_version=1, computed_at=NOW))
        make_consent(work.session, job.subject_id, None)
    return job, offered, endorsed


def close(case: Case, reason: CloseReason, on: date = TODAY, note: str | None = None, today: date = TODAY) -> None:
    version = case.read(Subject, case.subject_id).version
    command = CloseCase(case.subject_id, version, reason, on, "Far away", note)
    case.act(case.office.officer, close_case, command, today=today)


ENDS = {
    CloseReason.TERM_OVER: (EndReason.COMPLETED, NextSituation.OTHER_WORK),
    CloseReason.DIED: (EndReason.DIED, NextSituation.UNKNOWN),
    CloseReason.RECALLED: (EndReason.RECALLED, NextSituation.NO_WORK),
    CloseReason.MOVED: (EndReason.MOVED_ON, NextSituation.UNKNOWN),
    CloseReason.DECLINED_HELP: (EndReason.OTHER, NextSituation.UNKNOWN),
    CloseReason.OTHER: (EndReason.OTHER, NextSituation.UNKNOWN),
}


def test_every_reason_but_merging_can_close_a_file() -> None:
    assert set(ENDS) == set(ENDINGS) == set(CloseReason) - {CloseReason.MERGED}


@pytest.mark.parametrize("reason", list(ENDS))
def test_closing_ends_all_that_is_under_way_in_one_transaction(
    engine: Engine, office: Office, reason: CloseReason
) -> None:
    job, offered, endorsed = a_full_file(engine, office)
    close(job, reason, LATER, "It is said.", LATER)
    assert (job.placement.state, job.placement.end_reason) == (PlacementState.ENDED, ENDS[reason][0])
    assert (job.placement.next_situation, job.placement.ended_on) == (ENDS[reason][1], LATER)
    assert (offered.proposal.state, endorsed.suggestion.state) == (P.WITHDRAWN, S.WITHDRAWN)
    assert (job.offer.places_taken, offered.offer.places_taken) == (0, 0)
    with Session(engine) as session:
        subject = session.get_one(Subject, job.subject_id)
        assert (subject.state, subject.close_reason, subject.closed_on) == (CaseState.CLOSED, reason, LATER)
        assert subject.moved_to == ("Far away" if reason is CloseReason.MOVED else None)
        assert under_way(session, job.subject_id, LATER).is_empty
        assert session.exec(select(Need.state)).all() == [NeedState.CLOSED]
        assert not session.exec(select(Shortlist)).all() and job.subject_id not in matched_subject_ids(session)
        assert {row.kind.value for row in session.exec(select(Outcome))} == {"started", "ended"}
    with doing(engine, office.caseworker, LATER) as work:
        assert checks_due(work) == [], "nobody asks any more whether the placement holds"


def test_a_planned_placement_is_cancelled_and_its_place_given_back(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.PLACED)
    close(case, CloseReason.DIED)
    assert (case.placement.state, case.placement.end_reason) == (PlacementState.CANCELLED, EndReason.DIED)
    assert case.offer.places_taken == 0


def test_a_file_is_closed_once_by_who_may_and_as_it_was_seen(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    command = CloseCase(case.subject_id, 1, CloseReason.DIED, TODAY)
    for viewer, change, refusal in (
        (office.county_officer, {}, NotFound),
        (office.officer, {"version": 9}, StaleEdit),
        (office.officer, {"closed_on": LATER}, BadInput),
        (office.officer, {"reason": CloseReason.OTHER}, BadInput),
        (office.officer, {"reason": CloseReason.MERGED}, IllegalStep),
    ):
        with pytest.raises(refusal):
            case.act(viewer, close_case, CloseCase(**(vars(command) | change)))
    close(case, CloseReason.DIED)
    with pytest.raises(IllegalStep):
        close(case, CloseReason.DIED)


@pytest.mark.parametrize(
    ("reported", "expected_on", "state"),
    [(TODAY, None, CaseState.OPEN), (None, None, CaseState.EXPECTED), (TODAY, LATER, CaseState.EXPECTED)],
)
def test_a_reopened_file_has_what_was_recorded_and_nothing_that_had_ended(
    engine: Engine, office: Office, reported: date | None, expected_on: date | None, state: CaseState
) -> None:
    first = CaseState.OPEN if reported else CaseState.EXPECTED
    case = make_case(engine, office, {"reported_on": reported, "state": first})
    with doing(engine) as work:
        make_consent(work.session, case.subject_id, None)
    close(case, CloseReason.RECALLED)
    case.act(office.officer, reopen_case, ReopenCase(case.subject_id, 2, expected_on, "Came back."))
    subject = case.read(Subject, case.subject_id)
    assert (subject.state, subject.closed_on, subject.close_reason) == (state, None, None)
    assert subject.reported_on == (reported if state is CaseState.OPEN else None)
    with Session(engine) as session:
        assert under_way(session, case.subject_id, TODAY).is_empty, "a consent must be given anew"
    with pytest.raises(IllegalStep):
        case.act(office.officer, reopen_case, ReopenCase(case.subject_id, 3, None, "Again."))


def test_a_file_is_not_reopened_beside_a_second_one_of_the_same_identity(engine: Engine, office: Office) -> None:
    number = "330199198804120013"
    case = make_case(engine, office, {"identity_number": number})
    close(case, CloseReason.TERM_OVER)
    with doing(engine) as work:
        make_subject(work.session, office.township, identity_number=number)
    assert case.read(Subject, case.subject_id).identity_hash == keyring.fingerprint(number)
    with pytest.raises(RegisteredAlready):
        case.act(office.officer, reopen_case, ReopenCase(case.subject_id, 2))


def elsewhere(engine: Engine) -> tuple[Any, Any, Any]:
    """An office in another county, with an officer and a caseworker."""
    with doing(engine) as work:
        county = make_unit(work.session, UnitLevel.COUNTY)
        town = make_unit(work.session, UnitLevel.TOWNSHIP, county, latitude=31.5, longitude=121.5)
        both = [make_account(work.session, role, unit=town) for role in (Role.OFFICER, Role.CASEWORKER)]
        return town, *both


def test_a_file_that_is_handed_over_is_the_new_units_at_once_and_no_longer_the_old_ones(
    engine: Engine, office: Office
) -> None:
    job, offered, endorsed = a_full_file(engine, office)
    town, officer, _caseworker = elsewhere(engine)
    with doing(engine) as work:
        work.session.get_one(Subject, job.subject_id).caseworker_id = office.caseworker.account_id
    version = job.read(Subject, job.subject_id).version
    job.act(office.officer, move_case, MoveCase(job.subject_id, version, town.id, None, "Lives there now."))
    for viewer, sees in ((office.officer, False), (office.caseworker, False), (officer, True)):
        with doing(engine, viewer) as work:
            if sees:
                found = own_subject(work.session, work.viewer, job.subject_id)
                assert (found.caseworker_id, found.unit_id) == (None, town.id)
                assert [line.key for line in waiting(work)] == ["subject.moved_here"]
            else:
                with pytest.raises(NotFound):
                    own_subject(work.session, work.viewer, job.subject_id)
    assert job.placement.state is PlacementState.STARTED, "the job goes on"
    assert (offered.proposal.state, endorsed.suggestion.state) == (P.WITHDRAWN, S.WITHDRAWN)
    with Session(engine) as session:
        assert session.exec(select(Need.state)).all() == [NeedState.OPEN]
        assert under_way(session, job.subject_id, TODAY).consents, "consents go along"


def test_a_proposal_within_the_new_units_county_goes_on(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose()
    with doing(engine) as work:
        neighbour = make_unit(work.session, UnitLevel.TOWNSHIP, work.session.merge(office.county))
    version = case.read(Subject, case.subject_id).version
    case.act(office.officer, move_case, MoveCase(case.subject_id, version, neighbour.id or 0))
    assert (case.proposal.state, case.proposal.unit_id) == (P.PROPOSED, neighbour.id)
    assert case.suggestion.state is S.PROPOSED


def test_a_file_moves_to_another_office_only_and_a_protected_one_to_a_named_caseworker(
    engine: Engine, office: Office
) -> None:
    town, _officer, caseworker = elsewhere(engine)
    with doing(engine) as work:
        open_person = make_subject(work.session, office.township).id or 0
        hidden = make_subject(work.session, office.township, is_sealed=True).id or 0
        access = {"account_id": office.officer.account_id, "granted_at": NOW}
        stored(work.session, CaseAccess(subject_id=hidden, **access))
    for unit in (office.township.id, office.village.id):
        with pytest.raises(OwnOffice), doing(engine, office.officer) as work:
            move_case(work, MoveCase(open_person, 1, unit or 0))
    with pytest.raises(CaseworkerNeeded), doing(engine, office.officer) as work:
        move_case(work, MoveCase(hidden, 1, town.id))
    with pytest.raises(BadInput), doing(engine, office.officer) as work:
        move_case(work, MoveCase(hidden, 1, town.id, office.caseworker.account_id))
    with doing(engine, office.officer) as work:
        move_case(work, MoveCase(hidden, 1, town.id, caseworker.account_id))
    with Session(engine) as session:
        rows = session.exec(select(CaseAccess.account_id).where(col(CaseAccess.subject_id) == hidden)).all()
        assert rows == [caseworker.account_id]


def test_correction_turns_into_help_in_one_press_and_what_is_live_survives(engine: Engine, office: Office) -> None:
    under = {
        "legal_status": LegalStatus.SUSPENDED_SENTENCE,
        "correction_ends_on": TODAY,
        "caseworker_id": office.caseworker.account_id,
    }
    case = make_case(engine, office, under).propose()
    with doing(engine) as work:
        for kind in (ConditionKind.CURFEW, ConditionKind.OCCUPATION_BAN):
            row = {"ground": "Order", "from_on": date(2025, 9, 1), "recorded_at": NOW}
            work.session.add(Condition(subject_id=case.subject_id, kind=kind, **row))
        work.session.add(Need(subject_id=case.subject_id, kind=NeedKind.CV, opened_on=TODAY))
    with doing(engine, office.caseworker) as work:
        assert [line.key for line in waiting(work)] == ["subject.correction_ends"]
    version = case.read(Subject, case.subject_id).version
    case.act(office.caseworker, end_correction, EndCorrection(case.subject_id, version))
    subject = case.read(Subject, case.subject_id)
    assert (subject.legal_status, subject.correction_ends_on, subject.release_on) == (LegalStatus.RELEASED, None, TODAY)
    assert (subject.caseworker_id, subject.state) == (office.caseworker.account_id, CaseState.OPEN)
    assert case.proposal.state is P.PROPOSED and case.suggestion.state is S.PROPOSED
    with Session(engine) as session:
        ended = {row.kind: row.ended_on for row in session.exec(select(Condition))}
        assert ended == {ConditionKind.CURFEW: TODAY, ConditionKind.OCCUPATION_BAN: None}
        assert session.exec(select(Need.state)).all() == [NeedState.OPEN]
    with doing(engine, office.caseworker) as work:
        assert waiting(work) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"legal_status": LegalStatus.RELEASED},
        {"legal_status": LegalStatus.PAROLE, "correction_ends_on": None},
        {"legal_status": LegalStatus.PAROLE, "correction_ends_on": LATER},
        {"legal_status": LegalStatus.PAROLE, "correction_ends_on": TODAY, "state": CaseState.CLOSED},
    ],
)
def test_a_correction_that_has_not_ended_cannot_be_ended(
    engine: Engine, office: Office, fields: dict[str, Any]
) -> None:
    with doing(engine) as work:
        person = make_subject(work.session, office.township, **fields).id or 0
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        end_correction(work, EndCorrection(person, 1))


def test_an_offer_of_another_county_stays_with_its_own(engine: Engine, office: Office) -> None:
    """A proposal for an offer of the new county, made before the person moved there, goes along."""
    town, _officer, _caseworker = elsewhere(engine)
    case = make_case(engine, office)
    with doing(engine) as work:
        offer = work.session.get_one(Offer, case.offer_id)
        there = make_offer(work.session, make_provider(work.session, town))
        offer.unit_id, offer.provider_id = there.unit_id, there.provider_id
    case.propose()
    version = case.read(Subject, case.subject_id).version
    case.act(office.officer, move_case, MoveCase(case.subject_id, version, town.id))
    assert case.read(Proposal, case.proposal_id).state is P.PROPOSED
