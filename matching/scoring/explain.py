"""One pair explained: the same decisions and numbers as in the block, with their reasons."""

from dataclasses import dataclass
from datetime import date

from matching.eligibility.assess import MissingFact, findings, missing_facts
from matching.eligibility.findings import Finding
from matching.eligibility.rulebook import Rulebook
from matching.facts import Offers, Subjects
from matching.reasons import Reason
from matching.scoring.components import COMPONENTS
from matching.scoring.policy import Policy
from matching.scoring.score import ScoreBlock, score_block
from matching.scoring.text import Vocabulary
from matching.vocabulary import Verdict


@dataclass(frozen=True)
class Part:
    """One component of a pair's score: its value in 0..1, what it contributes in 1/10,000 point, and why."""

    name: str
    value: float
    known: bool
    contribution: int
    reason: Reason


@dataclass(frozen=True)
class Explanation:
    """A pair's whole answer; `score == baseline + sum(contributions.values())`, all in 1/10,000 point.

    `missing` names the facts that keep an eligible pair marked.
    """

    eligible: bool
    needs_information: bool
    score: int
    baseline: int
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    missing: tuple[MissingFact, ...]

    @property
    def contributions(self) -> dict[str, int]:
        """What each component contributes, by name."""
        return {part.name: part.contribution for part in self.parts}


def explain(
    subject: Subjects, offer: Offers, rulebook: Rulebook, policy: Policy, vocabulary: Vocabulary, on: date
) -> Explanation:
    """Explain one subject and one offer, each given as columns of one row."""
    found = findings(subject, offer, rulebook, on)
    verdicts = {finding.verdict for finding in found}
    eligible = Verdict.BROKEN not in verdicts
    scored = score_block(subject, offer, policy, vocabulary)
    return Explanation(
        eligible=eligible,
        needs_information=eligible and Verdict.UNKNOWN in verdicts,
        score=int(scored.score[0, 0]),
        baseline=int(scored.baseline[0]),
        parts=tuple(_part(name, subject, offer, scored, vocabulary) for name in scored.contributions),
        findings=tuple(found),
        missing=tuple(missing_facts(subject, offer, rulebook, on)),
    )


def _part(name: str, subject: Subjects, offer: Offers, scored: ScoreBlock, vocabulary: Vocabulary) -> Part:
    value = float(scored.measured[name].values[0, 0])
    known = bool(scored.measured[name].known[0, 0])
    return Part(
        name=name,
        value=value,
        known=known,
        contribution=int(scored.contributions[name][0, 0]),
        reason=COMPONENTS[name].reason(subject.row(0), offer.row(0), value, known, vocabulary),
    )
