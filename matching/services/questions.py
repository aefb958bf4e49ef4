"""Facts that a suggestion waits for: asked once, and answered by whichever form records them."""

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from matching.database import UnitOfWork
from matching.records import Decision, Question, Suggestion
from matching.services.announcing import tell_of_question
from matching.services.timeline import record_event
from matching.vocabulary import QuestionState, SuggestionState


def ask(work: UnitOfWork, subject_id: int, fact: str, suggestion_id: int | None = None) -> Question:
    """Ask for a fact about a subject; a question already open for the same suggestion is kept. The caller checks the viewer."""
    found = work.session.exec(
        open_questions_about(subject_id, fact).where(col(Question.suggestion_id) == suggestion_id)
    ).first()
    if found is not None:
        return found
    question = Question(
        subject_id=subject_id,
        fact=str(fact),
        suggestion_id=suggestion_id,
        asked_at=work.now,
        asked_by_id=work.viewer.account_id,
    )
    work.session.add(question)
    work.session.flush()
    record_event(work, subject_id, "question.asked", fact=str(fact))
    tell_of_question(work, subject_id)
    return question


def answer_fact(work: UnitOfWork, subject_id: int, fact: str) -> int:
    """Close every open question about a fact and give suggestions that waited for nothing else back to review.

    Does not look at the viewer: the form that records the fact has done so. Returns how many questions closed.
    """
    questions = work.session.exec(open_questions_about(subject_id, fact)).all()
    for question in questions:
        question.state, question.answered_at = QuestionState.ANSWERED, work.now
    if questions:
        work.session.flush()
        record_event(work, subject_id, "question.answered", fact=str(fact))
    for suggestion_id in sorted({question.suggestion_id for question in questions if question.suggestion_id}):
        _return_to_review(work, suggestion_id)
    return len(questions)


def withdraw_questions(work: UnitOfWork, suggestion_id: int) -> None:
    """Ask no more for what a suggestion waited for. The timeline keeps that it was asked."""
    work.session.execute(
        delete(Question).where(col(Question.suggestion_id) == suggestion_id, col(Question.state) == QuestionState.OPEN)
    )


def open_questions_about(subject_id: int, fact: str) -> SelectOfScalar[Question]:
    """Select the open questions about one fact of one subject."""
    return select(Question).where(
        col(Question.subject_id) == subject_id,
        col(Question.fact) == str(fact),
        col(Question.state) == QuestionState.OPEN,
    )


def _return_to_review(work: UnitOfWork, suggestion_id: int) -> None:
    """Reopen a suggestion that needed information once none of its questions is open."""
    still_open = select(Question.id).where(
        col(Question.suggestion_id) == suggestion_id, col(Question.state) == QuestionState.OPEN
    )
    suggestion = work.session.get(Suggestion, suggestion_id)
    waits = suggestion is not None and suggestion.state is SuggestionState.NEEDS_INFORMATION
    if suggestion is None or not waits or work.session.exec(still_open).first() is not None:
        return
    suggestion.state, suggestion.ended_at = SuggestionState.REOPENED, work.now
    suggestion.version += 1
    work.session.add(
        Decision(
            suggestion_id=suggestion_id,
            state=SuggestionState.REOPENED,
            account_id=work.viewer.account_id,
            at=work.now,
        )
    )
