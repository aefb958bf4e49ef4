"""What one small change would open, and pairs side by side, as the pages read them."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import Engine

from matching.eligibility.changes import Hands
from matching.errors import NotFound
from matching.queries.candidates import PeopleForOffer, people_for_offer
from matching.queries.near_misses import NearOffers, near_offers
from matching.queries.side_by_side import Side, sides
from matching.records import Condition, Offer, Subject
from matching.viewer import Viewer
from matching.vocabulary import ConditionKind, DeclineReason, OfferKind, Role, SuggestionState
from tests.builders import NOW, TODAY, Office, doing, make_account, make_offer, make_subject
from tests.figuring import placement
from tests.proposing import make_suggestion
from tests.reviewing import Statements, make_job, make_person

JOB, TRAINING = OfferKind.JOB, OfferKind.TRAINING
EVENING = {"shift_from": time(14), "shift_to": time(21)}
ABLE = {"qualifications_known": True}


def near(engine: Engine, viewer: Viewer, subject_id: int) -> NearOffers:
    with doing(engine, viewer) as work:
        return near_offers(work, subject_id)


def jobs(found: NearOffers) -> dict[int, list[str]]:
    """Near jobs: the keys of their changes, by offer."""
    rows = dict(found.kinds)[JOB]
    return {row.offer_id: [way.reason.key for way in row.pair.ways] for row in rows}


def people(engine: Engine, viewer: Viewer, offer_id: int, **options: Any) -> PeopleForOffer:
    with doing(engine, viewer) as work:
        return people_for_offer(work, offer_id, **options)


def beside(engine: Engine, viewer: Viewer, *pairs: tuple[int, int]) -> list[Side]:
    with doing(engine, viewer) as work:
        return sides(work, pairs)


def curfew(subject_id: int) -> Condition:
    laid = {"ground": "Order", "from_on": TODAY, "recorded_at": NOW}
    return Condition(subject_id=subject_id, kind=ConditionKind.CURFEW, home_from=time(21), home_to=time(6), **laid)


@pytest.fixture
def bound(engine: Engine, office: Office) -> tuple[int, int]:
    """Somebody under a curfew from 21:00, and a job whose shift ends then."""
    with doing(engine) as work:
        person = make_person(work.session, office, profile=ABLE).id or 0
        work.session.add(curfew(person))
        return person, make_job(work.session, office, terms=EVENING).id or 0


def test_a_job_whose_shift_ends_into_a_curfew_is_near(engine: Engine, office: Office, bound: tuple[int, int]) -> None:
    person, job = bound
    found = near(engine, office.caseworker, person)
    assert jobs(found) == {job: ["curfew.if_home_by", "curfew.if_shift_ends"]}
    (row,) = dict(found.kinds)[JOB]
    assert [way.hands for way in row.pair.ways] == [Hands.AUTHORITY, Hands.PROVIDER]
    assert row.provider_id == office.provider.id and row.course is None and not found.is_bounded


def test_who_may_not_see_conditions_meets_no_near_miss_of_them(
    engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    person, job = bound
    assert jobs(near(engine, office.supervisor, person)) == {}
    assert people(engine, office.supervisor, job).near == []
    (met,) = people(engine, office.officer, job).near
    assert (met.subject_id, met.pair.rule) == (person, "curfew")


def test_a_certificate_leads_to_the_course_that_gives_it(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        person = make_person(work.session, office, profile=ABLE).id or 0
        job = make_job(work.session, office, qualifications=["forklift"]).id or 0
        course = make_offer(work.session, office.provider, {"certificate": "叉车证"}, kind=TRAINING)
        expected = course.id, course.title
    found = near(engine, office.caseworker, person)
    assert jobs(found) == {job: ["qualification.if_held"]}
    assert dict(found.kinds)[JOB][0].course == expected


def test_what_was_declined_is_not_near(engine: Engine, office: Office, bound: tuple[int, int]) -> None:
    person, job = bound
    with doing(engine) as work:
        pair = work.session.get_one(Subject, person), work.session.get_one(Offer, job)
        declined = {"state": SuggestionState.DECLINED, "reason": DeclineReason.UNSUITABLE}
        make_suggestion(work.session, *pair, office.caseworker, **declined)
    assert jobs(near(engine, office.caseworker, person)) == {}


def test_a_kind_of_which_somebody_has_a_place_is_not_near(
    engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    person, job = bound
    with doing(engine) as work:
        workplace = make_job(work.session, office)
        placement(work.session, office, work.session.get_one(Subject, person), workplace, started=3)
    assert [kind for kind, _rows in near(engine, office.caseworker, person).kinds] == [TRAINING]
    found = people(engine, office.caseworker, job)
    assert found.near == [] and [each.subject_id for each in found.barred] == [person]
    (candidate,) = people(engine, office.caseworker, workplace.id or 0).candidates
    assert candidate.held is not None and candidate.held.title == workplace.title
    assert candidate.state is SuggestionState.ENDORSED


def test_nobody_elses_person_is_near_anything(engine: Engine, office: Office, bound: tuple[int, int]) -> None:
    person, job = bound
    with pytest.raises(NotFound):
        near(engine, office.county_officer, person)
    assert people(engine, office.county_officer, job).near == []


def test_near_offers_take_as_many_statements_with_many_offers_as_with_few(
    engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    def count() -> int:
        with doing(engine, office.caseworker) as work, Statements(engine) as statements:
            near_offers(work, bound[0])
        return statements.count

    few = count()
    with doing(engine) as work:
        for _number in range(20):
            make_job(work.session, office, terms=EVENING)
    assert count() == few
    assert len(jobs(near(engine, office.caseworker, bound[0]))) == 5


def test_people_for_an_offer_can_be_only_those_for_whom_one_answers(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        mine = make_person(work.session, office).id or 0
        theirs = make_person(work.session, office, caseworker_id=None).id or 0
        job = make_job(work.session, office).id or 0
    everybody = people(engine, office.caseworker, job)
    assert {each.subject_id for each in everybody.candidates} == {mine, theirs} and everybody.looked_at == 2
    own = people(engine, office.caseworker, job, mine_only=True)
    assert [each.subject_id for each in own.candidates] == [mine] and (own.looked_at, own.eligible) == (1, 1)


def test_people_of_whom_a_fact_is_missing_stand_apart(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        known = make_person(work.session, office, profile=ABLE).id or 0
        silent = make_subject(work.session, office.township).id or 0
        job = make_job(work.session, office, qualifications=[], terms=EVENING).id or 0
    found = people(engine, office.caseworker, job)
    assert [each.subject_id for each in found.marked][-1] == silent and found.unsettled == len(found.marked)
    assert {each.subject_id for each in found.settled} | {each.subject_id for each in found.marked} == {known, silent}


def test_people_for_an_offer_take_as_many_statements_with_many_people_as_with_few(
    engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    def count() -> int:
        with doing(engine, office.caseworker) as work, Statements(engine) as statements:
            people_for_offer(work, bound[1])
        return statements.count

    few = count()
    with doing(engine) as work:
        for _number in range(10):
            work.session.add(curfew(make_person(work.session, office).id or 0))
    assert count() == few


def test_side_by_side_says_who_waits_without_touching_the_score(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        early = make_person(work.session, office, reported_on=date(2026, 7, 1), is_key_person=True).id or 0
        late = make_person(work.session, office, reported_on=TODAY).id or 0
        job = make_job(work.session, office).id or 0
    first, second = beside(engine, office.officer, (early, job), (late, job))
    assert (first.days_waiting, second.days_waiting) == (62, 0) and first.priority > second.priority
    assert first.pair.explanation.score == second.pair.explanation.score
    assert first.has == ["cooking"] and first.lacks == [] and first.km is not None and first.held is None


def test_nobody_elses_and_no_missing_pair_stands_beside_another(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        person = make_person(work.session, office).id or 0
        job = make_job(work.session, office).id or 0
        stranger = make_subject(work.session, office.county).id or 0
        other_caseworker = make_account(work.session, Role.CASEWORKER, unit=office.township)
        hidden = make_person(work.session, office, is_sealed=True).id or 0
    for pairs in (((person, job), (stranger, job)), ((person, job), (hidden, job)), ((person, job), (person, 999_999))):
        with pytest.raises(NotFound):
            beside(engine, other_caseworker, *pairs)
