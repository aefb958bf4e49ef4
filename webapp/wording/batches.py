"""What pages say of decisions on many pairs: what each comes to beforehand, what became of it afterwards."""

from dataclasses import dataclass

from flask_babel import gettext as _

from matching.clock import office_time
from matching.errors import NotFound, ResettleError
from matching.queries.decided import DecidedPair
from matching.queries.suggestions import OpenSuggestion
from matching.records import Suggestion
from matching.services.pairs import Bar, Pair
from matching.services.reviews import REOPENABLE, ReasonsChanged
from matching.vocabulary import SuggestionState
from webapp.rendering import day, points
from webapp.wording.effects import effect_words
from webapp.wording.errors import error_message
from webapp.wording.names import DECLINES, MISSING
from webapp.wording.review_page import bar_words


@dataclass(frozen=True)
class BatchLine:
    """One pair of a batch before it is decided.

    Attributes:
        stop: why nothing can be decided on it, in words; empty where it can.
        effects: what a decision on it does beside the answer itself, a sentence each.
        missing: the facts that a rule waits for.
    """

    pair: Pair
    stop: str
    effects: list[str]
    missing: list[str]


@dataclass(frozen=True)
class DecidedLine:
    """One decision of the viewer's: on whom, what came of it, and whether it can still be undone."""

    suggestion: Suggestion
    name: str
    words: str
    may_undo: bool


def batch_line(pair: Pair, next_up: dict[tuple[int, int], OpenSuggestion | None]) -> BatchLine:
    """Say what deciding on a pair does, given what takes whose place on the shortlists."""
    facts = dict.fromkeys(missing.fact for missing in pair.explanation.missing)
    return BatchLine(
        pair=pair,
        stop=short_bar_words(pair.bar) if pair.bar else "",
        effects=[] if pair.bar else effects_of(pair, next_up),
        missing=[str(MISSING[fact]) for fact in facts],
    )


def effects_of(pair: Pair, next_up: dict[tuple[int, int], OpenSuggestion | None]) -> list[str]:
    """What a decision does beside the answer: to a direct proposal, and to the shortlist."""
    words = []
    if pair.direct is not None:
        words.append(str(_("An officer has proposed it directly: declining withdraws that proposal for good.")))
    number = (pair.subject.id or 0, pair.offer.id or 0)
    if number not in next_up:
        return [*words, str(_("It is not one of the three put forward, so nothing takes its place."))]
    follows = next_up[number]
    if follows is None:
        return [*words, str(_("Nothing more stands on the shortlist to take its place."))]
    told = _("%(title)s (%(score)s) takes its place.", title=follows.title, score=points(follows.score))
    return [*words, str(told)]


def short_bar_words(bar: Bar) -> str:
    """Say in a line why nothing can be decided on a pair."""
    if bar is Bar.NOT_ELIGIBLE:
        return str(_("This person may not take this offer, so there is nothing to decide."))
    return bar_words(bar)


def refusal_words(refusal: ResettleError) -> str:
    """Why one pair of a batch was left as it was."""
    if isinstance(refusal, NotFound):
        return str(_("It is not there any more, or not for your unit."))
    if isinstance(refusal, ReasonsChanged):
        return str(_("The reasons changed since the list was drawn. Look at the new ones, then decide."))
    return error_message(refusal)


def decided_line(decided: DecidedPair) -> DecidedLine:
    """Say what was decided, as it stands now."""
    return DecidedLine(
        suggestion=decided.suggestion,
        name=f"{decided.name} – {decided.title}",
        words=decided_words(decided.suggestion),
        may_undo=decided.suggestion.state in REOPENABLE,
    )


def decided_words(decided: Suggestion) -> str:
    """Say what a decision comes to."""
    if decided.state is SuggestionState.DECLINED and decided.reason is not None:
        reason, effect = DECLINES[decided.reason], effect_words(decided.reason, office_time(decided.decided_at).date())
        return str(_("Declined: %(reason)s; it %(effect)s.", reason=reason, effect=effect))
    words = {
        SuggestionState.ENDORSED: _("Endorsed. Somebody else may now propose it."),
        SuggestionState.PROPOSED: _("Endorsed and proposed. A proposal stands on it, so it cannot be undone here."),
        SuggestionState.HELD: _("Held until %(day)s.", day=day(decided.held_until)),
        SuggestionState.NEEDS_INFORMATION: _("Asked. It comes back when the answers are recorded."),
        SuggestionState.REOPENED: _("Open again."),
    }
    return str(words.get(decided.state) or _("It has ended since, so there is nothing to undo."))
