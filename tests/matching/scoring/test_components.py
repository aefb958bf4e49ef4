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
WORKS_HERE = {"has_job": True, "workplace_latitude": 30.25, "workplace_longitude": 120.17}
Facts = dict[str, Any]


def home(**terms: Any) -> Facts:
    return {"kind": "housing", **terms}


def course(**terms: Any) -> Facts:
    return {"kind": "training", **terms}


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
    ("text", "a course", {"text": "开过叉车"}, course(title="叉车"), 1.0, "text.shared"),
    ("occupation", "what a course leads to", {"wished_occupations": ("7411",)}, course(occupation="7411"), 1.0, "occupation.same"),
    ("journey", "a course", HANGZHOU, course(**HANGZHOU), 1.0, "journey.distance"),
    ("dates", "at once, the end stated", {"ready_on": 20_100}, course(starts_on=20_000, weeks=8.0), 1.0, "dates.now"),
    ("dates", "at once, no end", {"ready_on": 20_100}, course(starts_on=20_100), 0.75, "dates.now"),
    ("dates", "in half a year's half", {"ready_on": 20_000}, course(starts_on=20_090, ends_on=20_200), 0.625, "dates.wait"),
    ("dates", "in a year", {"ready_on": 20_000}, course(starts_on=20_365), 0.0, "dates.wait"),
    ("dates", "no start stated", {"ready_on": 20_000}, course(), None, "dates.unknown"),
    ("dates", "nobody knows when", {}, course(starts_on=20_000), None, "dates.unknown"),
    ("certificate", "one more", {"qualifications_known": True}, course(leads_to=frozenset({"forklift"})), 1.0, "certificate.new"),
    ("certificate", "held already", {"qualifications": frozenset({"forklift"})}, course(leads_to=frozenset({"forklift"})), 0.0, "certificate.held"),
    ("certificate", "a higher one is held", {"qualifications": frozenset({"licence_a2"}), "qualifications_known": True}, course(leads_to=frozenset({"licence_c1"})), 0.0, "certificate.held"),
    ("certificate", "nobody asked", {}, course(leads_to=frozenset({"forklift"})), None, "certificate.unknown"),
    ("certificate", "of its own", {}, course(certificate="结业证明"), 0.6, "certificate.other"),
    ("certificate", "not stated", {"qualifications_known": True}, course(), None, "certificate.unknown"),
    ("costs", "free, without stipend", {}, course(fee=0.0), 0.5, "costs.stated"),
    ("costs", "a stipend", {}, course(fee=0.0, stipend=1000.0), 0.75, "costs.stated"),
    ("costs", "a fee over two months", {}, course(fee=2000.0, weeks=26 / 3), 0.25, "costs.stated"),
    ("costs", "a fee, the length not stated", {}, course(fee=2000.0), 0.0, "costs.stated"),
    ("costs", "not stated", {}, course(), None, "costs.unknown"),
    ("need", "no work, a course", {"work": 1}, course(), 0.5, "need.prepares"),
    ("need", "no work, no home, a course with lodging", {"work": 1, "home": 1}, course(lodging=2), 0.75, "need.answers"),
    ("need", "no home, a home", {"home": 1, "work": 1, "kin": 1}, home(), 1.0, "need.gives_home"),
    ("need", "a home already, a home", {"home": 2, "work": 1}, home(), 0.0, "need.has_home"),
    ("need", "not recorded, a home", {"work": 1}, home(), None, "need.unknown"),
    ("household", "just full", {"household_size": 2.0, "children": 0}, home(household_max=2.0), 1.0, "household.full"),
    ("household", "one in a family's flat", {"household_size": 1.0}, home(household_max=4.0), 0.25, "household.spare"),
    ("household", "too many", {"household_size": 3.0, "children": 0}, home(household_max=2.0), 0.0, "household.spare"),
    ("household", "nobody asked", {}, home(household_max=2.0), None, "household.unknown"),
    ("household", "not stated", {"household_size": 1.0}, home(), None, "household.unknown"),
    ("household", "children, and the home does not say", {"household_size": 2.0, "children": 1}, home(household_max=2.0), None, "household.unknown"),
    ("house_rules", "no rules", {}, home(rules_stated=True), 1.0, "house_rules.none"),
    ("house_rules", "one of two refused", {"house_rules_asked": True, "house_rules_refused": frozenset({"no_pets"})}, home(rules_stated=True, rule_codes=("no_pets", "no_alcohol")), 0.5, "house_rules.refused"),
    ("house_rules", "all accepted", {"house_rules_asked": True}, home(rules_stated=True, rule_codes=("no_pets",)), 1.0, "house_rules.accepted"),
    ("house_rules", "nobody asked", {}, home(rules_stated=True, rule_codes=("no_pets",)), None, "house_rules.unknown"),
    ("house_rules", "not stated", {"house_rules_asked": True}, home(), None, "house_rules.unknown"),
    ("near_work", "next door", WORKS_HERE, home(**HANGZHOU), 1.0, "near_work.distance"),
    ("near_work", "ten of forty km", WORKS_HERE, home(**TEN_KM), 0.75, "near_work.distance"),
    ("near_work", "no job", HANGZHOU, home(**HANGZHOU), None, "near_work.no_job"),
    ("near_work", "a job somewhere", {"has_job": True}, home(**HANGZHOU), None, "near_work.unknown"),
    ("rent", "free", {}, home(rent=0.0), 1.0, "rent.free"),
    ("rent", "all that can be paid", {"rent_limit": 600.0}, home(rent=600.0), 0.5, "rent.within"),
    ("rent", "half as much again", {"rent_limit": 600.0}, home(rent=900.0), 0.25, "rent.above"),
    ("rent", "nothing can be paid", {"rent_limit": 0.0}, home(rent=1.0), 0.0, "rent.above"),
    ("rent", "nobody asked", {}, home(rent=600.0), None, "rent.unknown"),
    ("rent", "not stated", {"rent_limit": 600.0}, home(), None, "rent.unknown"),
    ("step_free", "needed and stated", {"step_free_needed": 2}, home(step_free=2), 1.0, "step_free.answers"),
    ("step_free", "needed, with steps", {"step_free_needed": 2}, home(step_free=1), 0.0, "step_free.steps"),
    ("step_free", "others may need it", {"step_free_needed": 1}, home(step_free=2), 0.5, "step_free.spare"),
    ("step_free", "not needed", {"step_free_needed": 1}, home(), 1.0, "step_free.not_needed"),
    ("step_free", "nobody asked", {}, home(step_free=2), None, "step_free.unknown"),
    ("step_free", "needed, and the home does not say", {"step_free_needed": 2}, home(), None, "step_free.unknown"),
    ("stay", "three months", {}, home(stay_limit_days=90.0), 0.5, "stay.limit"),
    ("stay", "a year", {}, home(stay_limit_days=365.0), 1.0, "stay.limit"),
    ("stay", "not stated", {}, home(), None, "stay.unknown"),
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
        if opening.kind not in component.applies_to:
            assert not known.any()
            continue
        reason = component.reason(person, opening, float(values[0, 0]), bool(known[0, 0]), VOCABULARY)
        assert tuple(reason.arguments) == REASON_KEYS[reason.key]


def test_a_component_for_jobs_knows_nothing_of_other_kinds() -> None:
    home = offer(kind=OfferKind.HOUSING, **HANGZHOU)
    assert not COMPONENTS["journey"].measure(subject(**HANGZHOU), home, Context.of(home, VOCABULARY)).known[0, 0]
