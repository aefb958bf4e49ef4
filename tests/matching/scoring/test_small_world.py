"""Five people and four offers, with the lists written by hand, once in Chinese and once in English."""

from datetime import date

import pytest

from matching.eligibility.rulebook import load_rulebook
from matching.facts import OffenceFact, OfferFacts, Offers, SubjectFacts, Subjects
from matching.reference import data_path
from matching.scoring.components import offer_texts
from matching.scoring.explain import explain
from matching.scoring.occupations import occupation_for
from matching.scoring.policy import load_policy
from matching.scoring.shortlist import people_for
from matching.scoring.text import Vocabulary
from matching.vocabulary import PostKind, Verdict
from tests.matching.engine.worlds import entries, openings

ON = date(2026, 3, 1)
BOOK = load_rulebook(data_path("rulebooks", "cn-2026.toml"))
POLICY = load_policy()
TOWN = {"latitude": 30.25, "longitude": 120.17}
ELECTRICIAN, COOK, GUARD, NIGHT = 1, 2, 3, 4
WEI, LAN, GANG, MIN, BO = 11, 12, 13, 14, 15

WORDS = {
    "zh": {
        "electrician": ("低压电工", "负责厂房水电安装与维修", ("电工",)),
        "cook": ("食堂厨师", "食堂炒菜、切配，包住", ("做饭",)),
        "guard": ("小学保安", "校门值守，与学生接触", ()),
        "night": ("夜班叉车司机", "仓库夜间装卸，开叉车", ("开叉车",)),
        "wei": ("在工地做过六年水电安装", ("水电工",), "电工"),
        "lan": ("在食堂炒菜、做面点", ("做饭", "面点"), "厨师"),
        "gang": ("开叉车，在仓库装卸", ("叉车",), "叉车司机"),
        "bo": ("", (), ""),
    },
    "en": {
        "electrician": ("Electrician", "Wiring and electrical repair in our plant", ("electrician",)),
        "cook": (
            "Canteen cook",
            "Cooks meals and cuts vegetables in the canteen; a room is included",
            ("cooking",),
        ),
        "guard": ("Security guard", "Keeps the gate of a primary school, among pupils", ()),
        "night": (
            "Forklift driver",
            "Loads lorries in the warehouse at night with a forklift",
            ("forklift",),
        ),
        "wei": ("Six years of electrical wiring on building sites", ("electrical wiring",), "electrician"),
        "lan": ("Cooked meals in a canteen and baked", ("cooking", "baking"), "cook"),
        "gang": ("Drove a forklift and loaded lorries in a warehouse", ("forklift",), "forklift operator"),
        "bo": ("", (), ""),
    },
}


def the_offers(language: str) -> Offers:
    words = WORDS[language]

    def post(id: int, name: str, **terms: object) -> OfferFacts:
        title, text, skills = words[name]
        return OfferFacts(id=id, title=title, text=text, skills=skills, occupation=occupation_for(title) or "", **terms)  # type: ignore[arg-type]

    return Offers.of(
        [
            post(
                ELECTRICIAN,
                "electrician",
                **TOWN,
                qualifications=frozenset({"electrician_low"}),
                pay_from=6000.0,
            ),
            post(COOK, "cook", latitude=30.9, longitude=120.17, lodging=2, pay_from=5000.0),
            post(GUARD, "guard", **TOWN, post_kinds=frozenset({PostKind.SECURITY_GUARD, PostKind.WITH_MINORS})),
            post(
                NIGHT,
                "night",
                **TOWN,
                shift_from_minute=1320,
                shift_to_minute=360,
                qualifications=frozenset({"forklift"}),
            ),
        ]
    )


def the_subjects(language: str) -> Subjects:
    words = WORDS[language]
    settled = {
        "age": 35.0,
        "conditions_known": 1,
        "work": 1,
        "home": 2,
        "kin": 2,
        "work_from_minute": 0,
        "work_to_minute": 1440,
    }

    def person(id: int, name: str, **facts: object) -> SubjectFacts:
        text, skills, trade = words[name]
        code = occupation_for(trade)
        known = {"skills_known": bool(skills), "occupations": (code,) if code else ()}
        return SubjectFacts(**{"id": id, "text": text, "skills": skills, **known, **settled, **TOWN, **facts})  # type: ignore[arg-type]

    return Subjects.of(
        [
            # an electrician with his certificate and a record of theft
            person(
                WEI,
                "wei",
                qualifications=frozenset({"electrician_low"}),
                qualifications_known=True,
                offences_known=2,
                offences=(OffenceFact("property", "yes", "fixed_term"),),
            ),
            # a homeless cook of whom no offence is recorded and nobody has read the file
            person(LAN, "lan", home=1, qualifications_known=True),
            # a forklift driver with a curfew and a negligent traffic offence
            person(
                GANG,
                "gang",
                qualifications=frozenset({"forklift"}),
                qualifications_known=True,
                conditions_known=2,
                curfew_from_minute=1260,
                curfew_to_minute=360,
                offences_known=2,
                offences=(OffenceFact("traffic", "no", "detention"),),
            ),
            # a child of fifteen
            person(MIN, "bo", age=15.0, offences_known=1),
            # one of whom only age and place are known, who will not go further than 10 km without lodging
            SubjectFacts(id=BO, age=50.0, journey_limit_km=10.0, **TOWN),
        ]
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_gets_the_list_written_by_hand(language: str) -> None:
    subjects, offers = the_subjects(language), the_offers(language)
    vocabulary = Vocabulary.fit(offer_texts(offers), language)
    found = entries(openings(offers, seed=1, vocabulary=vocabulary).best_for(subjects))
    lists = {
        person: list(zip(each.offers, each.marks, strict=True))
        for person, each in zip(subjects.ids.tolist(), found, strict=True)
    }
    assert lists[WEI] == [(ELECTRICIAN, False), (COOK, False)]
    assert lists[LAN] == [(COOK, False), (GUARD, True)]
    assert sorted(lists[GANG]) == [(COOK, False), (GUARD, False)]
    assert lists[MIN] == []
    assert {id for id, _ in lists[BO]} == {ELECTRICIAN, COOK, GUARD, NIGHT} and all(mark for _, mark in lists[BO])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_right_people_come_up_for_an_offer(language: str) -> None:
    subjects, offers = the_subjects(language), the_offers(language)
    vocabulary = Vocabulary.fit(offer_texts(offers), language)
    cooks = people_for(offers.take([1]), subjects, BOOK, POLICY, vocabulary, ON, seed=1)
    assert cooks.subjects[0] == LAN and cooks.subjects[-1] == BO and MIN not in cooks.subjects


@pytest.mark.parametrize("language", ["zh", "en"])
def test_why_the_forklift_driver_does_not_get_the_night_shift(language: str) -> None:
    subjects, offers = the_subjects(language), the_offers(language)
    vocabulary = Vocabulary.fit(offer_texts(offers), language)
    answer = explain(subjects.take([2]), offers.take([3]), BOOK, POLICY, vocabulary, ON)
    broken = [finding.reason.key for finding in answer.findings if finding.verdict == Verdict.BROKEN]
    assert broken == ["curfew.shift_ends_after"] and not answer.eligible
    assert answer.contributions["skills"] > 0 and answer.contributions["occupation"] > 0
