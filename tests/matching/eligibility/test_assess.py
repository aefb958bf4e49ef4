from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.eligibility import REASON_KEYS
from matching.eligibility.assess import MissingFact, assess, findings, missing_facts
from matching.eligibility.rulebook import load_rulebook
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.reference import data_path
from matching.vocabulary import Fact, PostKind, RuleKind, Verdict
from tests.matching.facts.builders import OFFER_ROWS, SUBJECT_ROWS, offer, subject, unique

ON = date(2026, 3, 1)
BOOK = load_rulebook(data_path("rulebooks", "cn-2026.toml"))
BLOCKS = settings(max_examples=30, deadline=None)
WITH_MINORS = frozenset({PostKind.WITH_MINORS})
UNKNOWN_BY_FACT: dict[str, dict[str, Any]] = {
    "age": {"age": float("nan")},
    "conditions": {
        "conditions_known": 0,
        "curfew_from_minute": -1,
        "banned_areas": (),
        "banned_occupations": (),
    },
    "offences": {"offences_known": 0, "offences": ()},
    "qualifications": {"qualifications_known": False, "qualifications": frozenset()},
    "leave": {"travel_leave": 0},
    "hours": {"work_from_minute": -1, "work_to_minute": -1},
}


@BLOCKS
@given(unique(SUBJECT_ROWS, 3), unique(OFFER_ROWS, 3))
def test_a_block_decides_each_pair_as_if_it_stood_alone(people: list[SubjectFacts], openings: list[OfferFacts]) -> None:
    subjects, offers = Subjects.of(people), Offers.of(openings)
    block = assess(subjects, offers, BOOK, ON)
    assert block.eligible.shape == (len(people), len(openings))
    for i in range(len(people)):
        for j in range(len(openings)):
            pair = assess(subjects.take([i]), offers.take([j]), BOOK, ON)
            assert {rule: pair.verdicts[rule][0, 0] for rule in pair.verdicts} == {
                rule: block.verdicts[rule][i, j] for rule in block.verdicts
            }
            assert (pair.eligible[0, 0], pair.needs_information[0, 0]) == (
                block.eligible[i, j],
                block.needs_information[i, j],
            )


@settings(max_examples=80, deadline=None)
@given(SUBJECT_ROWS, OFFER_ROWS)
def test_every_finding_has_a_listed_reason_with_its_arguments(person: SubjectFacts, opening: OfferFacts) -> None:
    for finding in findings(Subjects.of([person]), Offers.of([opening]), BOOK, ON):
        changes = [each.reason for each in finding.near_misses]
        for reason in (finding.reason, *changes, finding.without_offence().reason):
            assert tuple(reason.arguments) == REASON_KEYS[reason.key]
        assert not changes or finding.verdict == Verdict.BROKEN


@settings(max_examples=300, deadline=None)
@given(SUBJECT_ROWS, OFFER_ROWS)
def test_a_near_miss_meets_its_rule_once_its_change_is_made(person: SubjectFacts, opening: OfferFacts) -> None:
    entries = {entry.id: entry for entry in BOOK.rules}
    for finding in findings(Subjects.of([person]), Offers.of([opening]), BOOK, ON):
        for miss in finding.near_misses:
            assert entries[finding.rule].kind is not RuleKind.STATUTORY and not finding.restricted
            changed = Subjects.of([replace(person, **miss.person)]), Offers.of([replace(opening, **miss.opening)])
            after = assess(*changed, BOOK, ON).verdicts[finding.rule][0, 0]
            assert after != Verdict.BROKEN, (miss.reason, finding.reason)


@BLOCKS
@given(SUBJECT_ROWS, OFFER_ROWS)
def test_missing_facts_are_named_exactly_where_information_is_needed(person: SubjectFacts, opening: OfferFacts) -> None:
    subjects, offers = Subjects.of([person]), Offers.of([opening])
    missing = missing_facts(subjects, offers, BOOK, ON)
    assert bool(missing) == bool(assess(subjects, offers, BOOK, ON).needs_information[0, 0])


@BLOCKS
@given(SUBJECT_ROWS, OFFER_ROWS, st.sampled_from(sorted(UNKNOWN_BY_FACT)))
def test_forgetting_a_fact_never_breaks_a_rule(person: SubjectFacts, opening: OfferFacts, fact: str) -> None:
    facts = {name: getattr(person, name) for name in person.__dataclass_fields__}
    forgetful = SubjectFacts(**{**facts, **UNKNOWN_BY_FACT[fact]})
    before = assess(Subjects.of([person]), Offers.of([opening]), BOOK, ON)
    after = assess(Subjects.of([forgetful]), Offers.of([opening]), BOOK, ON)
    for rule in before.verdicts:
        assert after.verdicts[rule][0, 0] != Verdict.BROKEN or before.verdicts[rule][0, 0] == Verdict.BROKEN


@BLOCKS
@given(unique(SUBJECT_ROWS, 3), SUBJECT_ROWS, unique(OFFER_ROWS, 3))
def test_another_person_in_the_block_changes_nothing(
    people: list[SubjectFacts], other: SubjectFacts, openings: list[OfferFacts]
) -> None:
    offers = Offers.of(openings)
    alone = assess(Subjects.of(people), offers, BOOK, ON)
    joined = assess(Subjects.of([*people, other]), offers, BOOK, ON)
    assert np.array_equal(alone.eligible, joined.eligible[:-1])


@pytest.mark.parametrize(
    ("who", "eligible", "marked"),
    [
        ({"age": 30.0, "offences_known": 1, "conditions_known": 1}, True, False),
        ({"age": 30.0, "conditions_known": 1}, True, True),
        ({"age": 12.0, "conditions_known": 1}, False, False),
    ],
)
def test_broken_bars_and_unknown_marks(who: dict[str, Any], eligible: bool, marked: bool) -> None:
    answer = assess(subject(**who), offer(post_kinds=WITH_MINORS), BOOK, ON)
    assert (answer.eligible[0, 0], answer.needs_information[0, 0]) == (eligible, marked)


def test_the_fact_that_opens_most_offers_is_asked_first() -> None:
    person = subject(age=30.0, conditions_known=1)
    openings = Offers.of(
        [
            OfferFacts(id=1, post_kinds=WITH_MINORS),
            OfferFacts(id=2, post_kinds=WITH_MINORS),
            OfferFacts(id=3, qualifications=frozenset({"forklift"})),
            OfferFacts(id=4, qualifications=frozenset({"forklift"}), post_kinds=WITH_MINORS),
            OfferFacts(id=5),
            OfferFacts(id=6, age_from=60),
        ]
    )
    assert missing_facts(person, openings, BOOK, ON) == [
        MissingFact(Fact.OFFENCES, opens=2, touches=3),
        MissingFact(Fact.QUALIFICATIONS, opens=1, touches=2),
    ]


def test_nothing_is_asked_about_an_offer_that_is_barred_anyway() -> None:
    assert missing_facts(subject(age=12.0), offer(post_kinds=WITH_MINORS), BOOK, ON) == []
