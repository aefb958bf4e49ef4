"""What of reviews waits for the viewer: suggestions of the own people, and own decisions that came back."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.covers import answers_for
from matching.queries.reviews import review_queue
from matching.queries.waiting.item import WaitingItem
from matching.records import Offer, Question, Subject, Suggestion
from matching.vocabulary import CaseState, QuestionState, Role, SuggestionState

SHOWN_FOR = timedelta(days=60)
"""How long a decision that came back is shown, unless it is decided again."""


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """One line per person of the own caseload with suggestions, and one per own decision that came back."""
    if not work.viewer.has_role(Role.CASEWORKER):
        return []
    return _suggestions(work) + _answered(work) + _held(work)


def _suggestions(work: UnitOfWork) -> list[WaitingItem]:
    """People with open suggestions of kinds for which nothing is endorsed yet."""
    return [
        WaitingItem(
            "review.suggestions",
            row.since,
            {"id": row.subject_id},
            title=row.name,
            arguments={"number": len(row.pressing)},
        )
        for row in review_queue(work, mine_only=True)
        if row.pressing
    ]


def _answered(work: UnitOfWork) -> list[WaitingItem]:
    """Questions that are all answered."""
    asked = exists().where(col(Question.suggestion_id) == col(Suggestion.id))
    is_open = asked.where(col(Question.state) == QuestionState.OPEN)
    return _came_back(work, "review.answered", asked, ~is_open, col(Suggestion.held_until).is_(None))


def _held(work: UnitOfWork) -> list[WaitingItem]:
    """Holds whose day has come."""
    return _came_back(work, "review.held_arrived", col(Suggestion.held_until) <= work.today)


def _came_back(work: UnitOfWork, key: str, *fits: ColumnElement[bool]) -> list[WaitingItem]:
    """Reopened decisions, own ones or on the own caseload, of visible people on which nothing newer was decided."""
    newer, answers = aliased(Suggestion), answers_for(work)
    decided_again = exists().where(
        col(newer.subject_id) == col(Suggestion.subject_id),
        col(newer.offer_id) == col(Suggestion.offer_id),
        col(newer.id) > col(Suggestion.id),
    )
    rows = (
        select(Suggestion, Offer.title, Subject)
        .join(Subject, col(Subject.id) == col(Suggestion.subject_id))
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .where(own_subjects(work.viewer), col(Subject.state) != CaseState.CLOSED)
        .where(or_(col(Suggestion.decided_by_id).in_(answers), col(Subject.caseworker_id).in_(answers)))
        .where(col(Suggestion.state) == SuggestionState.REOPENED)
        .where(col(Suggestion.ended_at) >= work.now - SHOWN_FOR, ~decided_again, *fits)
        .order_by(col(Suggestion.id))
    )
    return [
        WaitingItem(key, _since(suggestion), {"id": suggestion.id or 0}, title=f"{subject.name} · {title}")
        for suggestion, title, subject in work.session.exec(rows)
    ]


def _since(suggestion: Suggestion) -> date:
    return office_time(suggestion.ended_at or suggestion.decided_at).date()
