"""What the engine said of each decided pair, in the form that deciding freezes: computed for one opening at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from matching.demo.town.lives.fits import Fits, ready_at_once
from matching.demo.town.lives.life import Frozen
from matching.demo.town.model import Row
from matching.eligibility.assess import assess
from matching.eligibility.findings import Finding
from matching.eligibility.rulebook import RuleEntry
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.queries.facts.coding import day_number, tri
from matching.scoring.components import Context
from matching.scoring.score import ScoreBlock, score_block
from matching.services.pairs import NOT_FROZEN, frozen_finding, plain_facts
from matching.services.versions import EngineVersions
from matching.vocabulary import OfferKind, Verdict

FEATURES = ("rank", "score", "baseline", "contributions", "findings", "policy", "rulebook", "vocabulary")
"""What an outcome takes over from its suggestion."""


def freeze(decided: Iterable[Frozen], people: Subjects, fits: dict[OfferKind, Fits], versions: EngineVersions) -> None:
    """Fill score, baseline, contributions, findings and facts of decided pairs, as of the day of each decision."""
    by_opening: dict[int, list[Frozen]] = defaultdict(list)
    for each in decided:
        by_opening[each.opening.id].append(each)
    for kind_fits in fits.values():
        for position, opening in enumerate(kind_fits.openings):
            if opening.id in by_opening:
                _freeze_all(by_opening[opening.id], people, kind_fits.offers.take([position]), versions)


def write_features(outcomes: Iterable[tuple[Row, Row]]) -> None:
    """Give every outcome what its suggestion was decided on."""
    for outcome, suggestion in outcomes:
        outcome["features"] = {name: suggestion[name] for name in FEATURES} | {"suggestion": suggestion["id"]}


def _freeze_all(decided: Sequence[Frozen], people: Subjects, offer: Offers, versions: EngineVersions) -> None:
    """Fill the decisions on one opening."""
    block = _as_decided(decided, people)
    last = max(each.on for each in decided)
    assessment = assess(block, offer, versions.rulebook, last)
    scored = score_block(block, offer, versions.policy, versions.vocabulary, Context.of(offer, versions.vocabulary))
    opening = offer.row(0)
    said_of_offer = plain_facts(opening, frozenset({"text"}))
    rules = [(rule, assessment.verdicts[rule.id][:, 0].tolist()) for rule in versions.rulebook.in_force(last)]
    for place, each in enumerate(decided):
        person = block.row(place)
        found = [_finding(rule, Verdict(verdicts[place]), person, opening, last) for rule, verdicts in rules]
        each.row.update(
            _numbers(scored, place),
            findings=[finding for finding in found if finding is not None],
            facts={
                "subject": plain_facts(person, NOT_FROZEN), "offer": said_of_offer, "values": _values(scored, place),
                **each.row["facts"],
            },
            policy=versions.policy.version, rulebook=versions.rulebook.version, vocabulary=versions.vocabulary.version,
        )  # fmt: skip


def _as_decided(decided: Sequence[Frozen], people: Subjects) -> Subjects:
    """The people of these decisions with what was known on each day: the three noes, and that they could begin."""
    days = np.array([day_number(each.on) for each in decided], dtype=np.int32)
    noes = {
        name: np.array([tri(each.noes[place]) for each in decided], dtype=np.int8)
        for place, name in enumerate(("home", "kin", "work"))
    }
    return ready_at_once(people.take([each.place for each in decided]), available_on=days, ready_on=days, **noes)


def _numbers(scored: ScoreBlock, place: int) -> dict[str, Any]:
    contributions = {name: int(part[place, 0]) for name, part in scored.contributions.items()}
    return {
        "score": int(scored.score[place, 0]), "baseline": int(scored.baseline[0]), "contributions": contributions,
    }  # fmt: skip


def _values(scored: ScoreBlock, place: int) -> dict[str, float | None]:
    return {
        name: float(each.values[place, 0]) if each.known[place, 0] else None for name, each in scored.measured.items()
    }


def _finding(
    rule: RuleEntry, verdict: Verdict, person: SubjectFacts, opening: OfferFacts, on: date
) -> dict[str, Any] | None:
    """One rule's finding as JSON can hold it; None where it does not apply."""
    if verdict == Verdict.NOT_APPLIED:
        return None
    reason = rule.rule.reason(person, opening, verdict, {**rule.parameters, "on": day_number(on)})
    found = Finding(rule.id, rule.kind, verdict, reason, rule.ground, rule.ground_zh, rule.restricted)
    return frozen_finding(found)
