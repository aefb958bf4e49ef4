"""A caseworker's decisions on suggestions: endorse, decline, hold, ask; and taking the own decision back."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound, StaleEdit
from matching.privacy import own_subject, subject_for
from matching.records import Decision, Suggestion
from matching.services.announcing import take_back_endorsement, tell_of_endorsement
from matching.services.direct_proposals import settle_direct
from matching.services.pairs import Bar, Pair, frozen_facts, frozen_finding, pair_of
from matching.services.proposal_steps import lock_subject
from matching.services.questions import ask, withdraw_questions
from matching.services.second_person import close_request
from matching.services.timeline import record_event
from matching.vocabulary import DeclineReason, Fact, SuggestionState

LONGEST_HOLD = timedelta(days=365)
REOPENABLE = (
    SuggestionState.ENDORSED,
    SuggestionState.DECLINED,
    SuggestionState.HELD,
    SuggestionState.NEEDS_INFORMATION,
)


class ReasonsChanged(StaleEdit):
    """The reasons changed since you opened this page. Look at the new ones below, then decide."""


class AlreadyDecided(IllegalStep):
    """Somebody has already decided on this person and this offer."""


class OnlyYesOrNo(IllegalStep):
    """An officer has proposed this directly: endorse it, or decline it with a reason."""


class NothingMissing(IllegalStep):
    """No rule waits for a fact here, so there is nothing to ask."""


class NotDecidable(IllegalStep):
    """Nothing can be decided on this person and this offer now; the page says why."""


@dataclass(frozen=True)
class Endorse:
    """The offer suits: an officer may propose it."""


@dataclass(frozen=True)
class Decline:
    """The offer does not suit; the reason decides when the pair may come back."""

    reason: DeclineReason
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Hold:
    """Not now: the suggestion comes back on this day."""

    until: date


@dataclass(frozen=True)
class AskFor:
    """These facts must be found out first; the suggestion comes back when all are answered."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class AskMissing:
    """Whatever a rule waits for must be found out first."""


Answer = Endorse | Decline | Hold | AskFor
"""What may be decided on a pair."""


@dataclass(frozen=True)
class Decide:
    """One decision on one pair; `seen` is the digest of what the screen showed."""

    subject_id: int
    offer_id: int
    seen: str
    answer: Answer | AskMissing


def decide(work: UnitOfWork, command: Decide) -> Suggestion:
    """Write a decision with facts, findings and contributions as they stood on the screen.

    A direct proposal of the pair is endorsed or declined with it.

    Raises:
        NotFound: for a subject whom the viewer may not see, or an offer that nobody is matched with.
        NotAllowed: for somebody else's decision.
        OnlyYesOrNo: where a direct proposal would be held, or asked about.
        AlreadyDecided, NotDecidable: where no decision can be taken now.
        ReasonsChanged: where the screen showed other reasons than hold now.
        NothingMissing: where whatever is missing is asked for, and nothing is.
        BadInput: for a day that cannot be held until, or nothing asked.
    """
    subject_for(work.session, work.viewer, command.subject_id)
    lock_subject(work, command.subject_id)
    pair = pair_of(work, command.subject_id, command.offer_id)
    if pair.bar is Bar.NOT_YOURS:
        raise NotAllowed
    if pair.bar is Bar.DECIDED:
        raise AlreadyDecided
    if pair.digest != command.seen:
        raise ReasonsChanged
    if pair.bar is not None:
        raise NotDecidable
    answer = _named(pair, command.answer)
    if pair.direct is not None and isinstance(answer, Hold | AskFor):
        raise OnlyYesOrNo
    suggestion = _new_suggestion(work, pair, answer)
    work.session.add(suggestion)
    work.session.flush()
    for fact in answer.facts if isinstance(answer, AskFor) else ():
        ask(work, command.subject_id, fact, suggestion.id)
    _record(work, suggestion, f"suggestion.{suggestion.state.value}")
    if pair.direct is not None:
        settle_direct(work, pair.direct, suggestion)
    elif suggestion.state is SuggestionState.ENDORSED:
        tell_of_endorsement(work, command.subject_id, suggestion.id or 0)
    return suggestion


def reopen(work: UnitOfWork, suggestion_id: int) -> Suggestion:
    """Take an own decision back, so that the pair may be suggested again; what it asked for is asked no more.

    Raises:
        NotFound: for a suggestion of somebody who is not the viewer's.
        IllegalStep: for another account's decision, or once a proposal stands on it.
    """
    suggestion = work.session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    own_subject(work.session, work.viewer, suggestion.subject_id)
    lock_subject(work, suggestion.subject_id)
    work.session.refresh(suggestion)
    if suggestion.decided_by_id != work.viewer.account_id:
        raise IllegalStep("Only the person who decided can reopen this decision.")
    if suggestion.state not in REOPENABLE:
        raise IllegalStep("This decision cannot be reopened: a proposal stands on it, or it has ended.")
    withdraw_questions(work, suggestion_id)
    if suggestion.state is SuggestionState.ENDORSED:
        take_back_endorsement(work, suggestion.subject_id, suggestion_id)
    end_suggestion(work, suggestion, SuggestionState.REOPENED)
    return suggestion


def end_suggestion(work: UnitOfWork, suggestion: Suggestion, state: SuggestionState) -> None:
    """Move a suggestion to a state in which it is no longer live. Does not look at the viewer."""
    suggestion.state, suggestion.ended_at = state, work.now
    if suggestion.held_until is not None and suggestion.held_until > work.today:
        suggestion.held_until = None
    suggestion.version += 1
    close_request(work, suggestion.id)
    _record(work, suggestion, f"suggestion.{state.value}")


def _named(pair: Pair, answer: Answer | AskMissing) -> Answer:
    """The answer with the facts that it asks for."""
    if not isinstance(answer, AskMissing):
        return answer
    if not pair.explanation.missing:
        raise NothingMissing
    return AskFor(tuple(dict.fromkeys(missing.fact for missing in pair.explanation.missing)))


def _new_suggestion(work: UnitOfWork, pair: Pair, answer: Answer) -> Suggestion:
    state, reason, note, until = _settled(work, answer)
    return Suggestion(
        subject_id=pair.subject.id or 0,
        offer_id=pair.offer.id or 0,
        state=state,
        rank=pair.rank,
        score=pair.explanation.score,
        baseline=pair.explanation.baseline,
        contributions=pair.explanation.contributions,
        findings=[frozen_finding(finding) for finding in pair.explanation.findings],
        facts=frozen_facts(pair),
        policy=pair.versions.policy.version,
        rulebook=pair.versions.rulebook.version,
        vocabulary=pair.versions.vocabulary.version,
        reason=reason,
        note=note,
        held_until=until,
        decided_at=work.now,
        decided_by_id=work.viewer.account_id or 0,
    )


Settled = tuple[SuggestionState, DeclineReason | None, str | None, date | None]


def _settled(work: UnitOfWork, answer: Answer) -> Settled:
    """The state that an answer leads to, its reason, note and day."""
    match answer:
        case Decline(reason, note):
            return SuggestionState.DECLINED, reason, note, None
        case Hold(until):
            if not work.today < until <= work.today + LONGEST_HOLD:
                raise BadInput("Hold until a day after today, within a year.", about="until")
            return SuggestionState.HELD, None, None, until
        case AskFor(facts):
            if not facts:
                raise BadInput("Say what must be found out.", about="facts")
            return SuggestionState.NEEDS_INFORMATION, None, None, None
    return SuggestionState.ENDORSED, None, None, None


def _record(work: UnitOfWork, suggestion: Suggestion, key: str) -> None:
    """Write the step, its line in the timeline and its audit entry."""
    work.session.add(
        Decision(
            suggestion_id=suggestion.id or 0,
            state=suggestion.state,
            reason=suggestion.reason if suggestion.state is SuggestionState.DECLINED else None,
            note=suggestion.note if suggestion.state is SuggestionState.DECLINED else None,
            account_id=work.viewer.account_id,
            at=work.now,
        )
    )
    record_event(
        work,
        suggestion.subject_id,
        key,
        suggestion=suggestion.id or 0,
        offer=suggestion.offer_id,
        reason=suggestion.reason.value if suggestion.reason else None,
        held_on=suggestion.held_until.isoformat() if suggestion.held_until else None,
    )
