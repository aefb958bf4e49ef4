"""Many pairs at one press: each by itself, once, and taken back as it was made; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.errors import IllegalStep, NotFound
from matching.records import Question, Subject, Suggestion
from matching.services.batches import decide_once, take_back
from matching.services.pairs import pairs_of
from matching.services.reviews import AlreadyDecided, AskMissing, Decide, Decline, Hold, NothingMissing, ReasonsChanged
from matching.vocabulary import DeclineReason, Fact, Role, SuggestionState
from tests.builders import TODAY, Office, add_office, doing, make_account
from tests.reviewing import Statements, make_person, match, matched_world, seen_by

PAY = Decline(DeclineReason.PAY)


def command_of(engine: Engine, office: Office, subject: int, offer: int) -> Decide:
    return Decide(subject, offer, seen_by(engine, office.caseworker, subject, offer).digest, PAY)


def decided_states(engine: Engine) -> list[SuggestionState]:
    with Session(engine) as session:
        return [row.state for row in session.exec(select(Suggestion))]


def test_the_same_press_decides_once_and_another_is_told(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    command = command_of(engine, office, subject, jobs[0])
    made = []
    for _press in range(2):
        with doing(engine, office.caseworker) as work:
            made.append(decide_once(work, command, "one press").id)
    assert made[0] == made[1] and decided_states(engine) == [SuggestionState.DECLINED]
    with pytest.raises(AlreadyDecided), doing(engine, office.caseworker) as work:
        decide_once(work, command, "another press")


def test_somebody_elses_press_opens_nothing(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
    command = command_of(engine, office, subject, jobs[0])
    with doing(engine, office.caseworker) as work:
        decide_once(work, command, "one press")
    with pytest.raises(AlreadyDecided), doing(engine, colleague) as work:
        decide_once(work, command, "one press")


def test_a_foreign_and_a_changed_pair_are_refused(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    stranger = add_office(engine).caseworker
    command = command_of(engine, office, subject, jobs[0])
    with pytest.raises(NotFound), doing(engine, stranger) as work:
        decide_once(work, command, "one press")
    with pytest.raises(ReasonsChanged), doing(engine, office.caseworker) as work:
        decide_once(work, Decide(subject, jobs[0], "of yesterday", PAY), "one press")
    assert decided_states(engine) == []


def test_whatever_a_rule_waits_for_is_asked_and_nothing_else(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=1)
    digest = seen_by(engine, office.caseworker, subject, jobs[0]).digest
    with pytest.raises(NothingMissing), doing(engine, office.caseworker) as work:
        decide_once(work, Decide(subject, jobs[0], digest, AskMissing()), "nothing")
    with doing(engine) as work:
        work.session.get_one(Subject, subject).born_on = None
    digest = seen_by(engine, office.caseworker, subject, jobs[0]).digest
    with doing(engine, office.caseworker) as work:
        made = decide_once(work, Decide(subject, jobs[0], digest, AskMissing()), "something")
    with Session(engine) as session:
        assert session.exec(select(Question.fact)).all() == [Fact.AGE]
    with doing(engine, office.caseworker) as work:
        take_back(work, made.id or 0)
    with Session(engine) as session:
        assert session.exec(select(Question.fact)).all() == []


def test_taking_back_twice_is_taking_back_once(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine, office.caseworker) as work:
        number = decide_once(work, command_of(engine, office, subject, jobs[0]), "one press").id or 0
    versions = []
    for _press in range(2):
        with doing(engine, office.caseworker) as work:
            versions.append(take_back(work, number).version)
    assert versions[0] == versions[1] and decided_states(engine) == [SuggestionState.REOPENED]
    with doing(engine) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
    with pytest.raises(IllegalStep), doing(engine, colleague) as work:
        take_back(work, number)


def test_many_pairs_read_like_one_by_one(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        other = make_person(work.session, office, profile={"pay_needed": 9000}).id or 0
    match(engine, other)
    wanted = [(other, jobs[1]), (subject, jobs[0]), (999_999, jobs[0]), (subject, 999_999), (other, jobs[0])]
    with doing(engine, office.caseworker) as work:
        found = [(pair.subject.id, pair.offer.id, pair.digest, pair.rank) for pair in pairs_of(work, wanted)]
    one_by_one = [seen_by(engine, office.caseworker, *each) for each in (wanted[0], wanted[1], wanted[4])]
    assert found == [(pair.subject.id, pair.offer.id, pair.digest, pair.rank) for pair in one_by_one]


def test_a_further_pair_costs_few_statements(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    counts = []
    for some in (jobs[:1], jobs[:4]):
        with doing(engine, office.caseworker) as work, Statements(engine) as counted:
            pairs_of(work, [(subject, job) for job in some])
        counts.append(counted.count)
    assert counts[1] - counts[0] <= 3 * 4


@pytest.mark.postgres
def test_two_presses_at_the_same_moment_decide_once(postgres: Engine) -> None:
    office = add_office(postgres)
    subject, jobs = matched_world(postgres, office, offers=1)
    command = Decide(
        subject, jobs[0], seen_by(postgres, office.caseworker, subject, jobs[0]).digest, Hold(TODAY.replace(day=28))
    )
    pressed = Barrier(2)

    def press(_number: int) -> int | None:
        pressed.wait(10)
        with doing(postgres, office.caseworker) as work:
            return decide_once(work, command, "one press").id

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(press, range(2)))
    assert numbers[0] == numbers[1] and decided_states(postgres) == [SuggestionState.HELD]
