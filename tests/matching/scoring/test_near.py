"""What nearly would do: one bar, one small change, and the score that it would give."""

from datetime import date
from typing import Any

from matching.eligibility.changes import Hands
from matching.eligibility.rulebook import load_rulebook
from matching.facts import OffenceFact, OfferFacts, Offers, SubjectFacts, Subjects
from matching.reference import data_path
from matching.scoring.near import NearPair, near_pairs
from matching.scoring.policy import load_policy
from matching.scoring.score import score_block
from matching.scoring.text import Vocabulary
from matching.vocabulary import PostKind

ON = date(2026, 3, 1)
BOOK = load_rulebook(data_path("rulebooks", "cn-2026.toml"))
POLICY, WORDS = load_policy(), Vocabulary.fit([], "none")
HERE = {"latitude": 30.25, "longitude": 120.17}
SIX_KM = {"latitude": 30.30, "longitude": 120.17}
KNOWN = {"age": 30.0, "conditions_known": 1, "offences_known": 1, "qualifications_known": True, **HERE}
CURFEW = {"conditions_known": 2, "curfew_from_minute": 1260, "curfew_to_minute": 360}
LATE = {"shift_from_minute": 840, "shift_to_minute": 1260}


def person(id: int = 1, **facts: Any) -> SubjectFacts:
    return SubjectFacts(id=id, **({**KNOWN} | facts))


def opening(id: int = 1, **facts: Any) -> OfferFacts:
    return OfferFacts(id=id, **({**HERE} | facts))


def near(people: list[SubjectFacts], openings: list[OfferFacts], **options: Any) -> list[NearPair]:
    return near_pairs(Subjects.of(people), Offers.of(openings), BOOK, POLICY, WORDS, ON, **options)


def keys(pair: NearPair) -> list[str]:
    return [way.reason.key for way in pair.ways]


def test_a_shift_that_ends_half_an_hour_into_a_curfew_is_near_in_two_ways() -> None:
    working = {"work_from_minute": 360, "work_to_minute": 1320}
    (pair,) = near([person(**CURFEW, **working)], [opening(**LATE)])
    assert pair.rule == "curfew" and keys(pair) == ["curfew.if_home_by", "curfew.if_shift_ends"]
    assert not any(way.needs_information for way in pair.ways)


def test_what_no_rule_bars_or_two_rules_bar_is_not_near() -> None:
    assert near([person()], [opening()]) == []
    forklift = {"qualifications": frozenset({"forklift"})}
    assert len(near([person(**CURFEW)], [opening(**LATE)])) == len(near([person()], [opening(**forklift)])) == 1
    assert near([person(**CURFEW)], [opening(**LATE, **forklift)]) == []


def test_a_statutory_bar_and_what_rests_on_an_offence_are_never_near() -> None:
    convicted = person(offences_known=2, offences=(OffenceFact("violent", "yes", "fixed_term"),))
    guard = opening(post_kinds=frozenset({PostKind.SECURITY_GUARD}))
    assert near([convicted], [guard]) == []
    assert near([person(age=15.9)], [opening()]) == []


def test_a_banned_area_is_never_near() -> None:
    banned = person(conditions_known=2, banned_areas=((30.25, 120.17, 0.5),))
    assert near([banned], [opening()]) == []


def test_a_hidden_rule_has_no_near_miss() -> None:
    assert near([person(**CURFEW)], [opening(**LATE)], hidden={"curfew"}) == []


def test_the_score_is_what_it_would_be_with_the_change() -> None:
    far = opening(**SIX_KM)
    (pair,) = near([person(journey_limit_km=5.0)], [far])
    changed = Subjects.of([person(journey_limit_km=6.0)])
    assert pair.score == int(score_block(changed, Offers.of([far]), POLICY, WORDS).score[0, 0])
    assert pair.score != int(
        score_block(Subjects.of([person(journey_limit_km=5.0)]), Offers.of([far]), POLICY, WORDS).score[0, 0]
    )


def test_hours_that_do_not_fit_are_near_in_the_providers_and_in_the_persons_hands() -> None:
    stays = {"work_from_minute": 360, "work_to_minute": 1020}
    (pair,) = near([person(**stays)], [opening(shift_from_minute=540, shift_to_minute=1065)])
    assert keys(pair) == ["working_hours.if_shift_ends", "working_hours.if_can_stay"]
    assert {way.hands for way in pair.ways} == {Hands.PROVIDER, Hands.PERSON}


def test_the_best_come_first_and_no_more_than_asked() -> None:
    openings = [opening(id=number, **LATE, pay_from=2000.0 + 500 * number) for number in range(1, 9)]
    found = near([person(**CURFEW, pay_needed=6000.0)], openings, most=3)
    assert [pair.offer for pair in found] == [8, 7, 6]
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)


def test_people_for_an_offer_are_near_as_the_offer_is_for_each_of_them() -> None:
    people = [person(id=number, **CURFEW, pay_needed=1000.0 * number) for number in range(1, 5)]
    together = near(people, [opening(**LATE, pay_from=2500.0)])
    alone = [pair for each in people for pair in near([each], [opening(**LATE, pay_from=2500.0)])]
    assert sorted(together, key=lambda pair: pair.subject) == alone and len(alone) == 4


def test_nobody_and_nothing_are_not_near() -> None:
    assert near([], [opening()]) == near([person()], []) == []
