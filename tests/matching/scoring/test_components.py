"""Every component as a table: who, which offer, what value, whether known, and why."""

# ruff: noqa: E501 (a table is read by its rows)

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.scoring import REASON_KEYS
from matching.scoring.components import COMPONENTS, Context
from matching.scoring.text import Vocabulary
from matching.vocabulary import OfferKind
from tests.matching.facts.builders import OFFER_ROWS, SUBJECT_ROWS, offer, subject

VOCABULARY = Vocabulary.fit(["叉车司机 仓库", "cook in a canteen"], "v1")
HANGZHOU = {"latitude": 30.25, "longitude": 120.17}
TEN_KM = {"latitude": 30.25 + 10 / 111.195, "longitude": 120.17}
FAR = {"latitude": 40.0, "longitude": 120.17}
Facts = dict[str, Any]

TABLE: list[tuple[str, str, Facts, Facts, float | None, str]] = [
    ("text", "the same words", {"text": "开过叉车"}, {"title": "叉车"}, 1.0, "text.shared"),
    ("text", "no common word", {"text": "cook"}, {"title": "叉车"}, 0.0, "text.nothing_shared"),
    ("text", "no words of the subject", {}, {"title": "叉车"}, None, "text.unknown"),
    ("text", "no words of the offer", {"text": "cook"}, {"text": "123"}, None, "text.unknown"),
    ("skills", "half held", {"skills": ("电工",), "skills_known": True}, {"skills": ("水电工", "welding")}, 0.5, "skills.held"),
    ("skills", "none held", {"skills_known": True}, {"skills": ("welding",)}, 0.0, "skills.held"),
    ("skills", "nobody asked", {}, {"skills": ("welding",)}, None, "skills.unknown"),
    ("skills", "the offer asks none", {"skills_known": True}, {}, None, "skills.none_asked"),
    ("occupation", "the same", {"occupations": ("7411",)}, {"occupation": "7411"}, 1.0, "occupation.same"),
    ("occupation", "a relative", {"occupations": ("7412",)}, {"occupation": "7411"}, 0.7, "occupation.related"),
    ("occupation", "wished for", {"wished_occupations": ("7411",)}, {"occupation": "7411"}, 1.0, "occupation.same"),
    ("occupation", "no relative", {"occupations": ("5120",)}, {"occupation": "7411"}, 0.0, "occupation.unrelated"),
    ("occupation", "not recorded", {}, {"occupation": "7411"}, None, "occupation.unknown"),
    ("occupation", "not stated", {"occupations": ("5120",)}, {}, None, "occupation.unknown"),
    ("journey", "on the spot", HANGZHOU, HANGZHOU, 1.0, "journey.distance"),
    ("journey", "half the limit", {**HANGZHOU, "journey_limit_km": 20}, TEN_KM, 0.5, "journey.distance"),
    ("journey", "no limit stated", HANGZHOU, TEN_KM, 0.75, "journey.distance"),
    ("journey", "an approximate place", HANGZHOU, {**TEN_KM, "coordinates_own": False}, 0.75, "journey.about"),
    ("journey", "past the limit", HANGZHOU, FAR, 0.0, "journey.distance"),
    ("journey", "far, with lodging", HANGZHOU, {**FAR, "lodging": 2}, 0.5, "journey.lodging"),
    ("journey", "residence not known", {}, HANGZHOU, None, "journey.unknown"),
    ("hours", "within", {"hours_min": 30, "hours_max": 40}, {"hours_per_week": 40}, 1.0, "hours.within"),
    ("hours", "ten too many", {"hours_max": 40}, {"hours_per_week": 50}, 0.5, "hours.outside"),
    ("hours", "far too few", {"hours_min": 40}, {"hours_per_week": 8}, 0.0, "hours.outside"),
    ("hours", "not stated", {"hours_min": 40}, {}, None, "hours.unknown"),
    ("hours", "nobody asked", {}, {"hours_per_week": 8}, None, "hours.unknown"),
    ("pay", "just the need", {"pay_needed": 4000}, {"pay_from": 4000}, 0.5, "pay.enough"),
    ("pay", "half as much again", {"pay_needed": 4000}, {"pay_from": 6000}, 1.0, "pay.enough"),
    ("pay", "half the need", {"pay_needed": 4000}, {"pay_from": 2000}, 0.0, "pay.below"),
    ("pay", "only the upper bound stated", {"pay_needed": 4000}, {"pay_to": 4000}, 0.5, "pay.enough"),
    ("pay", "nothing needed", {"pay_needed": 0}, {"pay_from": 100}, 1.0, "pay.enough"),
    ("pay", "pay below nothing", {"pay_needed": 4000}, {"pay_from": -5}, None, "pay.unknown"),
    ("pay", "nobody asked", {}, {"pay_from": 100}, None, "pay.unknown"),
    ("need", "no work", {"work": 1}, {}, 1.0, "need.answers"),
    ("need", "no work, no home, lodging", {"work": 1, "home": 1}, {"lodging": 2}, 1.0, "need.answers"),
    ("need", "no work, no home, no lodging", {"work": 1, "home": 1}, {"lodging": 1}, 0.5, "need.answers"),
    ("need", "no work, no home, lodging not stated", {"work": 1, "home": 1}, {}, 0.75, "need.answers"),
    ("need", "no home, no lodging", {"home": 1, "work": 2}, {"lodging": 1}, 0.0, "need.leaves"),
    ("need", "no kin, a transitional post", {"kin": 1}, {"transitional": True}, 1.0, "need.answers"),
    ("need", "none of the three stands", {"work": 2, "home": 2, "kin": 2}, {}, None, "need.none_open"),
    ("need", "nothing recorded", {}, {}, None, "need.unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "who", "what", "value", "key"),
    [(name, who, what, value, key) for name, _, who, what, value, key in TABLE],
    ids=[f"{name}: {case}" for name, case, *_ in TABLE],
)
def test_a_component_measures_and_says_why(name: str, who: Facts, what: Facts, value: float | None, key: str) -> None:
    people, openings = subject(**who), offer(**what)
    values, known = COMPONENTS[name].measure(people, openings, Context.of(openings, VOCABULARY))
    reason = COMPONENTS[name].reason(people.row(0), openings.row(0), float(values[0, 0]), bool(known[0, 0]), VOCABULARY)
    assert known[0, 0] == (value is not None)
    assert values[0, 0] == pytest.approx(value or 0.0, abs=1e-4)
    assert reason.key == key and tuple(reason.arguments) == REASON_KEYS[key]


def test_every_component_and_every_reason_stands_in_the_table() -> None:
    assert {name for name, *_ in TABLE} == set(COMPONENTS)
    assert {key for *_, key in TABLE} == set(REASON_KEYS)


def test_what_is_missing_is_named() -> None:
    reason = COMPONENTS["journey"].reason(subject().row(0), offer().row(0), 0.0, False, VOCABULARY)
    assert reason.arguments == {"missing": ["residence", "offer_place"]}


@settings(max_examples=60, deadline=None)
@given(SUBJECT_ROWS, OFFER_ROWS)
def test_values_stay_between_0_and_1_and_every_reason_is_listed(person: SubjectFacts, opening: OfferFacts) -> None:
    people, openings = Subjects.of([person]), Offers.of([opening])
    for component in COMPONENTS.values():
        values, known = component.measure(people, openings, Context.of(openings, VOCABULARY))
        assert np.all((values >= 0) & (values <= 1)) and not np.any(values[~known])
        reason = component.reason(person, opening, float(values[0, 0]), bool(known[0, 0]), VOCABULARY)
        assert tuple(reason.arguments) == REASON_KEYS[reason.key]


def test_a_component_for_jobs_knows_nothing_of_other_kinds() -> None:
    home = offer(kind=OfferKind.HOUSING, **HANGZHOU)
    assert not COMPONENTS["journey"].measure(subject(**HANGZHOU), home, Context.of(home, VOCABULARY)).known[0, 0]
