"""What the review screen says: bars, findings, questions and the forms that answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from matching.eligibility.findings import Finding
from matching.queries.candidates import hidden_rules
from matching.queries.reviews import EarlierDecision
from matching.records import Suggestion
from matching.scoring.explain import Explanation, Part
from matching.services.pairs import Bar, Pair
from matching.services.reviews import REOPENABLE
from matching.viewer import Viewer
from matching.vocabulary import Fact, SuggestionState, Verdict
from webapp.rendering import day
from webapp.wording.case_files import answers_at
from webapp.wording.effects import effect_words
from webapp.wording.names import COMPONENTS, DECLINES, MISSING, RULES, VERDICTS
from webapp.wording.reasons import ground_words, reason_words
from webapp.wording.sums import parts_of

HALF = 100
"""Half the width of a bar's drawing; its middle is zero."""


@dataclass(frozen=True)
class BarLine:
    """One component: its words, and its bar as x, width and class of a rectangle."""

    name: str
    words: str
    contribution: str
    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class FindingLine:
    """One rule's answer in words."""

    name: str
    verdict: str
    tag: str
    words: str
    near_miss: str
    ground: str
    is_broken: bool


@dataclass(frozen=True)
class QuestionLine:
    """One fact that is missing, where it is answered, and whether a rule waits for it."""

    fact: Fact
    words: str
    address: str
    is_needed: bool


@dataclass(frozen=True)
class EarlierLine:
    """One decision on the pair, its reason and effect in words, and whether the viewer may take it back."""

    suggestion: Suggestion
    decided_by: str
    reason: str
    effect: str
    may_reopen: bool


def bar_lines(explanation: Explanation) -> list[BarLine]:
    """A bar for each component, all drawn to the longest."""
    longest = max((abs(part.contribution) for part in explanation.parts), default=0) or 1
    shown = parts_of(explanation)
    return [_bar(part, shown[part.name], longest) for part in explanation.parts]


def _bar(part: Part, contribution: str, longest: int) -> BarLine:
    width = HALF * abs(part.contribution) / longest
    return BarLine(
        name=str(COMPONENTS[part.name]),
        words=reason_words(part.reason),
        contribution=contribution,
        x=round(HALF if part.contribution >= 0 else HALF - width, 2),
        width=round(width, 2),
        kind="none" if not part.known else "plus" if part.contribution >= 0 else "minus",
    )


def finding_lines(pair: Pair) -> list[FindingLine]:
    """Every rule that applies, in words that this viewer may read: broken first, then unknown.

    Of the rules whose names this viewer may not read, the weightiest stands for all.
    """
    order = [Verdict.BROKEN, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.MET]
    ordered = sorted(pair.findings, key=lambda each: order.index(each.verdict))
    unnamed = [each for each in ordered if each.rule == "lawful_bar"]
    ordered = [each for each in ordered if each.rule != "lawful_bar" or each is unnamed[0]]
    since = {entry.id: entry.valid_from for entry in pair.versions.rulebook.rules}
    return list(dict.fromkeys(_finding(each, since.get(each.rule), changes_of(each, pair)) for each in ordered))


def changes_of(finding: Finding, pair: Pair) -> str:
    """The small changes that would open a pair, in words; none where another rule bars it as well."""
    bars = sum(each.verdict is Verdict.BROKEN for each in pair.explanation.findings)
    return " ".join(reason_words(each.reason) for each in finding.near_misses) if bars == 1 else ""


def _finding(finding: Finding, since: date | None, near_miss: str) -> FindingLine:
    words, tag = VERDICTS[finding.verdict]
    return FindingLine(
        name=str(RULES[finding.rule]),
        verdict=str(words),
        tag=tag,
        words=reason_words(finding.reason),
        near_miss=near_miss,
        ground=_ground(finding, since),
        is_broken=finding.verdict is Verdict.BROKEN,
    )


def _ground(finding: Finding, since: date | None) -> str:
    """The ground and from when it holds; nothing for those who may not see which rule it is."""
    if since is None:
        return ""
    return str(_("%(ground)s; in force since %(day)s", ground=ground_words(finding), day=day(since)))


def folded_rules(pair: Pair, on: date) -> list[str]:
    """Names of the rules in force that do not apply; none that tells of offences or conditions to who may not see them."""
    applied = {finding.rule for finding in pair.explanation.findings}
    hidden = hidden_rules(pair.versions.rulebook, pair.sight)
    return [
        str(RULES[entry.id])
        for entry in pair.versions.rulebook.in_force(on)
        if pair.offer.kind in entry.kinds and entry.id not in applied | hidden
    ]


def earlier_lines(earlier: Sequence[EarlierDecision], viewer: Viewer) -> list[EarlierLine]:
    """Every decision on the pair in words; the newest may be taken back by whoever took it."""
    return [_earlier(each, viewer, is_newest=each is earlier[0]) for each in earlier]


def _earlier(decided: EarlierDecision, viewer: Viewer, *, is_newest: bool) -> EarlierLine:
    suggestion = decided.suggestion
    declined = suggestion.state is SuggestionState.DECLINED and suggestion.reason is not None
    return EarlierLine(
        suggestion=suggestion,
        decided_by=decided.decided_by,
        reason=str(DECLINES[suggestion.reason]) if declined and suggestion.reason else "",
        effect=_sentence(effect_words(suggestion.reason, decided.on)) + "." if declined and suggestion.reason else "",
        may_reopen=is_newest and suggestion.decided_by_id == viewer.account_id and suggestion.state in REOPENABLE,
    )


def question_lines(pair: Pair) -> list[QuestionLine]:
    """Each missing fact once: those that a rule waits for first, then those that only the score lacks."""
    needed = [missing.fact for missing in pair.explanation.missing]
    lacking = [
        Fact(fact)
        for part in pair.explanation.parts
        if not part.known
        for fact in _listed(part.reason.arguments.get("missing"))
    ]
    return [
        QuestionLine(fact, _sentence(str(MISSING[fact])), address_of(fact, pair), fact in needed)
        for fact in dict.fromkeys([*needed, *lacking])
    ]


def address_of(fact: Fact, pair: Pair) -> str:
    """Where a fact is recorded: a form of the person's, or the offer's page."""
    if fact.value.startswith("offer_"):
        return url_for("offers.offer", offer_id=pair.offer.id)
    return answers_at(fact, pair.subject.id or 0)


def bar_words(bar: Bar) -> str:
    """Say why nothing can be decided now, and what to do."""
    words = {
        Bar.NOT_YOURS: _("Only a caseworker of this person's unit decides on suggestions."),
        Bar.PROPOSED_BY_YOU: _("You have proposed this yourself: somebody else endorses or declines it."),
        Bar.CASE_CLOSED: _("This case file is closed, so nothing is decided any more."),
        Bar.OFFER_NOT_OPEN: _("This offer takes nobody now: it is not open, or no place is free."),
        Bar.NOT_ELIGIBLE: _(
            "This person may not take this offer, so there is nothing to decide. The rules above say why."
        ),
        Bar.DECIDED: _("This pair has been decided on."),
    }
    return str(words[bar])


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
