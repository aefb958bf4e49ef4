"""Facts that somebody must find out about a subject."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from matching.records import Offer, Question, Suggestion
from matching.vocabulary import Fact, QuestionState


@dataclass(frozen=True)
class OpenQuestion:
    """One fact, once, with the offers that wait for it."""

    fact: Fact
    asked_at: datetime
    offers: tuple[str, ...]


def open_questions_of(session: Session, subject_id: int) -> list[OpenQuestion]:
    """List a subject's open questions, the oldest first; one fact is listed once, whoever asked."""
    rows = session.exec(
        select(Question, Offer.title)
        .join(Suggestion, col(Suggestion.id) == col(Question.suggestion_id), isouter=True)
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id), isouter=True)
        .where(col(Question.subject_id) == subject_id, col(Question.state) == QuestionState.OPEN)
        .order_by(col(Question.asked_at), col(Question.id))
    ).all()
    facts = dict.fromkeys(question.fact for question, _title in rows)
    return [_question(fact, [row for row in rows if row[0].fact == fact]) for fact in facts]


def _question(fact: str, rows: list[tuple[Question, str | None]]) -> OpenQuestion:
    titles = dict.fromkeys(title for _question, title in rows if title)
    return OpenQuestion(Fact(fact), rows[0][0].asked_at, tuple(titles))
