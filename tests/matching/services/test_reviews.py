"""Decisions on suggestions, as the domain holds them, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from matching.errors import BadInput, IllegalStep, NotFound
from matching.queries.reviews import review_queue
from matching.queries.suggestions import open_suggestions
from matching.queries.waiting.reviews import waiting
from matching.records import CaseFacts, Decision, JobTerms, Notification, Offer, Profile, Question, Subject, Suggestion
from matching.services.notifications import mark_all_seen
from matching.services.questions import answer_fact
from matching.services.reviews import (
    AlreadyDecided,
    AskFor,
    Decide,
    Decline,
    Endorse,
    Hold,
    NotDecidable,
    ReasonsChanged,
    decide,
    reopen,
)
from matching.services.timeline import facts_changed, offer_changed
from matching.services.waking import wake_suggestions, withdraw_ineligible
from matching.viewer import Viewer
from matching.vocabulary import CaseState, DeclineReason, Fact, OfferState, Role, SuggestionState
from tests.builders import TODAY, Office, add_office, doing, make_account
from tests.reviewing import Statements, make_job, make_person, match, matched_world, seen_by

Answer = Endorse | Decline | Hold | AskFor


def press(engine: Engine, viewer: Viewer, subject: int, offer: int, answer: Answer, today: date = TODAY) -> int:
    """Decide on what the screen shows at this moment."""
    digest = seen_by(engine, viewer, subject, offer, today).digest
    with doing(engine, viewer, today) as work:
        return decide(work, Decide(subject, offer, digest, answer)).id or 0


def opened(engine: Engine, subject: int, today: date = TODAY) -> list[int]:
    """The offers that wait for a decision."""
    with doing(engine, today=today) as work:
        return [each.offer_id for each in open_suggestions(work.session, [subject], today).get(subject, [])]


def stored_suggestion(engine: Engine, number: int) -> Suggestion:
    with Session(engine) as session:
        return session.get_one(Suggestion, number)


def change(engine: Engine, act: Callable[[Any], None]) -> None:
    with doing(engine) as work:
        act(work)


def test_the_first_three_undecided_entries_are_open_and_the_next_follows(engine: Engine, office: Office) -> None:
    subject, _jobs = matched_world(engine, office)
    before = opened(engine, subject)
    press(engine, office.caseworker, subject, before[0], Endorse())
    after = opened(engine, subject)
    assert len(before) == len(after) == 3
    assert after[:2] == before[1:]


def test_an_endorsement_freezes_what_the_screen_showed(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    pair = seen_by(engine, office.caseworker, subject, jobs[0])
    row = stored_suggestion(engine, press(engine, office.caseworker, subject, jobs[0], Endorse()))
    assert row.state is SuggestionState.ENDORSED
    assert row.score == pair.explanation.score == row.baseline + sum(row.contributions.values())
    assert (row.rank, row.policy, row.rulebook) == (
        pair.rank,
        pair.versions.policy.version,
        pair.versions.rulebook.version,
    )
    assert {finding["rule"] for finding in row.findings} >= {"minimum_age", "journey_limit"}
    assert row.facts["subject_version"] == 1
    assert row.facts["subject"]["age"] is not None
    assert not {"text", "offences"} & set(row.facts["subject"])
    assert row.decided_by_id == office.caseworker.account_id


def test_a_decision_is_refused_once_the_reasons_have_changed(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    digest = seen_by(engine, office.caseworker, subject, jobs[0]).digest

    def raise_the_pay_needed(work: Any) -> None:
        work.session.get_one(Profile, subject).pay_needed = 9000

    change(engine, raise_the_pay_needed)
    with pytest.raises(ReasonsChanged), doing(engine, office.caseworker) as work:
        decide(work, Decide(subject, jobs[0], digest, Endorse()))
    with Session(engine) as session:
        assert session.exec(select(Suggestion)).all() == []


def test_a_decision_with_a_made_up_digest_is_refused(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with pytest.raises(ReasonsChanged), doing(engine, office.caseworker) as work:
        decide(work, Decide(subject, jobs[0], "", Endorse()))


def test_the_same_screen_has_the_same_digest_whoever_looks(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    digests = {seen_by(engine, viewer, subject, jobs[0]).digest for viewer in (office.caseworker, office.officer)}
    assert len(digests) == 1


def test_a_second_decision_on_a_live_pair_is_refused(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    press(engine, office.caseworker, subject, jobs[0], Endorse())
    with pytest.raises(AlreadyDecided):
        press(engine, office.caseworker, subject, jobs[0], Decline(DeclineReason.PAY))


@pytest.mark.parametrize("answer", [Endorse(), Decline(DeclineReason.PAY), Hold(TODAY + timedelta(days=9))])
def test_nothing_is_decided_on_a_pair_that_is_not_eligible(engine: Engine, office: Office, answer: Answer) -> None:
    subject, _jobs = matched_world(engine, office)
    with doing(engine) as work:
        far = make_job(work.session, office, latitude=33.0, coordinates_from="own").id or 0
    with pytest.raises(NotDecidable):
        press(engine, office.caseworker, subject, far, answer)


def test_nothing_is_decided_on_an_offer_that_is_paused(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    change(engine, lambda work: setattr(work.session.get_one(Offer, jobs[0]), "state", OfferState.PAUSED))
    assert jobs[0] not in opened(engine, subject)
    with pytest.raises(NotDecidable):
        press(engine, office.caseworker, subject, jobs[0], Endorse())


def test_an_offer_outside_the_shortlist_can_be_chosen_by_hand(engine: Engine, office: Office) -> None:
    subject, _jobs = matched_world(engine, office)
    with doing(engine) as work:
        other = make_job(work.session, office).id or 0
    row = stored_suggestion(engine, press(engine, office.caseworker, subject, other, Endorse()))
    assert row.rank == 0


def test_a_colleague_of_another_unit_finds_nobody(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with pytest.raises(NotFound), doing(engine, office.county_officer) as work:
        decide(work, Decide(subject, jobs[0], "", Endorse()))


def test_a_protected_person_is_not_there_for_who_is_not_named(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, is_sealed=True)
    with pytest.raises(NotFound), doing(engine, office.caseworker) as work:
        decide(work, Decide(subject, jobs[0], "", Endorse()))
    with doing(engine, office.caseworker) as work:
        assert review_queue(work) == []
        assert waiting(work) == []


def test_a_draft_is_no_offer_to_decide_on(engine: Engine, office: Office) -> None:
    subject, _jobs = matched_world(engine, office)
    with doing(engine) as work:
        draft = make_job(work.session, office, state=OfferState.DRAFT).id or 0
    with pytest.raises(NotFound), doing(engine, office.caseworker) as work:
        decide(work, Decide(subject, draft, "", Endorse()))


COMES_BACK = [
    (DeclineReason.SUBJECT_REFUSED, 59, False, False),
    (DeclineReason.SUBJECT_REFUSED, 60, False, True),
    (DeclineReason.SUBJECT_REFUSED, 0, True, False),
    (DeclineReason.BETTER_OFFER, 29, False, False),
    (DeclineReason.BETTER_OFFER, 30, False, True),
    (DeclineReason.NOT_ELIGIBLE, 300, False, False),
    (DeclineReason.NOT_ELIGIBLE, 0, True, True),
    (DeclineReason.JOURNEY, 0, True, True),
    (DeclineReason.HOURS, 0, True, True),
    (DeclineReason.PAY, 0, True, True),
    (DeclineReason.HEALTH, 300, False, False),
    (DeclineReason.HEALTH, 0, True, True),
    (DeclineReason.UNSUITABLE, 300, True, False),
]


@pytest.mark.parametrize(("reason", "days", "fact_changed", "is_back"), COMES_BACK)
def test_the_reason_of_a_decline_decides_when_the_pair_comes_back(
    sqlite: Engine, reason: DeclineReason, days: int, fact_changed: bool, is_back: bool
) -> None:
    office = add_office(sqlite)
    subject, jobs = matched_world(sqlite, office, offers=1)
    press(sqlite, office.caseworker, subject, jobs[0], Decline(reason, "a note"))
    assert opened(sqlite, subject) == []
    if fact_changed:
        change(sqlite, lambda work: facts_changed(work, subject))
    assert opened(sqlite, subject, TODAY + timedelta(days=days)) == (jobs if is_back else [])


def test_every_reason_has_its_row_in_that_table() -> None:
    assert {row[0] for row in COMES_BACK} == set(DeclineReason)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_hold_needs_a_day_within_the_next_year(engine: Engine, office: Office, days: int) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    with pytest.raises(BadInput):
        press(engine, office.caseworker, subject, jobs[0], Hold(TODAY + timedelta(days=days)))


def test_a_held_suggestion_comes_back_on_its_day(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    until = TODAY + timedelta(days=10)
    press(engine, office.caseworker, subject, jobs[0], Hold(until))
    with doing(engine, today=until - timedelta(days=1)) as work:
        assert wake_suggestions(work) == 0
    assert opened(engine, subject) == []
    with doing(engine, today=until) as work:
        assert wake_suggestions(work) == 1
    assert opened(engine, subject, until) == jobs
    with doing(engine, office.caseworker, until) as work:
        assert "review.held_arrived" in {item.key for item in waiting(work)}


def test_asking_opens_a_question_per_fact_and_the_answers_bring_it_back(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], AskFor((Fact.WORKING_TIMES, Fact.AVAILABLE_ON)))
    with Session(engine) as session:
        facts = session.exec(select(Question.fact).where(col(Question.suggestion_id) == number)).all()
    assert sorted(facts) == ["available_on", "working_times"]
    change(engine, lambda work: answer_fact(work, subject, Fact.WORKING_TIMES))
    assert opened(engine, subject) == []
    change(engine, lambda work: answer_fact(work, subject, Fact.AVAILABLE_ON))
    assert opened(engine, subject) == jobs
    with doing(engine, office.caseworker) as work:
        line = next(item for item in waiting(work) if item.key == "review.answered")
        person, offer = work.session.get_one(Subject, subject), work.session.get_one(Offer, jobs[0])
        assert line.title == f"{person.name} · {offer.title}"


def test_a_fact_of_the_offer_is_answered_when_the_offer_changes(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    press(engine, office.caseworker, subject, jobs[0], AskFor((Fact.OFFER_SHIFT,)))
    with doing(engine) as work:
        assert wake_suggestions(work) == 0
    change(engine, lambda work: offer_changed(work, jobs[0]))
    with doing(engine) as work:
        assert wake_suggestions(work) == 1
    assert opened(engine, subject) == jobs


def test_nothing_can_be_asked_without_naming_a_fact(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    with pytest.raises(BadInput):
        press(engine, office.caseworker, subject, jobs[0], AskFor(()))


def test_an_endorsement_runs_out_after_ninety_days(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Endorse())
    with doing(engine, today=TODAY + timedelta(days=89)) as work:
        assert wake_suggestions(work) == 0
    with doing(engine, today=TODAY + timedelta(days=91)) as work:
        assert wake_suggestions(work) == 1
    assert stored_suggestion(engine, number).state is SuggestionState.EXPIRED
    assert opened(engine, subject) == jobs


def test_what_is_no_longer_lawful_is_withdrawn_and_the_rest_stays(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=2)
    numbers = [press(engine, office.caseworker, subject, job, Endorse()) for job in jobs]

    def ask_for_somebody_older(work: Any) -> None:
        work.session.get_one(Offer, jobs[0]).age_from = 60
        work.session.flush()
        offer_changed(work, jobs[0])
        facts_changed(work, subject)

    change(engine, ask_for_somebody_older)
    with doing(engine) as work:
        assert withdraw_ineligible(work, subject) == 1
    states = [stored_suggestion(engine, number).state for number in numbers]
    assert states == [SuggestionState.WITHDRAWN, SuggestionState.ENDORSED]


def test_an_endorsed_offer_that_closed_is_withdrawn(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Endorse())
    change(engine, lambda work: setattr(work.session.get_one(Offer, jobs[0]), "state", OfferState.CLOSED))
    with doing(engine) as work:
        wake_suggestions(work)
    assert stored_suggestion(engine, number).state is SuggestionState.WITHDRAWN


def test_waking_twice_changes_nothing_more(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    press(engine, office.caseworker, subject, jobs[0], Hold(TODAY + timedelta(days=1)))
    with doing(engine, today=TODAY + timedelta(days=1)) as work:
        assert wake_suggestions(work) == 1
    with doing(engine, today=TODAY + timedelta(days=1)) as work:
        assert wake_suggestions(work) == 0


def test_a_caseworker_takes_the_own_decision_back(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Hold(TODAY + timedelta(days=9)))
    with doing(engine, office.caseworker) as work:
        reopen(work, number)
    assert opened(engine, subject) == jobs
    with Session(engine) as session:
        states = session.exec(select(Decision.state).order_by(col(Decision.id))).all()
    assert states == [SuggestionState.HELD, SuggestionState.REOPENED]
    with doing(engine, office.caseworker, TODAY + timedelta(days=20)) as work:
        assert "review.held_arrived" not in {item.key for item in waiting(work)}


@pytest.mark.parametrize("is_read", [False, True])
def test_news_of_an_endorsement_goes_with_it_unless_it_was_read(engine: Engine, office: Office, is_read: bool) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Endorse())
    if is_read:
        with doing(engine, office.officer) as work:
            mark_all_seen(work, upto_id=10_000)
    with doing(engine, office.caseworker) as work:
        reopen(work, number)
    with Session(engine) as session:
        assert session.exec(select(Notification.key)).all() == ["suggestion.endorsed"] * is_read


def test_nobody_takes_back_a_colleagues_decision(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Endorse())
    with doing(engine) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
    with pytest.raises(IllegalStep), doing(engine, colleague) as work:
        reopen(work, number)


def test_a_decision_on_which_a_proposal_stands_is_not_taken_back(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Endorse())
    change(engine, lambda work: setattr(work.session.get_one(Suggestion, number), "state", SuggestionState.PROPOSED))
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        reopen(work, number)


def test_the_queue_puts_the_own_caseload_and_the_urgent_first(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        calm = make_person(work.session, office).id or 0
        urgent = make_person(work.session, office, is_key_person=True).id or 0
        others = make_person(work.session, office, is_key_person=True, caseworker_id=office.officer.account_id).id or 0
        closed = make_person(work.session, office, state=CaseState.CLOSED).id or 0
        make_job(work.session, office)
    match(engine, calm, urgent, others, closed)
    with doing(engine, office.caseworker) as work:
        assert [row.subject_id for row in review_queue(work)] == [urgent, calm, others]
        assert [row.subject_id for row in review_queue(work, mine_only=True)] == [urgent, calm]
        lines = [item.ids["id"] for item in waiting(work) if item.key == "review.suggestions"]
        assert sorted(lines) == sorted([calm, urgent])
    with doing(engine, office.officer) as work:
        assert waiting(work) == []


def test_somebody_with_an_endorsed_offer_goes_last_and_out_of_the_days_work(engine: Engine, office: Office) -> None:
    first, jobs = matched_world(engine, office)
    with doing(engine) as work:
        second = make_person(work.session, office).id or 0
    match(engine, second)
    press(engine, office.caseworker, first, jobs[0], Endorse())
    with doing(engine, office.caseworker) as work:
        assert [row.subject_id for row in review_queue(work)] == [second, first]
        assert [item.ids["id"] for item in waiting(work)] == [second]


def test_the_queue_takes_as_many_statements_for_twelve_people_as_for_two(engine: Engine, office: Office) -> None:
    def statements(people: int) -> int:
        with doing(engine) as work:
            ids = [make_person(work.session, office).id or 0 for _number in range(people)]
        match(engine, *ids)
        with doing(engine, office.caseworker) as work, Statements(engine) as counted:
            assert len(review_queue(work)) >= people
        return counted.count

    with doing(engine) as work:
        for _number in range(4):
            make_job(work.session, office)
    assert statements(2) == statements(10)


def test_an_unread_file_asks_before_it_bars(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        subject = make_person(work.session, office).id or 0
        work.session.delete(work.session.get_one(CaseFacts, subject))
        job = make_job(work.session, office, terms={"shift_from": None}).id or 0
        assert work.session.get_one(JobTerms, job).shift_from is None
    pair = seen_by(engine, office.caseworker, subject, job)
    assert pair.explanation.needs_information
    assert [missing.fact for missing in pair.explanation.missing] == [Fact.CONDITIONS]
    with doing(engine) as work:
        assert work.session.get_one(Subject, subject).facts_version == 1


def test_the_database_holds_one_live_decision_per_pair(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    number = press(engine, office.caseworker, subject, jobs[0], Endorse())
    values = stored_suggestion(engine, number).model_dump(exclude={"id"})
    with pytest.raises(IntegrityError), doing(engine) as work:
        work.session.add(Suggestion(**values))


def test_two_caseworkers_at_once_decide_once(postgres: Engine) -> None:
    office = add_office(postgres)
    subject, jobs = matched_world(postgres, office, offers=1)
    with doing(postgres) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
    digest = seen_by(postgres, colleague, subject, jobs[0]).digest
    pressed = Barrier(2)

    def press_together(viewer: Viewer) -> str:
        pressed.wait(10)
        try:
            with doing(postgres, viewer) as work:
                decide(work, Decide(subject, jobs[0], digest, Decline(DeclineReason.PAY)))
        except AlreadyDecided:
            return "too late"
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(press_together, (office.caseworker, colleague)))
    assert sorted(results) == ["decided", "too late"]
