"""What nearly would do: pairs that one rule alone bars, and how well they would suit once a small change were made.

Nothing is taken on trust: each change is made in the facts, and counts only where the pair then passes every rule.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.assess import Assessment, assess, parameters_on
from matching.eligibility.changes import Hands, NearMiss
from matching.eligibility.rulebook import Rulebook, RuleEntry
from matching.facts import Offers, Subjects
from matching.reasons import Reason
from matching.scoring.policy import Policy
from matching.scoring.score import Scores, score_block
from matching.scoring.text import Vocabulary
from matching.vocabulary import RuleKind, Verdict

TRIED = 300
"""How many pairs that one rule bars are asked for a small change, the best first."""


@dataclass(frozen=True)
class Way:
    """One small change that would open a pair.

    Attributes:
        reason: says the change.
        hands: who could make it.
        score: what the pair would score with it, in 1/10,000.
        needs_information: whether a fact would still be missing.
    """

    reason: Reason
    hands: Hands
    score: int
    needs_information: bool


@dataclass(frozen=True)
class NearPair:
    """A pair that one rule alone bars, and the changes that would open it."""

    subject: int
    offer: int
    rule: str
    ways: tuple[Way, ...]

    @property
    def score(self) -> int:
        """The best that it would score, in 1/10,000."""
        return max(way.score for way in self.ways)


@dataclass(frozen=True)
class _Barred:
    """One pair of a block, the rule that bars it, and the changes not yet tried."""

    i: int
    j: int
    entry: RuleEntry
    misses: Sequence[NearMiss]


def near_pairs(
    subjects: Subjects,
    offers: Offers,
    rulebook: Rulebook,
    policy: Policy,
    vocabulary: Vocabulary,
    on: date,
    hidden: Collection[str] = (),
    most: int = 5,
) -> list[NearPair]:
    """The `most` pairs of a block that one small change would open, the best first.

    No statutory bar is near, nothing that rests on an offence, and no rule that is `hidden` from who looks. Of many
    pairs the best `TRIED` as they stand are asked.
    """
    assessment = assess(subjects, offers, rulebook, on)
    entries = [entry for entry in rulebook.in_force(on) if _may_be_near(entry) and entry.id not in hidden]
    alone = _barred_alone(assessment, subjects, offers, entries)
    tried = list(islice(_barred(subjects, offers, alone, entries, policy, vocabulary, on), 2 * most))
    found = _opened(subjects, offers, tried, rulebook, policy, vocabulary, on)
    return sorted(found, key=lambda pair: (-pair.score, pair.subject, pair.offer))[:most]


def _may_be_near(entry: RuleEntry) -> bool:
    return entry.kind is not RuleKind.STATUTORY and not entry.restricted


def _barred_alone(
    assessment: Assessment, subjects: Subjects, offers: Offers, entries: Sequence[RuleEntry]
) -> NDArray[np.int16]:
    """Shape (n, m): which of the entries bars a pair that no other rule bars; -1 where none does."""
    count = np.zeros((len(subjects), len(offers)), dtype=np.int16)
    for matrix in assessment.verdicts.values():
        count += matrix == Verdict.BROKEN
    alone = np.full_like(count, -1)
    for place, entry in enumerate(entries):
        alone[(assessment.verdicts[entry.id] == Verdict.BROKEN) & (count == 1)] = place
    return alone


def _barred(
    subjects: Subjects,
    offers: Offers,
    alone: NDArray[np.int16],
    entries: Sequence[RuleEntry],
    policy: Policy,
    vocabulary: Vocabulary,
    on: date,
) -> Iterator[_Barred]:
    """The pairs of which a small change is known, the higher score as it stands first, then the lower ids."""
    rows, columns = np.nonzero(alone >= 0)
    people, openings = np.unique(rows), np.unique(columns)
    scores = _scores(subjects.take(people), offers.take(openings), policy, vocabulary)
    found = scores[np.searchsorted(people, rows), np.searchsorted(openings, columns)]
    best = np.lexsort((offers.ids[columns], subjects.ids[rows], -found.astype(np.int64)))[:TRIED]
    for i, j in ((int(rows[at]), int(columns[at])) for at in best):
        entry = entries[alone[i, j]]
        misses = entry.rule.near_misses(subjects.row(i), offers.row(j), parameters_on(entry, on))
        if misses:
            yield _Barred(i, j, entry, misses)


def _scores(subjects: Subjects, offers: Offers, policy: Policy, vocabulary: Vocabulary) -> Scores:
    if not len(subjects) or not len(offers):
        return np.zeros((len(subjects), len(offers)), dtype=np.int32)
    return score_block(subjects, offers, policy, vocabulary).score


def _opened(
    subjects: Subjects,
    offers: Offers,
    barred: Sequence[_Barred],
    rulebook: Rulebook,
    policy: Policy,
    vocabulary: Vocabulary,
    on: date,
) -> Iterator[NearPair]:
    """Make every change, and keep those that leave no rule broken. The pairs stand on the diagonal of one block."""
    changes = [(pair, miss) for pair in barred for miss in pair.misses]
    people = Subjects.of([replace(subjects.row(pair.i), **miss.person) for pair, miss in changes])
    openings = Offers.of([replace(offers.row(pair.j), **miss.opening) for pair, miss in changes])
    after = assess(people, openings, rulebook, on)
    scores = _scores(people, openings, policy, vocabulary)
    ways = [
        (pair, Way(miss.reason, miss.hands, int(scores[at, at]), bool(after.needs_information[at, at])))
        for at, (pair, miss) in enumerate(changes)
        if after.eligible[at, at]
    ]
    for pair in barred:
        if opening := tuple(way for other, way in ways if other is pair):
            yield NearPair(int(subjects.ids[pair.i]), int(offers.ids[pair.j]), pair.entry.id, opening)
