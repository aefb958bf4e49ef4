"""The kernel finds what the formula finds, to the unit, whoever the subjects and whatever the offers."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.journeys import Places, near_places
from matching.engine.seekers import Seekers
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.places import kilometres
from matching.scoring.components import Context
from matching.vocabulary import OfferKind
from tests.matching.engine.worlds import BOOK, ON, POLICY, VOCABULARY, entries, formula, openings
from tests.matching.facts.builders import OFFER_ROWS, SUBJECT_ROWS, subject, unique

WORLDS = settings(max_examples=40, deadline=None)
PEOPLE, OPENINGS = unique(SUBJECT_ROWS, 8), unique(OFFER_ROWS, 12)
A_TOWN = {
    "latitude": st.sampled_from([30.0, 30.01, 30.4, nan]),
    "longitude": st.sampled_from([120.0, 120.1, -179.99, 179.99]),
}
TOWNSPEOPLE = unique(
    st.builds(replace, SUBJECT_ROWS, **A_TOWN, journey_limit_km=st.sampled_from([nan, 1.0, 20.0, 0.0])), 8
)
TOWN_OPENINGS = unique(st.builds(replace, OFFER_ROWS, **A_TOWN), 12)


@pytest.mark.parametrize("kind", OfferKind)
@WORLDS
@given(people=st.one_of(PEOPLE, TOWNSPEOPLE), posts=st.one_of(OPENINGS, TOWN_OPENINGS), seed=st.integers(0, 2**63))
def test_the_kernel_finds_what_the_formula_finds(
    kind: OfferKind, people: list[SubjectFacts], posts: list[OfferFacts], seed: int
) -> None:
    subjects, offers = Subjects.of(people), Offers.of(posts)
    for top in (1, 20):
        found = openings(offers, kind, seed).best_for(subjects, top=top)
        assert entries(found) == formula(subjects, offers, kind, seed, top)


@WORLDS
@given(people=st.one_of(PEOPLE, TOWNSPEOPLE), posts=st.one_of(OPENINGS, TOWN_OPENINGS))
def test_an_offer_suits_those_whose_lists_hold_it_with_the_same_numbers(
    people: list[SubjectFacts], posts: list[OfferFacts]
) -> None:
    subjects, offers = Subjects.of(people), Offers.of(posts)
    seekers = Seekers(subjects, VOCABULARY.vectors(subjects.text))
    for kind in OfferKind:
        lists = formula(subjects, offers, kind)
        for place in np.flatnonzero(offers.of_kind(kind)):
            offer = offers.take([place])
            suited = seekers.suited(offer, BOOK, POLICY, Context.of(offer, VOCABULARY), ON)
            expected = [
                (person.id, each.scores[at], each.marks[at])
                for person, each in zip(people, lists, strict=True)
                for at in range(len(each.offers))
                if each.offers[at] == offer.ids[0]
            ]
            assert (
                list(zip(suited.subjects.tolist(), suited.scores.tolist(), suited.marks.tolist(), strict=True))
                == expected
            )


@WORLDS
@given(TOWNSPEOPLE, TOWN_OPENINGS, st.randoms(use_true_random=False))
def test_neither_order_nor_blocks_nor_threads_nor_what_was_kept_change_a_list(
    people: list[SubjectFacts], posts: list[OfferFacts], random: st.DrawFn
) -> None:
    prepared = openings(Offers.of(posts))
    whole = dict(
        zip((each.id for each in people), entries(prepared.best_for(Subjects.of(people), threads=2)), strict=True)
    )
    alone = {each.id: entries(prepared.best_for(Subjects.of([each])))[0] for each in people}
    shuffled = list(posts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    fresh = entries(openings(Offers.of(shuffled)).best_for(Subjects.of(people[::-1])))
    assert whole == alone == dict(zip((each.id for each in people[::-1]), fresh, strict=True))


def test_ties_fall_by_seed_and_ids_and_not_by_age_of_the_record() -> None:
    subjects = Subjects.of([SubjectFacts(id=i, age=30.0) for i in range(1, 9)])
    offers = Offers.of([OfferFacts(id=j) for j in range(1, 31)])

    def firsts(seed: int) -> list[int]:
        return [each.offers[0] for each in entries(openings(offers, seed=seed).best_for(subjects, top=1))]

    assert firsts(1) == firsts(1) != firsts(2) and len(set(firsts(1))) > 3


def test_marked_offers_come_after_unmarked_ones_whatever_their_score() -> None:
    person = subject(age=30.0, text="forklift driver", occupations=("8344",))
    asked = OfferFacts(id=1, title="forklift driver", occupation="8344", qualifications=frozenset({"forklift"}))
    settled = OfferFacts(id=2, title="cook")
    (found,) = entries(openings(Offers.of([asked, settled])).best_for(person))
    assert found.offers == [2, 1] and found.marks == [False, True] and found.scores[0] < found.scores[1]


def test_nobody_and_nothing_have_empty_lists() -> None:
    somebody, something = Subjects.of([SubjectFacts(1)]), Offers.of([OfferFacts(1)])
    assert entries(openings(Offers.of([])).best_for(somebody)) == [([], [], [])]
    assert entries(openings(something).best_for(Subjects.of([]))) == []


def test_more_offers_than_a_word_has_bits_are_all_looked_at() -> None:
    subjects = Subjects.of([SubjectFacts(each, text="cook", occupations=("5120",)) for each in range(3)])
    offers = Offers.of([OfferFacts(each, occupation="5120" if each in (64, 199) else "") for each in range(200)])
    found = openings(offers).best_for(subjects, top=2)
    assert [set(each.offers) for each in entries(found)] == [{64, 199}] * 3
    assert found.pairs == 3 * 200


def test_texts_at_hand_are_taken_as_they_are() -> None:
    subjects, offers = (
        Subjects.of([SubjectFacts(1, text="cook")]),
        Offers.of([OfferFacts(1, text="cook"), OfferFacts(2)]),
    )
    vectors = VOCABULARY.vectors(["forklift"])
    prepared = openings(offers)
    assert prepared.best_for(subjects, vectors).postings == 0 and prepared.best_for(subjects).postings == 1


DEGREES = {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}
SPOTS = st.lists(st.tuples(DEGREES["latitude"], DEGREES["longitude"]), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(SPOTS, SPOTS, st.floats(0, 20_100))
def test_whatever_lies_within_reach_is_near(
    homes: list[tuple[float, float]], spots: list[tuple[float, float]], reach: float
) -> None:
    here, there = (Places.among(*np.array(some).T) for some in (homes, spots))
    near = near_places(here, reach, there)
    listed = {
        (home, int(place)): km
        for home in range(len(here.latitude))
        for place, km in zip(*(part[near.starts[home] : near.starts[home + 1]] for part in near[1:]), strict=True)
    }
    km = kilometres(here.latitude[:, None], here.longitude[:, None], there.latitude[None, :], there.longitude[None, :])
    assert listed == {(i, j): km[i, j] for i, j in np.argwhere(km <= reach).tolist()}
