"""Walking through what waits, and what moves up in the place of what is decided on."""

from sqlalchemy import Engine

from matching.queries.moving_up import moving_up
from matching.queries.review_walk import Stop, following, place_of, waiting_pairs
from matching.queries.reviews import review_queue, shared_offers
from matching.vocabulary import Role
from tests.builders import TODAY, Office, doing, make_account
from tests.reviewing import Statements, make_person, match, matched_world

A1, A2, A3, B1, B2 = Stop(1, 1), Stop(1, 2), Stop(1, 3), Stop(2, 1), Stop(2, 2)


def test_a_pair_stands_between_the_one_before_and_the_one_after() -> None:
    place = place_of([A1, A2, B1], A2)
    assert (place.number, place.total, place.before, place.after) == (2, 3, A1, B1)
    assert place_of([A1, A2], A1).before is None
    assert place_of([A1, A2], A2).after is None


def test_a_pair_that_waits_no_more_stands_before_the_persons_first() -> None:
    place = place_of([A1, B1, B2], Stop(2, 9))
    assert (place.number, place.before, place.after) == (0, A1, B1)
    assert place_of([A1, B1], Stop(7, 7)).after == A1
    assert place_of([], Stop(7, 7)).after is None


def test_after_a_decision_the_same_persons_next_follows() -> None:
    assert following([A1, A2, B1], [A2, A3, B1], A1) == A2


def test_what_moves_up_follows_before_the_next_person() -> None:
    assert following([A1, A2, B1], [A1, A3, B1], A2) == A3


def test_what_was_skipped_comes_last() -> None:
    assert following([A1, A2, B1], [A1, B1], A2) == B1
    assert following([A1, A2, B1], [A1, A2], B1) == A1


def test_after_the_last_there_is_nothing() -> None:
    assert following([A1], [], A1) is None


def test_a_pair_that_did_not_wait_leads_to_the_persons_first_or_the_first_of_all() -> None:
    assert following([A1, B1], [A1, B1], Stop(2, 9)) == B1
    assert following([A1, B1], [A1, B1], Stop(7, 7)) == A1


def test_the_walk_keeps_the_order_of_the_queue_and_its_choice_of_people(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
        other = make_person(work.session, office, caseworker_id=colleague.account_id).id or 0
    match(engine, other)
    with doing(engine, office.caseworker) as work:
        everybody, mine = waiting_pairs(work), waiting_pairs(work, mine_only=True)
        shared = shared_offers(review_queue(work))
    assert mine == [Stop(subject, job) for job in jobs[:3]]
    assert everybody == [*mine, *(Stop(other, job) for job in jobs[:3])]
    assert [each.subject_ids for each in shared] == [[subject, other]] * 3


def test_what_takes_whose_place_is_known_beforehand(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=5)
    chosen = [(subject, jobs[0]), (subject, jobs[2]), (subject, jobs[3])]
    with doing(engine) as work:
        found = moving_up(work.session, chosen, TODAY)
    assert {pair: entry and entry.offer_id for pair, entry in found.items()} == {
        (subject, jobs[0]): jobs[4],
        (subject, jobs[2]): None,
    }


def test_it_takes_as_many_statements_for_many_people_as_for_one(engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        people = [subject, *(make_person(work.session, office).id or 0 for _number in range(5))]
    match(engine, *people)
    counts = []
    for some in (people[:1], people):
        with doing(engine) as work, Statements(engine) as counted:
            moving_up(work.session, [(each, jobs[0]) for each in some], TODAY)
        counts.append(counted.count)
    assert counts[0] == counts[1]
