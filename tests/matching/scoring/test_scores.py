"""What holds of every score and shortlist, whoever the subjects and whatever the offers."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.eligibility.rulebook import load_rulebook
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.reference import data_path
from matching.scoring.components import Context
from matching.scoring.explain import explain
from matching.scoring.policy import FULL_SCORE, load_policy, stored_policy
from matching.scoring.score import score_block
from matching.scoring.shortlist import people_for
from matching.scoring.text import Vocabulary
from matching.vocabulary import OfferKind
from tests.matching.engine.formula import best_by_formula
from tests.matching.facts.builders import OFFER_ROWS, SUBJECT_ROWS, offer, subject, unique

ON = date(2026, 3, 1)
BOOK = load_rulebook(data_path("rulebooks", "cn-2026.toml"))
POLICY = load_policy()
VOCABULARY = Vocabulary.fit(["电工 水电安装", "forklift driver 叉车司机", "cook"], "v1")
BLOCKS = settings(max_examples=30, deadline=None)
PEOPLE, OPENINGS = unique(SUBJECT_ROWS), unique(OFFER_ROWS)


@BLOCKS
@given(PEOPLE, OPENINGS)
def test_contributions_and_baseline_sum_to_the_score(people: list[SubjectFacts], openings: list[OfferFacts]) -> None:
    block = score_block(Subjects.of(people), Offers.of(openings), POLICY, VOCABULARY)
    total = block.baseline + sum(part.astype(np.int64) for part in block.contributions.values())
    shares = [POLICY.of(opening.kind) for opening in openings]
    assert np.array_equal(block.score, np.broadcast_to(total, block.score.shape))
    assert np.all((block.score >= 0) & (block.score <= FULL_SCORE))
    for name, part in block.contributions.items():
        value, known = block.measured[name]
        points = np.array([each.points.get(name, 0) for each in shares])
        references = np.array([each.references.get(name, 0.0) for each in shares])
        exact = points * (value - references)
        assert not np.any(part[~known]) and np.all(np.abs(part - exact)[known] <= 1)


@BLOCKS
@given(PEOPLE, OPENINGS)
def test_a_pair_scores_in_a_block_as_it_does_alone(people: list[SubjectFacts], openings: list[OfferFacts]) -> None:
    subjects, offers = Subjects.of(people), Offers.of(openings)
    block = score_block(subjects, offers, POLICY, VOCABULARY)
    for i in range(len(people)):
        for j in range(len(openings)):
            pair = explain(subjects.take([i]), offers.take([j]), BOOK, POLICY, VOCABULARY, ON)
            assert pair.score == block.score[i, j] == pair.baseline + sum(pair.contributions.values())
            assert list(pair.contributions) == list(POLICY.of(openings[j].kind).coefficients)
            assert (
                pair.contributions.items() <= {name: part[i, j] for name, part in block.contributions.items()}.items()
            )


@pytest.mark.parametrize("shift", [0, 1, 3, 7])
def test_a_large_block_agrees_with_its_parts_to_the_bit(shift: int) -> None:
    draw = np.random.default_rng(shift)
    words = ["电工", "水电安装", "forklift", "driver", "cook", "clean", "canteen", "叉车司机", "warehouse"]

    def text() -> str:
        return " ".join(draw.choice(words, size=draw.integers(1, 60)))

    def place() -> dict[str, float]:
        return {"latitude": float(draw.uniform(-60, 60)), "longitude": float(draw.uniform(-180, 180))}

    subjects = Subjects.of(
        [SubjectFacts(id=i, text=text(), journey_limit_km=9000.0, **place()) for i in range(33 + shift)]
    )
    offers = Offers.of([OfferFacts(id=j, text=text(), **place()) for j in range(61 + shift)])
    block = score_block(subjects, offers, POLICY, VOCABULARY)
    for i, j in zip(draw.integers(0, len(subjects), 40), draw.integers(0, len(offers), 40), strict=True):
        pair = score_block(subjects.take([i]), offers.take([j]), POLICY, VOCABULARY)
        assert pair.score[0, 0] == block.score[i, j]
        for name, measured in pair.measured.items():
            assert measured.values[0, 0] == block.measured[name].values[i, j], name


@BLOCKS
@given(PEOPLE, OPENINGS)
def test_a_person_whom_nothing_is_open_to_changes_nothing(
    people: list[SubjectFacts], openings: list[OfferFacts]
) -> None:
    child = SubjectFacts(id=2 * 10**9, age=12.0, text="电工")
    offers = Offers.of(openings)
    for opening in (j for j in range(len(openings)) if openings[j].kind != OfferKind.HOUSING):
        one = offers.take([opening])
        alone = people_for(one, Subjects.of(people), BOOK, POLICY, VOCABULARY, ON, seed=5)
        joined = people_for(one, Subjects.of([*people, child]), BOOK, POLICY, VOCABULARY, ON, seed=5)
        assert alone.subjects.tolist() == joined.subjects.tolist()


@BLOCKS
@given(PEOPLE, OFFER_ROWS)
def test_people_for_an_offer_have_the_scores_of_their_shortlists(
    people: list[SubjectFacts], opening: OfferFacts
) -> None:
    subjects, offers = Subjects.of(people), Offers.of([opening])
    found = people_for(offers, subjects, BOOK, POLICY, VOCABULARY, ON, seed=5)
    listed = best_by_formula(subjects, offers, BOOK, POLICY, Context.of(offers, VOCABULARY), ON, seed=5)
    expected = {person.id: each.scores for person, each in zip(people, listed, strict=True) if each.offers}
    assert {person: [score] for person, score in zip(found.subjects, found.scores, strict=True)} == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_better_pay_never_lowers_a_score(lower: float, higher: float) -> None:
    less, more = sorted((lower, higher))
    offers = Offers.of([OfferFacts(id=1, pay_from=less * 9000), OfferFacts(id=2, pay_from=more * 9000)])
    scores = score_block(subject(pay_needed=4000), offers, POLICY, VOCABULARY).score[0]
    assert scores[0] <= scores[1]


def test_an_offer_without_subjects_has_an_empty_list() -> None:
    assert len(people_for(offer(), Subjects.of([]), BOOK, POLICY, VOCABULARY, ON, seed=1).subjects) == 0


def test_an_unknown_component_counts_as_the_reference() -> None:
    policy = stored_policy("v", {"pay": 1.0}, {"pay": 0.5})
    assert score_block(subject(), offer(), policy, VOCABULARY).score[0, 0] == 500_000
