"""Shortlists of a county, against the usual way: a fuzzy comparison of texts in a loop over people."""

import time
from collections.abc import Callable
from datetime import date
from random import Random

from rapidfuzz import fuzz, process

from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.reference import reference_rows
from matching.scoring.components import offer_texts
from matching.scoring.policy import load_policy
from matching.scoring.shortlist import shortlists
from matching.scoring.text import Vocabulary
from matching.services.versions import rulebook_in_force

SUBJECTS, OFFERS, SAMPLE = 600, 1_500, 60
TODAY = date(2026, 9, 1)


def people(random: Random) -> Subjects:
    """People with one or two occupations and their skills, around one town."""
    occupations, skills = reference_rows("occupations"), reference_rows("skills")
    rows = []
    for number in range(SUBJECTS):
        held = random.sample(occupations, 2)
        can = tuple(skill["zh"] for skill in random.sample(skills, 3))
        words = " ".join(f"{each['zh']} {each['en']}" for each in held)
        rows.append(
            SubjectFacts(
                id=number + 1, latitude=30 + random.random() / 3, longitude=120 + random.random() / 3, age=20 + random.random() * 40,
                hours_min=20, hours_max=48, pay_needed=3000, journey_limit_km=25, conditions_known=1, offences_known=1, work=1,
                skills=can, skills_known=True, qualifications_known=True, occupations=(held[0]["code"],), text=f"{words} {' '.join(can)}",
            )
        )  # fmt: skip
    return Subjects.of(rows)


def openings(random: Random) -> Offers:
    """Openings of every occupation, around the same town."""
    occupations, skills = reference_rows("occupations"), reference_rows("skills")
    rows = []
    for number in range(OFFERS):
        work = random.choice(occupations)
        asked = tuple(skill["zh"] for skill in random.sample(skills, 2))
        rows.append(
            OfferFacts(
                id=number + 1, latitude=30 + random.random() / 3, longitude=120 + random.random() / 3, title=f"{work['zh']} {work['en']}",
                text=f"{work['aliases']} {' '.join(asked)}", occupation=work["code"], hours_per_week=40, shift_from_minute=480,
                shift_to_minute=1020, pay_from=3000 + 10 * random.randrange(300), pay_to=7000, skills=asked,
            )
        )  # fmt: skip
    return Offers.of(rows)


def seconds(act: Callable[[], object]) -> float:
    """The median of three goes."""
    taken = []
    for _go in range(3):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[1]


def test_shortlists_against_fuzzy_texts_in_a_loop() -> None:
    random = Random(5)
    subjects, offers = people(random), openings(random)
    texts = offer_texts(offers)
    vocabulary, policy, rulebook = Vocabulary.fit(texts, "bench"), load_policy(), rulebook_in_force()
    ours = seconds(lambda: shortlists(subjects, offers, rulebook, policy, vocabulary, TODAY, seed=1))
    sample = subjects.text[:SAMPLE]
    peer = seconds(lambda: [process.extract(text, texts, scorer=fuzz.token_set_ratio, limit=20) for text in sample])
    scaled = peer * SUBJECTS / SAMPLE
    print(f"\n{SUBJECTS} subjects x {OFFERS} offers, medians of 3")
    print(f"all rules and components, top 20:               {ours:6.2f} s")
    print(f"rapidfuzz token_set_ratio alone (a tenth, x 10): {scaled:6.2f} s")
    print(f"the peer takes {scaled / ours:.2f} times as long, for one component and no rule")
