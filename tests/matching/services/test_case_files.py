"""What caseworkers record: the three noes, profiles, conditions, offences, needs, consents, answers to questions."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound, StaleEdit
from matching.queries.case_files import case_file
from matching.queries.consents import live_consent
from matching.queries.facts import subject_facts
from matching.queries.waiting import my_work
from matching.queries.waiting.subjects import waiting
from matching.records import (
    CaseAccess,
    CaseFacts,
    Condition,
    Offence,
    Placement,
    Profile,
    Question,
    Shortlist,
    Subject,
    Suggestion,
)
from matching.services.circumstances import RecordCircumstance, record_circumstance
from matching.services.conditions import (
    AddCondition,
    CorrectCondition,
    EndCondition,
    add_condition,
    confirm_conditions,
    correct_condition,
    end_condition,
)
from matching.services.consents import (
    NoElectronicProposal,
    RecordConsent,
    WithdrawConsent,
    record_consent,
    withdraw_consent,
)
from matching.services.needs import MoveNeed, OpenNeed, move_need, open_need
from matching.services.offences import RecordOffence, confirm_offences, record_offence
from matching.services.profiles import (
    AddExperience,
    SaveAbilities,
    SaveWishes,
    add_experience,
    save_abilities,
    save_wishes,
)
from matching.services.questions import answer_fact, ask
from matching.viewer import Viewer
from matching.vocabulary import (
    Answer,
    CaseState,
    CircumstanceKind,
    ConditionKind,
    ConsentPurpose,
    Fact,
    NeedKind,
    NeedState,
    OffenceCategory,
    OfferKind,
    Penalty,
    PlacementState,
    ProposalState,
    QuestionState,
    Role,
    Source,
    SuggestionState,
)
from tests.builders import NOW, TODAY, Office, doing, make_account, make_offer, make_subject, make_unit, stored
from tests.proposing import another_offer, make_case

MATCHING, DISCLOSE = ConsentPurpose.MATCHING, ConsentPurpose.DISCLOSE_TO_PROVIDER


@pytest.fixture
def foreign(engine: Engine, office: Office) -> int:
    with doing(engine) as work:
        return make_subject(work.session, make_unit(work.session, parent=office.county)).id or 0


def found(subject_id: int, answer: Answer = Answer.NO, **fields: Any) -> RecordCircumstance:
    values = {"kind": CircumstanceKind.HOME, "source": Source.VISIT, "found_on": TODAY} | fields
    return RecordCircumstance(subject_id=subject_id, answer=answer, **values)


def test_the_newest_finding_of_a_kind_holds_and_a_late_review_is_flagged(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        record_circumstance(work, found(person, Answer.YES, found_on=TODAY - timedelta(days=9)))
        record_circumstance(
            work, found(person, Answer.NO, found_on=TODAY - timedelta(days=3), review_on=TODAY - timedelta(days=1))
        )
    with doing(engine, office.caseworker) as work:
        noes = case_file(work, person).three_noes
    assert noes.home is not None and noes.home.answer is Answer.NO and noes.home.is_overdue
    assert dict(noes.answers)[CircumstanceKind.KIN] is Answer.UNKNOWN


def test_nothing_is_recorded_for_the_future_or_for_a_person_of_another_unit(
    engine: Engine, office: Office, person: int, foreign: int
) -> None:
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        record_circumstance(work, found(person, found_on=TODAY + timedelta(days=1)))
    for act in (
        lambda work: record_circumstance(work, found(foreign)),
        lambda work: save_abilities(work, SaveAbilities(foreign, 1, ())),
        lambda work: add_condition(work, AddCondition(foreign, ConditionKind.CURFEW, "Order 1", TODAY)),
        lambda work: record_offence(work, RecordOffence(foreign, OffenceCategory.FRAUD, Penalty.FINE)),
        lambda work: open_need(work, OpenNeed(foreign, NeedKind.CV)),
        lambda work: record_consent(work, RecordConsent(foreign, MATCHING, "Form 1", TODAY)),
    ):
        with pytest.raises(NotFound), doing(engine, office.caseworker) as work:
            act(work)


def test_a_profile_is_saved_over_the_version_that_was_seen(engine: Engine, office: Office, person: int) -> None:
    with doing(engine, office.caseworker) as work:
        save_abilities(work, SaveAbilities(person, 1, ("cooking", "cooking", "tiling"), ("licence_c1",), True, False))
        save_wishes(work, SaveWishes(person, 2, hours_max=40, work_from=time(7), wished_occupations=("5120",)))
        add_experience(work, AddExperience(person, "Cook", 2.5))
    with pytest.raises(StaleEdit), doing(engine, office.caseworker) as work:
        save_wishes(work, SaveWishes(person, 2, hours_max=20))
    with pytest.raises(BadInput), doing(engine, office.caseworker) as work:
        save_abilities(work, SaveAbilities(person, 3, (), ("no such paper",)))
    with doing(engine, office.caseworker) as work:
        held = case_file(work, person).profile
    assert (held.skills, held.qualifications, held.hours_max, held.hours_min) == (
        ["cooking", "tiling"],
        ["licence_c1"],
        40,
        None,
    )
    assert (held.skills_known, held.qualifications_known) == (True, False)
    assert held.experiences[0].occupation_code is not None


def test_a_condition_ends_once_and_reading_the_order_makes_silence_mean_none(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        order = AddCondition(person, ConditionKind.CURFEW, "Order 1", TODAY, home_from=time(22), home_to=time(6))
        condition = add_condition(work, order)
        confirm_conditions(work, person)
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        end_condition(work, EndCondition(person, condition.id or 0, TODAY - timedelta(days=1)))
    with doing(engine, office.caseworker) as work:
        end_condition(work, EndCondition(person, condition.id or 0, TODAY))
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        end_condition(work, EndCondition(person, condition.id or 0, TODAY))
    with Session(engine) as session:
        assert session.get_one(CaseFacts, person).conditions_read_on == TODAY
        assert session.get_one(Condition, condition.id).ended_on == TODAY


def test_only_caseworkers_record_and_read_judgments(engine: Engine, office: Office, person: int) -> None:
    judgment = RecordOffence(person, OffenceCategory.FRAUD, Penalty.FIXED_TERM, Answer.YES, text="what the court wrote")
    with pytest.raises(NotAllowed), doing(engine, office.officer) as work:
        record_offence(work, judgment)
    with doing(engine, office.caseworker) as work:
        record_offence(work, judgment)
        record_offence(work, RecordOffence(person, OffenceCategory.OTHER, Penalty.FINE, is_sealed=True))
        confirm_offences(work, person)
        named = (office.officer.account_id, office.supervisor.account_id)
        rows = [CaseAccess(subject_id=person, account_id=number or 0, granted_at=NOW) for number in named]
        work.session.add_all(rows)

    def seen_by(viewer: Viewer) -> Any:
        with doing(engine, viewer) as work:
            return case_file(work, person).offences

    assert [row.text for row in seen_by(office.caseworker).rows] == ["what the court wrote", None]
    assert [(row.category, row.text) for row in seen_by(office.officer).rows] == [(OffenceCategory.FRAUD, None)]
    assert seen_by(office.supervisor) is None
    with Session(engine) as session:
        assert "court" not in repr(session.exec(select(Offence)).all())


def test_a_need_moves_until_it_is_answered(engine: Engine, office: Office, person: int) -> None:
    with doing(engine, office.caseworker) as work:
        need = open_need(work, OpenNeed(person, NeedKind.IDENTITY_CARD))
    with doing(engine, office.caseworker) as work:
        move_need(work, MoveNeed(person, need.id or 0, 1, NeedState.REFERRED))
    with pytest.raises(StaleEdit), doing(engine, office.officer) as work:
        move_need(work, MoveNeed(person, need.id or 0, 1, NeedState.CLOSED))
    with doing(engine, office.officer) as work:
        assert move_need(work, MoveNeed(person, need.id or 0, 2, NeedState.ANSWERED)).closed_on == TODAY
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        move_need(work, MoveNeed(person, need.id or 0, 3, NeedState.OPEN))


def test_a_consent_holds_between_its_dates_for_its_provider_until_it_is_withdrawn(
    engine: Engine, office: Office, person: int
) -> None:
    provider_id = office.provider.id
    with doing(engine, office.officer) as work:
        signed = RecordConsent(person, DISCLOSE, "Form 2", TODAY, provider_id, expires_on=TODAY + timedelta(days=30))
        consent = record_consent(work, signed)
        other = record_consent(work, RecordConsent(person, MATCHING, "Form 1", TODAY))
    with doing(engine, office.officer) as work:

        def holds(day: date, provider: int | None = provider_id) -> bool:
            return live_consent(work.session, person, DISCLOSE, day, provider) is not None

        assert [holds(TODAY + timedelta(days=days)) for days in (-1, 0, 30, 31)] == [False, True, True, False]
        assert not holds(TODAY, None)
        withdraw_consent(work, WithdrawConsent(person, consent.id or 0))
        assert not holds(TODAY) and live_consent(work.session, person, MATCHING, TODAY) is not None
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        withdraw_consent(work, WithdrawConsent(person, consent.id or 0))
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        withdraw_consent(work, WithdrawConsent(person + 1000, other.id or 0))


def test_a_disclosure_needs_an_approved_provider_and_never_concerns_a_protected_person(
    engine: Engine, office: Office, person: int
) -> None:
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        record_consent(work, RecordConsent(person, DISCLOSE, "Form 2", TODAY, provider_id=999))
    with doing(engine) as work:
        work.session.get_one(Subject, person).is_sealed = True
    with pytest.raises(NoElectronicProposal), doing(engine) as work:
        record_consent(work, RecordConsent(person, DISCLOSE, "Form 2", TODAY, office.provider.id))


def test_a_question_is_asked_once_and_its_answer_returns_the_suggestion(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider)
        suggestion = stored(
            work.session,
            Suggestion(
                subject_id=person, offer_id=offer.id, state=SuggestionState.NEEDS_INFORMATION, rank=1, score=1, baseline=1, policy="p",
                rulebook="r", vocabulary="v", decided_at=NOW, decided_by_id=office.caseworker.account_id,
            ),
        )  # fmt: skip
        for fact in (Fact.SKILLS, Fact.SKILLS, Fact.PAY_NEEDED):
            ask(work, person, fact, suggestion.id)
    with doing(engine, office.caseworker) as work:
        assert [question.fact for question in case_file(work, person).questions] == [Fact.SKILLS, Fact.PAY_NEEDED]
        save_abilities(work, SaveAbilities(person, 1, ("cooking",)))
    with Session(engine) as session:
        assert session.get_one(Suggestion, suggestion.id).state is SuggestionState.NEEDS_INFORMATION
    with doing(engine, office.caseworker) as work:
        save_wishes(work, SaveWishes(person, 2, pay_needed=3000))
        assert answer_fact(work, person, Fact.PAY_NEEDED) == 0
    with Session(engine) as session:
        assert session.get_one(Suggestion, suggestion.id).state is SuggestionState.REOPENED
        assert not session.exec(select(Question).where(col(Question.state) == QuestionState.OPEN)).all()


def test_what_waits_is_told_to_the_caseworker_and_to_the_officer(engine: Engine, office: Office, person: int) -> None:
    late, soon = {"state": CaseState.EXPECTED, "reported_on": None}, TODAY + timedelta(days=10)
    mine = {"caseworker_id": office.caseworker.account_id}
    with doing(engine, office.caseworker) as work:
        make_subject(work.session, office.village, release_on=TODAY - timedelta(days=2), **late, **mine)
        make_subject(work.session, office.township, release_on=soon, **late, **mine)
        make_subject(work.session, office.township)
        record_circumstance(work, found(person, review_on=TODAY))
        ask(work, person, Fact.SKILLS)
    with doing(engine, office.caseworker) as work:
        keys = sorted(item.key for item in waiting(work))
    assert keys == [
        "circumstance.review_due",
        "question.open",
        *["subject.circumstances_unknown"] * 3,
    ]
    with doing(engine, office.officer) as work:
        keys = sorted(item.key for item in waiting(work))
        assert keys == [*["subject.arrives"] * 2, "subject.no_caseworker"], (
            "two days after the release is still in time"
        )
    with doing(engine, office.provider_viewer) as work:
        assert waiting(work) == []


def test_asking_a_person_again_about_two_of_the_three_noes_is_one_line(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        record_circumstance(work, found(person, kind=CircumstanceKind.WORK, review_on=TODAY))
        record_circumstance(
            work, found(person, review_on=TODAY - timedelta(days=2), found_on=TODAY - timedelta(days=9))
        )
    with doing(engine, office.caseworker) as work:
        (line,) = [item for item in waiting(work) if item.key == "circumstance.review_due"]
    assert line.arguments["kinds"] == (CircumstanceKind.HOME, CircumstanceKind.WORK)
    assert line.is_overdue and line.since == TODAY - timedelta(days=2), "what is due longest says since when"


def test_a_silent_profile_is_unknown(engine: Engine, person: int) -> None:
    with Session(engine) as session:
        profile = session.get_one(Profile, person)
    assert (profile.skills_known, profile.qualifications_known, profile.pay_needed) == (False, False, None)


def test_withdrawing_a_consent_closes_what_the_page_said_it_would(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(ProposalState.DISCLOSED)
    with doing(engine, office.officer) as work:
        shown = case_file(work, case.subject_id)
        consent = next(row for row in shown.consents if row.is_live and row.provider_id == office.provider.id)
        assert [row.id for row in shown.resting_on(consent)] == [case.proposal_id]
        withdraw_consent(work, WithdrawConsent(case.subject_id, consent.id))
    assert case.proposal.state is ProposalState.WITHDRAWN and case.offer.places_taken == 0


def test_a_condition_is_corrected_over_the_version_that_was_seen(engine: Engine, office: Office, person: int) -> None:
    laid = AddCondition(person, ConditionKind.CURFEW, "Order 1", TODAY, home_from=time(22), home_to=time(6))
    with doing(engine, office.officer) as work:
        condition = add_condition(work, laid).id or 0
    later = AddCondition(person, ConditionKind.CURFEW, "Order 2", TODAY, home_from=time(23), home_to=time(6))
    with doing(engine, office.officer) as work:
        correct_condition(work, CorrectCondition(condition, 1, later))
    with doing(engine, office.officer) as work:
        held = case_file(work, person).conditions
        assert held is not None and (held.rows[0].ground, held.rows[0].home_from) == ("Order 2", time(23))
    with pytest.raises(StaleEdit), doing(engine, office.officer) as work:
        correct_condition(work, CorrectCondition(condition, 1, laid))
    other = AddCondition(person, ConditionKind.REPORTING, "Order 1", TODAY)
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        correct_condition(work, CorrectCondition(condition, 2, other))
    with doing(engine, office.officer) as work:
        end_condition(work, EndCondition(person, condition, TODAY))
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        correct_condition(work, CorrectCondition(condition, 3, laid))


def test_a_banned_area_without_its_place_is_asked_for_and_leaves_the_conditions_unknown(
    engine: Engine, office: Office, person: int
) -> None:
    words = {"kind": ConditionKind.AREA_BAN, "ground": "Order 1", "from_on": TODAY, "details": "the market"}
    placed = {"latitude": 30.1, "longitude": 120.2, "radius_km": 1.0}

    def known() -> tuple[int, bool]:
        with doing(engine, office.caseworker) as work:
            facts = subject_facts(work.session, [person], work.today)
            asked = [question.fact for question in case_file(work, person).questions]
        return int(facts.conditions_known[0]), Fact.CONDITIONS in asked

    with doing(engine, office.caseworker) as work:
        confirm_conditions(work, person)
        condition = add_condition(work, AddCondition(person, **words)).id or 0
    assert known() == (0, True)
    with doing(engine, office.caseworker) as work:
        confirm_conditions(work, person)
    assert known() == (0, True), "reading the order again does not find the place"
    with doing(engine, office.caseworker) as work:
        correct_condition(work, CorrectCondition(condition, 1, AddCondition(person, **words, terms=placed)))
    assert known() == (2, False)


@pytest.mark.parametrize("sealing", [{"as_minor": True}, {"is_sealed": True}])
def test_an_offence_of_a_minor_or_a_sealed_one_protects_the_person_at_once(
    engine: Engine, office: Office, sealing: dict[str, bool]
) -> None:
    case = make_case(engine, office)
    case.propose()
    subject = case.subject_id
    with doing(engine) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
    with doing(engine, office.caseworker) as work:
        record_offence(work, RecordOffence(subject, OffenceCategory.FRAUD, Penalty.FINE, **sealing))
    with doing(engine, office.caseworker) as work:
        file = case_file(work, subject)
        assert file.header.is_protected and not [row for row in file.proposals if row.is_open]
    for viewer in (colleague, office.officer):
        with pytest.raises(NotFound), doing(engine, viewer) as work:
            case_file(work, subject)


def test_an_ordinary_offence_protects_nobody_and_none_lies_in_the_future(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        record_offence(work, RecordOffence(person, OffenceCategory.FRAUD, Penalty.FINE))
        assert not case_file(work, person).header.is_protected
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        record_offence(work, RecordOffence(person, OffenceCategory.FRAUD, Penalty.FINE, judged_on=tomorrow))


def test_with_the_consent_go_what_is_planned_what_was_decided_and_the_shortlists(
    engine: Engine, office: Office
) -> None:
    planned = make_case(engine, office).brought_to(ProposalState.PLACED)
    person = planned.subject_id
    decided = another_offer(planned, title="Second opening")
    with doing(engine, office.caseworker) as work:
        consent = record_consent(work, RecordConsent(person, MATCHING, "Form 1", TODAY)).id or 0
        values = {"subject_id": person, "kind": OfferKind.JOB, "policy": "p", "rulebook": "r", "vocabulary": "v"}
        work.session.add(Shortlist(**values, subject_version=1, computed_at=NOW, offers=b"", scores=b"", marks=b""))
    with doing(engine, office.caseworker) as work:
        held = next(row for row in case_file(work, person).consents if row.id == consent)
        assert [row.title for row in case_file(work, person).resting_on(held)] == [planned.offer.title]
        withdraw_consent(work, WithdrawConsent(person, consent))
    with Session(engine) as session:
        assert session.get_one(Placement, planned.placement_id).state is PlacementState.CANCELLED
        assert session.get_one(Suggestion, decided.suggestion_id).state is SuggestionState.WITHDRAWN
        assert not session.exec(select(Shortlist)).all()
    assert planned.offer.places_taken == 0


def test_a_consent_that_runs_out_waits_until_a_newer_one_is_recorded(
    engine: Engine, office: Office, person: int
) -> None:
    def lines(days: int) -> list[str]:
        with doing(engine, office.caseworker, TODAY + timedelta(days=days)) as work:
            return [item.key for item in my_work(work) if item.key.startswith("consent")]

    ends_on = TODAY + timedelta(days=20)
    with doing(engine, office.caseworker) as work:
        record_consent(work, RecordConsent(person, MATCHING, "Form 1", TODAY, expires_on=ends_on))
        disclosure = RecordConsent(person, DISCLOSE, "Form 2", TODAY, office.provider.id, expires_on=ends_on)
        record_consent(work, disclosure)
    assert (lines(12), lines(13), lines(25)) == ([], ["consent.runs_out"], ["consent.runs_out"])
    with doing(engine, office.caseworker) as work:
        record_consent(work, RecordConsent(person, MATCHING, "Form 1", TODAY))
    assert lines(25) == []
