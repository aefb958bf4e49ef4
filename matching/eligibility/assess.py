"""Apply a rulebook: who may take what, why, and which missing facts would settle the rest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from matching.eligibility.findings import Finding
from matching.eligibility.rulebook import Rulebook, RuleEntry
from matching.eligibility.rules import Mask, Parameters, Verdicts
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.vocabulary import Fact, Verdict

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Assessment:
    """Verdicts of n subjects and m offers by rule, each int8 (n, m), and what they come to, each bool (n, m).

    Broken in any rule is not eligible. `needs_information` marks eligible pairs with an unknown.
    """

    verdicts: dict[str, Verdicts]
    eligible: Mask
    needs_information: Mask


class MissingFact(NamedTuple):
    """A fact that would settle marked offers.

    `opens` of them if it alone were known, `touches` of them in all.
    """

    fact: Fact
    opens: int
    touches: int


def assess(subjects: Subjects, offers: Offers, rulebook: Rulebook, on: date) -> Assessment:
    """Every rule in force on the day `on`, for every subject and offer of the block."""
    verdicts = {entry.id: _decide(entry, subjects, offers, on) for entry in rulebook.in_force(on)}
    eligible = np.ones((len(subjects), len(offers)), dtype=bool)
    unknown = np.zeros_like(eligible)
    for matrix in verdicts.values():
        eligible &= matrix != Verdict.BROKEN
        unknown |= matrix == Verdict.UNKNOWN
    return Assessment(verdicts, eligible, eligible & unknown)


def _decide(entry: RuleEntry, subjects: Subjects, offers: Offers, on: date) -> Verdicts:
    """One rule's verdicts; offers of a kind that the rule is not for are left alone."""
    verdicts = entry.rule.decide(subjects, offers, parameters_on(entry, on))
    verdicts[:, [kind not in entry.kinds for kind in offers.kind]] = Verdict.NOT_APPLIED
    return verdicts


def parameters_on(entry: RuleEntry, on: date) -> Parameters:
    """What a rule is decided by on a day: its parameters and the day itself."""
    return {**entry.parameters, "on": (on - _EPOCH).days}


def findings(subject: Subjects, offer: Offers, rulebook: Rulebook, on: date) -> list[Finding]:
    """Each rule that applies to one pair (columns of one row), in the rulebook's order, with its reason."""
    person, opening = subject.row(0), offer.row(0)
    return [_finding(entry, person, opening, verdict, on) for entry, verdict in _applied(subject, offer, rulebook, on)]


def _applied(subject: Subjects, offer: Offers, rulebook: Rulebook, on: date) -> Iterator[tuple[RuleEntry, Verdict]]:
    for entry in rulebook.in_force(on):
        verdict = Verdict(int(_decide(entry, subject, offer, on)[0, 0]))
        if verdict != Verdict.NOT_APPLIED:
            yield entry, verdict


def _finding(entry: RuleEntry, subject: SubjectFacts, offer: OfferFacts, verdict: Verdict, on: date) -> Finding:
    parameters = parameters_on(entry, on)
    return Finding(
        rule=entry.id,
        kind=entry.kind,
        verdict=verdict,
        reason=entry.rule.reason(subject, offer, verdict, parameters),
        ground=entry.ground,
        ground_zh=entry.ground_zh,
        restricted=entry.restricted,
        near_misses=tuple(entry.rule.near_misses(subject, offer, parameters)) if verdict == Verdict.BROKEN else (),
    )


def missing_facts(subject: Subjects, offers: Offers, rulebook: Rulebook, on: date) -> list[MissingFact]:
    """The facts that keep one subject's eligible offers marked.

    First the one that opens most, then touches most.
    """
    assessment = assess(subject, offers, rulebook, on)
    marked = np.flatnonzero(assessment.needs_information[0]).tolist()
    lacking = [_lacking(subject, offers, j, assessment, rulebook, on) for j in marked]
    touches = Counter(fact for facts in lacking for fact in facts)
    opens = Counter(fact for facts in lacking if len(facts) == 1 for fact in facts)
    missing = [MissingFact(fact, opens[fact], count) for fact, count in touches.items()]
    return sorted(missing, key=lambda each: (-each.opens, -each.touches, each.fact))


def _lacking(
    subject: Subjects, offers: Offers, j: int, assessment: Assessment, rulebook: Rulebook, on: date
) -> set[Fact]:
    """The facts that the unknown rules of the j-th offer lack."""
    person, opening = subject.row(0), offers.row(j)
    return {
        entry.rule.missing(person, opening, parameters_on(entry, on))
        for entry in rulebook.in_force(on)
        if assessment.verdicts[entry.id][0, j] == Verdict.UNKNOWN
    }
