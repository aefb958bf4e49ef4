"""Who lives with a subject, and what a home must have."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.queries.case_files import case_file
from matching.queries.household import household_of
from matching.records import HouseholdMember, Question, WorkItem
from matching.services.household import (
    MOST_MEMBERS,
    AddMember,
    ChangeMember,
    add_member,
    change_member,
    household_asked,
    remove_member,
)
from matching.services.profiles import SaveHome, save_home
from matching.services.questions import ask
from matching.vocabulary import Answer, Fact, HouseRule, QuestionState, Relation
from tests.builders import TODAY, Office, doing, make_subject, make_unit

CHILD = {"relation": Relation.CHILD, "name": "Zhao Xiao", "born_on": date(2020, 2, 29)}


def test_a_household_is_unknown_until_somebody_is_recorded_or_the_person_was_asked(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        before = household_of(work.session, person, work.today)
        household_asked(work, person)
    with doing(engine, office.caseworker) as work:
        after = household_of(work.session, person, work.today)
    assert (before.rows, before.asked_on) == ([], None)
    assert (after.rows, after.asked_on, after.moving_in) == ([], TODAY, 1)


def test_members_are_added_corrected_over_the_version_seen_and_removed(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.officer) as work:
        child = add_member(work, AddMember(person, **CHILD, is_dependant=True)).id or 0
        add_member(work, AddMember(person, Relation.PARENT, moves_along=False))
    with doing(engine, office.officer) as work:
        held = household_of(work.session, person, work.today)
        assert held.moving_in == 2 and held.rows[0].age == 6 and held.asked_on is None
        change_member(work, ChangeMember(person, child, 1, **CHILD, moves_along=False))
    with pytest.raises(StaleEdit), doing(engine, office.officer) as work:
        change_member(work, ChangeMember(person, child, 1, **CHILD))
    with doing(engine, office.officer) as work:
        remove_member(work, person, child)
    with Session(engine) as session:
        left = session.exec(select(HouseholdMember.relation)).all()
        asked = session.exec(select(func.count()).select_from(WorkItem)).one()
    assert left == [Relation.PARENT] and asked >= 3, "each transaction asks for a rematch"


def test_nobody_is_born_in_the_future_and_a_file_holds_only_so_many(
    engine: Engine, office: Office, person: int
) -> None:
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        add_member(work, AddMember(person, Relation.CHILD, born_on=TODAY + timedelta(days=1)))
    with doing(engine) as work:
        work.session.add_all([HouseholdMember(subject_id=person, relation=Relation.OTHER) for _ in range(MOST_MEMBERS)])
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        add_member(work, AddMember(person, Relation.CHILD))


def test_the_household_and_the_home_of_a_foreign_person_are_not_found(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        foreign = make_subject(work.session, make_unit(work.session, parent=office.county)).id or 0
        member = add_member(work, AddMember(foreign, Relation.CHILD)).id or 0
    for act in (
        lambda work: add_member(work, AddMember(foreign, Relation.CHILD)),
        lambda work: change_member(work, ChangeMember(foreign, member, 1, Relation.CHILD)),
        lambda work: remove_member(work, foreign, member),
        lambda work: household_asked(work, foreign),
        lambda work: save_home(work, SaveHome(foreign, 1)),
    ):
        with pytest.raises(NotFound), doing(engine, office.caseworker) as work:
            act(work)


def test_the_household_is_for_caseworkers_and_officers(engine: Engine, office: Office, person: int) -> None:
    with doing(engine) as work:
        add_member(work, AddMember(person, Relation.CHILD))
    seen = {}
    for viewer in (office.caseworker, office.officer, office.supervisor):
        with doing(engine, viewer) as work:
            seen[viewer.account_id] = case_file(work, person).household is not None
    assert list(seen.values()) == [True, True, False]


def test_what_a_home_must_have_answers_what_was_asked_and_nothing_else(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine) as work:
        for fact in (Fact.STEP_FREE, Fact.RENT_LIMIT, Fact.HOUSE_RULES, Fact.HOUSEHOLD):
            ask(work, person, fact)
    with doing(engine, office.caseworker) as work:
        rules = (HouseRule.NO_PETS,)
        save_home(work, SaveHome(person, 1, Answer.NO, None, None, house_rules_asked=True, house_rules_refused=rules))
    with pytest.raises(StaleEdit), doing(engine, office.caseworker) as work:
        save_home(work, SaveHome(person, 1))
    with doing(engine, office.caseworker) as work:
        profile = case_file(work, person).profile
        still = work.session.exec(select(Question.fact).where(col(Question.state) == QuestionState.OPEN)).all()
    assert (profile.step_free_needed, profile.house_rules_refused) == (Answer.NO, [HouseRule.NO_PETS])
    assert set(still) == {Fact.RENT_LIMIT, Fact.HOUSEHOLD}
