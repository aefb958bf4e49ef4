"""What becomes of decisions with time: held ones come back, endorsements run out, barred pairs go."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.eligibility.assess import assess
from matching.queries.facts import offer_facts, subject_facts
from matching.records import Offer, Question, Subject, Suggestion
from matching.services.matching import Renewal, store_shortlists
from matching.services.proposal_steps import free_people
from matching.services.reviews import end_suggestion
from matching.services.versions import engine_versions
from matching.vocabulary import OfferState, QuestionState, SuggestionState

ENDORSED_LIVES = timedelta(days=90)
OVER = (OfferState.CLOSED, OfferState.EXPIRED, OfferState.WITHDRAWN)
WAITING = (SuggestionState.ENDORSED, SuggestionState.HELD, SuggestionState.NEEDS_INFORMATION)


def wake_suggestions(work: UnitOfWork) -> int:
    """Move every decision whose time has come, for the system, once a day or oftener. Returns how many."""
    held = select(Suggestion).where(
        col(Suggestion.state) == SuggestionState.HELD, col(Suggestion.held_until) <= work.today
    )
    endorsed = select(Suggestion).where(
        col(Suggestion.state) == SuggestionState.ENDORSED,
        col(Suggestion.decided_at) <= work.now - ENDORSED_LIVES,
    )
    return (
        withdraw_ineligible(work)
        + _end_all(work, work.session.exec(held).all(), SuggestionState.REOPENED)
        + _end_all(work, work.session.exec(endorsed).all(), SuggestionState.EXPIRED)
        + _end_all(work, _answered_by_offers(work), SuggestionState.REOPENED)
    )


def store_one(work: UnitOfWork, subject_id: int, renewal: Renewal) -> None:
    """Store one subject's renewed shortlists, and withdraw decisions that no longer stand."""
    store_shortlists(work, renewal)
    withdraw_ineligible(work, subject_id)


def withdraw_ineligible(work: UnitOfWork, subject_id: int | None = None) -> int:
    """Withdraw waiting decisions on pairs that are barred by now, or whose offer is over.

    Done by the system, for everyone or for one subject. Returns how many were withdrawn.
    """
    rows = (
        select(Suggestion, Subject.facts_version, Offer.facts_version, Offer.state)
        .join(Subject, col(Subject.id) == col(Suggestion.subject_id))
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .where(col(Suggestion.state).in_(WAITING))
        .order_by(col(Suggestion.id))
    )
    if subject_id is not None:
        rows = rows.where(col(Suggestion.subject_id) == subject_id)
    over, doubtful = [], defaultdict(list)
    for suggestion, subject_version, offer_version, state in work.session.exec(rows).all():
        frozen = (suggestion.facts.get("subject_version"), suggestion.facts.get("offer_version"))
        if state in OVER:
            over.append(suggestion)
        elif frozen != (subject_version, offer_version):
            doubtful[suggestion.subject_id].append(suggestion)
    barred = [each for subject, some in doubtful.items() for each in _barred(work, subject, some)]
    return _end_all(work, over + barred, SuggestionState.WITHDRAWN)


def _barred(work: UnitOfWork, subject_id: int, suggestions: list[Suggestion]) -> list[Suggestion]:
    """Those of a subject's suggestions whose offer the subject may not take any more."""
    offers = offer_facts(work.session, [suggestion.offer_id for suggestion in suggestions], work.today)
    person = subject_facts(work.session, [subject_id], work.today)
    eligible = assess(person, offers, engine_versions(work.session).rulebook, work.today).eligible[0]
    may = dict(zip(offers.ids.tolist(), eligible.tolist(), strict=True))
    return [suggestion for suggestion in suggestions if not may[suggestion.offer_id]]


def _answered_by_offers(work: UnitOfWork) -> list[Suggestion]:
    """Suggestions that wait only for an offer which changed since; their questions are closed."""
    rows = (
        select(Question, Suggestion, Offer.facts_version)
        .join(Suggestion, col(Suggestion.id) == col(Question.suggestion_id))
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .where(
            col(Suggestion.state) == SuggestionState.NEEDS_INFORMATION,
            col(Question.state) == QuestionState.OPEN,
        )
        .order_by(col(Question.id))
    )
    waiting: dict[int, Suggestion] = {}
    still_open: set[int] = set()
    for question, suggestion, offer_version in work.session.exec(rows).all():
        about_offer = question.fact.startswith("offer_")
        if about_offer and suggestion.facts.get("offer_version") != offer_version:
            question.state, question.answered_at = QuestionState.ANSWERED, work.now
            waiting[suggestion.id or 0] = suggestion
        else:
            still_open.add(suggestion.id or 0)
    return [suggestion for number, suggestion in waiting.items() if number not in still_open]


def _end_all(work: UnitOfWork, suggestions: Iterable[Suggestion], state: SuggestionState) -> int:
    """End those that still wait; what somebody acts on at this moment is left for the next time."""
    found = list(suggestions)
    free, ended = free_people(work, {suggestion.subject_id for suggestion in found}), 0
    for suggestion in [each for each in found if each.subject_id in free]:
        work.session.refresh(suggestion)
        if suggestion.state in WAITING:
            end_suggestion(work, suggestion, state)
            ended += 1
    return ended
