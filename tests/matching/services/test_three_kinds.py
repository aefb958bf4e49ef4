"""Homes, jobs and training places side by side: facts from records, shortlists, what presses, who is settled."""

from datetime import date
from math import nan
from typing import Any

import pytest
from sqlalchemy import Engine

from matching.facts import SubjectFacts
from matching.queries.candidates import people_for_offer
from matching.queries.facts import offer_facts, subject_facts
from matching.queries.reviews import review_queue
from matching.queries.shortlist_panel import panel_of
from matching.queries.suggestions import open_suggestions
from matching.records import CaseFacts, HouseholdMember, JobTerms, Offer, Profile, Subject
from matching.scoring.explain import Explanation
from matching.services.matching import computed_shortlists, explain_pair, store_shortlists, subjects_touched_by
from matching.services.reviews import Decide, Endorse, decide
from matching.vocabulary import (
    Answer,
    CaseState,
    HousingKind,
    OfferKind,
    Relation,
    Sex,
    SuggestionState,
)
from tests.builders import TODAY, Office, doing, make_offer, make_subject
from tests.proposing import make_case, make_suggestion
from tests.reviewing import match, seen_by, shortlist_of
from tests.three_kinds import make_homeless, make_three

JOB, TRAINING, HOUSING = OfferKind.JOB, OfferKind.TRAINING, OfferKind.HOUSING


@pytest.fixture
def world(engine: Engine, office: Office) -> tuple[int, dict[OfferKind, int]]:
    """A homeless person, and an offer of each kind; matched."""
    with doing(engine) as work:
        person = make_homeless(work.session, office).id or 0
        offers = make_three(work.session, office)
    match(engine, person)
    return person, offers


def suggested(engine: Engine, person: int) -> list[tuple[OfferKind, int]]:
    with doing(engine) as work:
        found = open_suggestions(work.session, [person], work.today).get(person, [])
        return [(each.kind, each.offer_id) for each in found]


def facts_of(engine: Engine, person: int) -> SubjectFacts:
    with doing(engine) as work:
        return subject_facts(work.session, [person], work.today).row(0)


def test_the_homeless_are_suggested_a_home_first_then_work_then_training(
    engine: Engine, world: tuple[int, dict[OfferKind, int]]
) -> None:
    person, offers = world
    assert suggested(engine, person) == [(kind, offers[kind]) for kind in (HOUSING, JOB, TRAINING)]


def test_every_kind_explains_the_score_of_its_shortlist(
    engine: Engine, world: tuple[int, dict[OfferKind, int]]
) -> None:
    person, offers = world
    with doing(engine) as work:
        for kind, offer in offers.items():
            explained: Explanation = explain_pair(work, person, offer)
            (entry,) = shortlist_of(work.session, person, kind)
            assert entry.score == explained.score == explained.baseline + sum(explained.contributions.values())
            assert explained.eligible and entry.needs_information == explained.needs_information


def test_a_home_says_what_would_sharpen_its_score(engine: Engine, world: tuple[int, dict[OfferKind, int]]) -> None:
    person, offers = world
    with doing(engine) as work:
        parts = {part.name: part for part in explain_pair(work, person, offers[HOUSING]).parts}
    assert parts["house_rules"].reason == ("house_rules.refused", {"rules": ["no_pets"]})
    assert parts["need"].reason.key == "need.gives_home" and parts["rent"].contribution > 0
    assert not parts["near_work"].known and parts["near_work"].contribution == 0


def test_whoever_holds_a_job_is_sought_a_home_near_it_and_no_other_job(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    with doing(engine) as work:
        job = work.session.get_one(Offer, case.offer_id)
        spot = {"latitude": job.latitude, "longitude": job.longitude}
        far = make_offer(work.session, office.provider, kind=HOUSING, latitude=30.4, longitude=120.21).id or 0
        near = make_offer(work.session, office.provider, kind=HOUSING, **spot).id or 0
        make_offer(work.session, office.provider)
    match(engine, case.subject_id)
    assert suggested(engine, case.subject_id) == [(HOUSING, near), (HOUSING, far)]
    with doing(engine, office.caseworker) as work:
        held = {each.kind: each.held for each in panel_of(work, case.subject_id).kinds}
        assert held[JOB] is not None and held[HOUSING] is None
        assert shortlist_of(work.session, case.subject_id, JOB) == []


def test_a_transitional_job_is_followed_by_another(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).started()
    with doing(engine) as work:
        work.session.get_one(JobTerms, case.offer_id).is_transitional = True
        other = make_offer(work.session, office.provider).id or 0
    match(engine, case.subject_id)
    assert (JOB, other) in suggested(engine, case.subject_id)


def test_a_job_shortlist_goes_when_the_person_starts_a_job_for_good(engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    with doing(engine) as work:
        make_offer(work.session, office.provider)
    match(engine, case.subject_id)
    with doing(engine) as work:
        assert shortlist_of(work.session, case.subject_id, JOB)
    case.started()
    match(engine, case.subject_id)
    with doing(engine) as work:
        assert shortlist_of(work.session, case.subject_id, JOB) == []


@pytest.mark.parametrize(
    ("asked", "members", "size", "children"),
    [
        (False, [], None, -1),
        (True, [], 1.0, 0),
        (True, [(Relation.CHILD, date(2018, 5, 1), True), (Relation.SPOUSE, None, True)], 3.0, 1),
        (True, [(Relation.CHILD, date(2000, 5, 1), True)], 2.0, 0),
        (True, [(Relation.CHILD, None, True)], 2.0, -1),
        (True, [(Relation.CHILD, date(2018, 5, 1), False)], 1.0, 0),
        (False, [(Relation.PARENT, None, True)], 2.0, 0),
    ],
)
def test_a_household_is_unknown_until_somebody_asked(
    engine: Engine, office: Office, asked: bool, members: list[Any], size: float | None, children: int
) -> None:
    with doing(engine) as work:
        person = make_subject(work.session, office.township).id or 0
        work.session.add(CaseFacts(subject_id=person, household_asked_on=TODAY if asked else None))
        for relation, born_on, moves in members:
            member = {"relation": relation, "born_on": born_on, "moves_along": moves}
            work.session.add(HouseholdMember(subject_id=person, **member))
    facts = facts_of(engine, person)
    assert facts.household_size == pytest.approx(nan if size is None else size, nan_ok=True)
    assert facts.children == children


@pytest.mark.parametrize(
    ("fields", "stated", "day"),
    [
        ({}, None, TODAY),
        ({}, date(2026, 9, 20), date(2026, 9, 20)),
        ({"state": CaseState.EXPECTED, "release_on": date(2026, 10, 5)}, None, date(2026, 10, 5)),
        ({"state": CaseState.EXPECTED}, None, TODAY),
    ],
)
def test_a_home_is_needed_on_the_stated_day_else_the_release_else_today(
    engine: Engine, office: Office, fields: dict[str, Any], stated: date | None, day: date
) -> None:
    with doing(engine) as work:
        person = make_subject(work.session, office.township, **fields).id or 0
        work.session.get_one(Profile, person).home_needed_on = stated
    assert facts_of(engine, person).home_needed_on == (day - date(1970, 1, 1)).days


def test_terms_of_each_kind_become_facts(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        shut = [{"from": "2026-09-01", "to": "2026-09-03"}]
        home = {
            "housing_kind": HousingKind.HOSTEL,
            "sex_only": Sex.FEMALE,
            "children": Answer.NO,
            "out_of_service": shut,
        }
        ids = [
            make_offer(work.session, office.provider, home, kind=HOUSING).id or 0,
            make_offer(work.session, office.provider, {"certificate": "叉车证", "fee": 0}, kind=TRAINING).id or 0,
        ]
        hostel, course = (offer_facts(work.session, ids, work.today).row(place) for place in (0, 1))
    first = (date(2026, 9, 1) - date(1970, 1, 1)).days
    assert (hostel.sex_only, hostel.children, hostel.out_of_service) == (1, 1, ((first, first + 2),))
    assert course.leads_to == {"forklift"} and course.fee == 0 and course.stipend != course.stipend


@pytest.mark.parametrize("change", ["closed", "new"])
def test_renewing_what_one_home_touches_gives_what_renewing_all_gives(
    engine: Engine, office: Office, change: str
) -> None:
    with doing(engine) as work:
        people = [make_homeless(work.session, office).id or 0 for _each in range(3)]
        homes = [
            make_offer(work.session, office.provider, {"rent_month": 100 * n}, kind=HOUSING).id or 0
            for n in range(1, 24)
        ]
        make_offer(work.session, office.provider)
    match(engine, *people)
    with doing(engine) as work:
        changed = homes[0]
        if change == "closed":
            work.session.get_one(Offer, changed).places_taken = 1
        elif change == "new":
            changed = make_offer(work.session, office.provider, {"rent_month": 0}, kind=HOUSING).id or 0
    with doing(engine) as work:
        touched = subjects_touched_by(work, changed)
        assert touched == people
        store_shortlists(work, computed_shortlists(work, touched))
    with doing(engine) as work:
        assert store_shortlists(work, computed_shortlists(work, people)) == 0


def test_an_endorsed_job_leaves_the_home_pressing_and_the_training_not(
    engine: Engine, office: Office, world: tuple[int, dict[OfferKind, int]]
) -> None:
    person, offers = world
    with doing(engine) as work:
        subject, offer = work.session.get_one(Subject, person), work.session.get_one(Offer, offers[JOB])
        make_suggestion(work.session, subject, offer, office.caseworker)
    with doing(engine, office.caseworker) as work:
        (row,) = review_queue(work)
        assert [each.kind for each in row.suggestions] == [HOUSING, TRAINING]
        assert [each.kind for each in row.pressing] == [HOUSING]


def test_a_caseworker_decides_on_a_home_as_on_a_job(
    engine: Engine, office: Office, world: tuple[int, dict[OfferKind, int]]
) -> None:
    person, offers = world
    pair = seen_by(engine, office.caseworker, person, offers[HOUSING])
    with doing(engine, office.caseworker) as work:
        made = decide(work, Decide(person, offers[HOUSING], pair.digest, Endorse()))
        assert made.state is SuggestionState.ENDORSED and made.facts["subject"]["household_size"] == 1.0
    assert pair.rank == 1 and suggested(engine, person)[0][0] is JOB


@pytest.mark.parametrize("kind", OfferKind)
def test_people_for_an_offer_of_any_kind_have_its_score(
    engine: Engine, office: Office, world: tuple[int, dict[OfferKind, int]], kind: OfferKind
) -> None:
    person, offers = world
    with doing(engine, office.officer) as work:
        found = people_for_offer(work, offers[kind])
        (entry,) = shortlist_of(work.session, person, kind)
    assert [(each.subject_id, each.score) for each in found.candidates] == [(person, entry.score)]
