"""Every reason of the engine has a sentence, and every blank in it is filled."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from matching.eligibility import REASON_KEYS as RULE_REASONS
from matching.eligibility.rules import RULES as KNOWN_RULES
from matching.reasons import Reason
from matching.scoring import REASON_KEYS as COMPONENT_REASONS
from matching.scoring.components import COMPONENTS as KNOWN_COMPONENTS
from matching.services.versions import rulebook_in_force
from matching.settings import Settings
from matching.vocabulary import CircumstanceKind, DeclineReason, Fact, PostKind, Verdict
from webapp import create_app
from webapp.wording import names
from webapp.wording.reasons import SENTENCES, reason_words

ALL = {**RULE_REASONS, **COMPONENT_REASONS}
OWN = {
    "skills.held_all", "skills.held_none", "need.answers_all", "dates.now_open", "dates.wait_open",
    "costs.free", "costs.stipend", "costs.fee",
}  # fmt: skip
SAMPLES: dict[str, Any] = {
    "post": "security_guard", "age_from": 18, "age_to": 50, "radius_km": 2.5, "occupation": "9412", "own": "5120",
    "shift_starts": "08:00", "shift_ends": "17:00", "home_by": "22:00", "home_until": "06:00", "minutes": 30,
    "weekday": 0, "begins": "09:00", "ends": "11:00", "qualifications": ["licence_c1"], "qualification": "licence_c1",
    "justification": "Handles the till alone", "starts_on": "2026-09-15", "available_on": "2026-10-01", "days": 16,
    "closes_on": "2026-12-31", "can_start": "07:00", "can_stay": None, "comes_at": "07:00", "stays_until": "18:30", "km": 12.34, "limit_km": 20.0,
    "phrases": ["kitchen", "叉车"], "missing": ["pay_needed", "offer_pay"], "held": ["cooking"], "lacking": ["welding"],
    "hours": 44.0, "wanted_from": 20.0, "wanted_to": 40.0, "pay": 12000, "needed": 3000, "answers": ["work"],
    "leaves": ["home", "kin"], "home_max": 3.0, "free_on": "2026-09-20", "needed_on": "2026-09-04", "moves_on": "2026-09-05",
    "shut_from": "2026-09-01", "shut_to": "2026-09-09", "ends_on": "2026-12-01", "end_known": 1, "certificate": "Course paper",
    "stipend": 800.0, "fee": 300.0, "rules": ["no_pets", "no_alcohol"], "rent": 300, "rent_limit": 500, "stay_days": 180.0,
}  # fmt: skip


@pytest.fixture
def english(sqlite: Engine, settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, sqlite)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield app


def said(key: str, **arguments: Any) -> str:
    return reason_words(Reason(key, {name: SAMPLES[name] for name in ALL[key]} | arguments))


def test_the_list_of_sentences_is_complete_and_holds_nothing_more() -> None:
    assert set(SENTENCES) == set(ALL) | OWN


def test_every_sentence_fills_its_blanks(english: Flask) -> None:
    for key in ALL:
        words = said(key)
        assert words.endswith((".", "alone")), key
        assert not re.search(r"%\(|None|nan|\[|_", words), (key, words)


@pytest.mark.parametrize(
    ("key", "arguments", "words"),
    [
        ("skills.held", {"lacking": []}, "Has every skill asked: cooking."),
        ("skills.held", {"held": []}, "Has none of the skills asked: welding."),
        ("skills.held", {}, "Has cooking; lacks welding."),
        ("need.answers", {"leaves": []}, "Meets a need: no work."),
        ("need.answers", {}, "Meets a need: no work; leaves open: no home and no kin."),
        ("offer_age.outside", {"age_to": None}, "The offer asks for another age (from 18)."),
        ("offer_age.outside", {"age_from": None}, "The offer asks for another age (up to 50)."),
        ("hours.outside", {"wanted_from": None}, "44 hours a week; wanted are up to 40."),
        ("working_hours.outside", {}, "It is from 08:00 to 17:00, and the person can come from 07:00."),
        ("pay.below", {}, "Pays 12,000 yuan a month, less than the 3,000 needed."),
        ("journey.distance", {}, "12.3 km away; 20 km would count as too far."),
        ("reporting_hours.clash", {}, "Must report on Monday from 09:00 to 11:00, during the hours of the offer."),
        ("closing_date.closed", {}, "The offer closed on 31 Dec 2026."),
        ("text.shared", {}, "Experience and offer have in common: “kitchen” and “叉车”."),
        ("pay.unknown", {}, "Cannot be compared. To find out: the pay needed and the offer's pay."),
        ("qualification.missing", {}, "Does not hold: Car driving licence (C1)."),
        ("lawful_bar.broken", {}, "A lawful bar applies."),
        ("dates.wait", {"end_known": 0}, "Begins 16 days after the person is ready; when it ends is not stated."),
        ("costs.stated", {}, "A stipend of 800 yuan a month, a fee of 300 yuan."),
        ("costs.stated", {"stipend": None}, "A fee of 300 yuan; no stipend is stated."),
        ("costs.stated", {"fee": None}, "A stipend of 800 yuan a month; no fee is stated."),
        ("costs.stated", {"stipend": None, "fee": 0.0}, "Costs nothing and pays nothing."),
        ("house_rules.refused", {}, "The person would not accept: No pets and No alcohol."),
        ("home_free.too_late", {}, "Free only from 20 Sep 2026, and needed from 4 Sep 2026."),
    ],
)
def test_sentences_read_well(english: Flask, key: str, arguments: dict[str, Any], words: str) -> None:
    assert said(key, **arguments) == words


def test_every_rule_component_fact_and_reason_has_a_name() -> None:
    assert set(names.RULES) == {*KNOWN_RULES, "lawful_bar"}
    assert {entry.id for entry in rulebook_in_force().rules} <= set(names.RULES)
    assert set(names.COMPONENTS) == set(KNOWN_COMPONENTS)
    assert set(names.MISSING) == set(Fact)
    assert set(names.DECLINES) == set(DeclineReason)
    assert set(names.POSTS) == set(PostKind)
    assert set(names.VERDICTS) == set(Verdict)
    assert set(names.NOES) == set(CircumstanceKind)
