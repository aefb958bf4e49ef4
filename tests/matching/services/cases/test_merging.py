"""Making one case file of two: what moves, what is kept once, what stands in the way, who may."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from matching.encryption import keyring
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subjects
from matching.queries.case_files import case_file
from matching.queries.duplicates import possible_duplicates
from matching.queries.standing import OtherFile
from matching.queries.two_files import PROFILE_FIELDS, SUBJECT_FIELDS, Side
from matching.records import (
    AuditEntry,
    CaseAccess,
    CaseEvent,
    CaseFacts,
    Circumstance,
    Condition,
    Experience,
    HouseholdMember,
    Need,
    Offence,
    Profile,
    Qualification,
    Question,
    Scan,
    Skill,
    Subject,
    Suggestion,
    metadata,
)
from matching.services.case_files import AddNote, add_note
from matching.services.cases.merging import (
    MOVED,
    WITHOUT_DOUBLES,
    BothUnderWay,
    ChooseValue,
    MergeCases,
    merge_cases,
)
from matching.services.cases.moving import MoveCase, move_case
from matching.services.needs import OpenNeed, open_need
from matching.services.notices import NoticeDetails, record_notice
from matching.services.offences import protect
from matching.vocabulary import (
    Answer,
    CaseState,
    CircumstanceKind,
    CloseReason,
    ConditionKind,
    LegalStatus,
    NeedKind,
    OffenceCategory,
    OfferKind,
    Penalty,
    ProposalState,
    Relation,
    ScanKind,
    Source,
    SuggestionState,
)
from tests.builders import NOW, TODAY, Office, add_office, doing, make_subject, stored
from tests.proposing import another_offer, make_case, make_consent, make_suggestion

LEFT = {"profiles", "case_facts", "shortlists", "case_access"}
"""Tables with one row per person, which are joined or dropped and not moved."""

P, S = ProposalState, SuggestionState
NOT_OF_ONE_PERSON = {"audit_entries"}
"""Tables that name a subject and stay as they are: what was done is not rewritten."""


def two_people(engine: Engine, office: Office, stays: dict[str, Any], goes: dict[str, Any]) -> tuple[int, int]:
    with doing(engine) as work:
        both = [make_subject(work.session, office.township, **({"name": "李四光"} | each)) for each in (stays, goes)]
        return both[0].id or 0, both[1].id or 0


def merge(engine: Engine, viewer: Any, stays: int, goes: int, **choices: Side) -> None:
    with Session(engine) as session:
        versions = [session.get_one(Subject, each).version for each in (stays, goes)]
    with doing(engine, viewer) as work:
        merge_cases(work, MergeCases(stays, goes, versions[0], versions[1], choices))


def rows(engine: Engine, table: type[SQLModel], subject_id: int) -> list[Any]:
    kept: Any = table
    with Session(engine) as session:
        return list(session.exec(select(kept).where(kept.subject_id == subject_id).order_by(kept.id)))


def test_every_table_about_a_person_is_moved_joined_or_left_on_purpose() -> None:
    about = {table.name for table in metadata().sorted_tables if "subject_id" in table.columns}
    treated = {str(table.__tablename__) for table in (*MOVED, *WITHOUT_DOUBLES)} | LEFT | NOT_OF_ONE_PERSON
    assert about == treated, "say in matching/services/cases/merging.py what happens to it"


def test_every_detail_of_a_person_is_compared_or_kept_on_purpose() -> None:
    compared = {column for columns in SUBJECT_FIELDS.values() for column in columns}
    joined = {"state", "reported_on", "is_juvenile", "is_sealed"}
    own = {
        "id",
        "reference",
        "closed_on",
        "close_reason",
        "moved_to",
        "merged_into_id",
        "created_at",
        "facts_version",
        "version",
    }
    assert compared | joined | own == set(Subject.model_fields)
    compared = {column for columns in PROFILE_FIELDS.values() for column in columns}
    own = {"subject_id", "skills_known", "qualifications_known", "confirmed_on", "version"}
    assert compared | own == set(Profile.model_fields)


def fill(session: Session, person: int, extra: str) -> None:
    """What both files hold alike, and one thing of each kind that only this one holds."""
    own: dict[str, Any] = {"subject_id": person}
    for name in ("cooking", extra):
        session.add(Skill(**own, name=name))
        session.add(Qualification(**own, code=name))
        session.add(Experience(**own, title=name, years=2))
        session.add(HouseholdMember(**own, relation=Relation.CHILD, name=name, born_on=date(2015, 1, 1)))
        session.add(Condition(**own, kind=ConditionKind.CURFEW, ground=name, from_on=TODAY, recorded_at=NOW))
        coded = {"category": OffenceCategory.FRAUD, "penalty": Penalty.FIXED_TERM, "text": name}
        session.add(Offence(**own, **coded, recorded_at=NOW))
        file = {
            "file_name": name,
            "media_type": "image/png",
            "size": 1,
            "sha256": name,
            "content": b"x",
            "kept_at": NOW,
        }
        session.add(Scan(**own, kind=ScanKind.OTHER, **file))
    session.add(Need(**own, kind=NeedKind.CV, opened_on=TODAY))
    session.add(Question(**own, fact="skills", asked_at=NOW))
    found = {"kind": CircumstanceKind.HOME, "answer": Answer.NO, "source": Source.VISIT, "found_on": TODAY}
    session.add(Circumstance(**own, **found, recorded_at=NOW))
    session.add(CaseEvent(**own, at=NOW, on=TODAY, key="note.added", note=extra))
    make_consent(session, person, None)


def test_everything_goes_to_the_file_that_stays_and_doubles_are_kept_once(engine: Engine, office: Office) -> None:
    stays, goes = two_people(engine, office, {}, {"born_on": date(1990, 5, 17)})
    with doing(engine) as work:
        fill(work.session, stays, "tiling")
        fill(work.session, goes, "welding")
    with doing(engine, office.officer) as work:
        record_notice(work, goes, NoticeDetails("North Hill", "7", TODAY))
    merge(engine, office.officer, stays, goes)
    for table in WITHOUT_DOUBLES:
        assert len(rows(engine, table, stays)) == 3 and not [
            row for row in rows(engine, table, goes) if table is not Scan
        ], table.__name__
    for table in MOVED:
        if table is not CaseEvent:
            assert not rows(engine, table, goes), table.__name__
    assert [event.key for event in rows(engine, CaseEvent, goes)] == ["subject.merged_away"]
    assert {event.note for event in rows(engine, CaseEvent, stays)} >= {"tiling", "welding"}
    with Session(engine) as session:
        closed = session.get_one(Subject, goes)
        assert (closed.state, closed.close_reason) == (CaseState.CLOSED, CloseReason.MERGED)
        assert closed.merged_into_id == stays
        entries = session.exec(select(AuditEntry).where(col(AuditEntry.act).like("subject.merged%")))
        assert {(row.subject_id, row.ids["other"]) for row in entries} == {(stays, goes), (goes, stays)}


def test_what_goes_on_for_one_of_both_goes_on_for_the_file_that_stays(engine: Engine, office: Office) -> None:
    job = make_case(engine, office, {"name": "李四光"}).started()
    with doing(engine) as work:
        stays = make_subject(work.session, office.township, name="李四光").id or 0
    merge(engine, office.officer, stays, job.subject_id)
    assert {job.placement.subject_id, job.proposal.subject_id, job.suggestion.subject_id} == {stays}
    assert job.offer.places_taken == 1


def test_two_placements_of_a_kind_or_proposals_for_an_offer_stand_in_the_way(engine: Engine, office: Office) -> None:
    first, second = (make_case(engine, office, {"name": "李四光"}).started() for _each in range(2))
    with pytest.raises(BothUnderWay):
        merge(engine, office.officer, first.subject_id, second.subject_id)
    third = make_case(engine, office, {"name": "李四光"}, places=2).propose()
    with doing(engine) as work:
        person = make_subject(work.session, office.township, name="李四光")
        offer = third.offer
        make_suggestion(work.session, person, offer, office.caseworker)
    fourth = another_offer(third)
    fourth.subject_id, fourth.offer_id = person.id or 0, third.offer_id
    with Session(engine) as session:
        wanted = select(Suggestion.id).where(col(Suggestion.subject_id) == person.id)
        fourth.suggestion_id = session.exec(wanted).one() or 0
    fourth.propose()
    with pytest.raises(BothUnderWay):
        merge(engine, office.officer, third.subject_id, fourth.subject_id)
    assert third.read(Subject, fourth.subject_id).state is CaseState.OPEN


@pytest.mark.parametrize("proposed", ["stays", "goes", "neither"])
def test_of_two_decisions_on_one_offer_the_further_one_is_kept(engine: Engine, office: Office, proposed: str) -> None:
    case = make_case(engine, office, {"name": "李四光"}, kind=OfferKind.HOUSING)
    with doing(engine) as work:
        person = make_subject(work.session, office.township, name="李四光")
        other = make_suggestion(work.session, person, case.offer, office.caseworker).id
    if proposed != "neither":
        case.propose()
    stays, goes = (case.subject_id, person.id or 0)
    if proposed == "goes":
        stays, goes = goes, stays
    merge(engine, office.officer, stays, goes)

    expected = S.ENDORSED if proposed == "neither" else S.PROPOSED
    assert (case.suggestion.state, case.read(Suggestion, other or 0).state) == (expected, S.WITHDRAWN)


def test_what_differs_is_chosen_and_what_only_one_knows_holds(engine: Engine, office: Office) -> None:
    number = "330199198804120013"
    goes_says = {"phone": "138", "residence": "Bridge 8", "identity_number": number, "legal_status": LegalStatus.PAROLE}
    stays, goes = two_people(engine, office, {"phone": "139", "residence": None}, goes_says)
    with pytest.raises(ChooseValue):
        merge(engine, office.officer, stays, goes)
    merge(engine, office.officer, stays, goes, phone=Side.GOES, legal_status=Side.STAYS)
    with Session(engine) as session:
        kept = session.get_one(Subject, stays)
        assert (kept.phone, kept.residence, kept.legal_status) == ("138", "Bridge 8", LegalStatus.RELEASED)
        assert (kept.identity_number, kept.identity_hash) == (number, keyring.fingerprint(number))


def test_who_reported_in_either_file_has_reported_and_what_was_read_is_read(engine: Engine, office: Office) -> None:
    expected = {"state": CaseState.EXPECTED, "reported_on": None}
    stays, goes = two_people(engine, office, expected, {"reported_on": TODAY})
    with doing(engine) as work:
        work.session.add(CaseFacts(subject_id=goes, offences_read_on=TODAY))
    merge(engine, office.officer, stays, goes)
    with Session(engine) as session:
        kept = session.get_one(Subject, stays)
        assert (kept.state, kept.reported_on) == (CaseState.OPEN, TODAY)
        assert session.get_one(CaseFacts, stays).offences_read_on == TODAY


def test_a_protection_is_never_lost_by_merging(engine: Engine, office: Office) -> None:
    stays, goes = two_people(engine, office, {}, {"is_juvenile": True})
    with pytest.raises(NotFound):
        merge(engine, office.officer, stays, goes)
    with doing(engine) as work:
        for account in (office.officer.account_id, office.caseworker.account_id):
            stored(work.session, CaseAccess(subject_id=goes, account_id=account, granted_at=NOW))
    merge(engine, office.officer, stays, goes)
    with Session(engine) as session:
        assert session.get_one(Subject, stays).is_juvenile
        named = session.exec(select(CaseAccess.account_id).where(col(CaseAccess.subject_id) == stays))
        assert set(named) == {office.officer.account_id, office.caseworker.account_id}


@pytest.mark.parametrize("protected", ["stays", "goes"])
def test_whichever_of_both_is_protected_no_proposal_goes_on(engine: Engine, office: Office, protected: str) -> None:
    case = make_case(engine, office, subject={"name": "李四光"}).brought_to(P.INTERESTED)
    with doing(engine) as work:
        other = make_subject(work.session, office.township, name="李四光").id or 0
        kept = other if protected == "stays" else case.subject_id
        hidden = work.session.get_one(Subject, other)
        hidden.is_juvenile = True
        stored(work.session, CaseAccess(subject_id=other, account_id=office.officer.account_id, granted_at=NOW))
    merge(engine, office.officer, kept, case.subject_id if kept == other else other)
    assert case.proposal.state is P.WITHDRAWN
    assert case.offer.places_taken == 0


def test_files_that_were_merged_earlier_lead_to_the_last_one(engine: Engine, office: Office) -> None:
    first, second = two_people(engine, office, {}, {})
    with doing(engine) as work:
        third = make_subject(work.session, office.township, name="李四光").id or 0
    merge(engine, office.officer, second, first)
    merge(engine, office.officer, third, second)
    with Session(engine) as session:
        assert session.get_one(Subject, first).merged_into_id == third


def seen_by(engine: Engine, viewer: Any) -> set[int]:
    with Session(engine) as session:
        return {number or 0 for number in session.exec(select(Subject.id).where(own_subjects(viewer)))}


def test_a_merged_file_is_seen_only_with_the_one_that_stays(engine: Engine, office: Office) -> None:
    born = {"born_on": date(1990, 5, 5)}
    stays, goes = two_people(engine, office, born, born)
    merge(engine, office.officer, stays, goes)
    assert {stays, goes} <= seen_by(engine, office.supervisor)
    with doing(engine, office.officer) as work:
        protect(work, work.session.get_one(Subject, stays), is_sealed=True)
    assert not {stays, goes} & seen_by(engine, office.supervisor)
    assert {stays, goes} <= seen_by(engine, office.officer)
    away = add_office(engine).officer
    for viewer in (office.caseworker, away):
        with doing(engine, viewer) as work:
            assert possible_duplicates(work, "李四光", date(1990, 5, 5), None) == []


def test_nothing_is_written_into_a_merged_file(engine: Engine, office: Office) -> None:
    stays, goes = two_people(engine, office, {}, {})
    merge(engine, office.officer, stays, goes)
    for act in (AddNote(goes, "late"), OpenNeed(goes, NeedKind.CV)):
        with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
            add_note(work, act) if isinstance(act, AddNote) else open_need(work, act)
    with doing(engine, office.officer) as work:
        assert case_file(work, goes).standing.merged_into == OtherFile(stays, case_file(work, stays).header.reference)


def test_a_merged_file_goes_along_where_the_one_that_stays_is_handed_over(engine: Engine, office: Office) -> None:
    stays, goes = two_people(engine, office, {}, {})
    merge(engine, office.officer, stays, goes)
    town = add_office(engine)
    with doing(engine, office.officer) as work:
        version = work.session.get_one(Subject, stays).version
        move_case(work, MoveCase(stays, version, town.township.id or 0))
    assert not {stays, goes} & seen_by(engine, office.officer)
    assert {stays, goes} <= seen_by(engine, town.officer)


def test_only_two_own_files_as_they_were_seen_become_one(engine: Engine, office: Office) -> None:
    stays, goes = two_people(engine, office, {}, {})
    closed, _other = two_people(engine, office, {"state": CaseState.CLOSED}, {})
    foreign = add_office(engine)
    with doing(engine) as work:
        away = make_subject(work.session, foreign.township, name="李四光").id or 0
    for pair, versions, refusal in (
        ((stays, stays), (1, 1), IllegalStep),
        ((stays, goes), (1, 2), StaleEdit),
        ((closed, goes), (1, 1), IllegalStep),
        ((stays, away), (1, 1), NotFound),
        ((away, goes), (1, 1), NotFound),
    ):
        with pytest.raises(refusal), doing(engine, office.officer) as work:
            merge_cases(work, MergeCases(*pair, *versions, choices={}))
    merge(engine, office.officer, stays, goes)
    with pytest.raises(IllegalStep):
        merge(engine, office.officer, stays, goes)
