"""What of needs waits for the viewer: answers that are due, and corrections that people asked for."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.covers import answers_for
from matching.queries.needs import LIVE_REFERRALS
from matching.queries.subject_work import ENDED_NEEDS
from matching.queries.waiting.item import WaitingItem
from matching.records import CorrectionRequest, Need, Referral, Subject
from matching.vocabulary import CaseState, Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """List what waits for a caseworker about the own people and those covered (three statements)."""
    if not work.viewer.has_role(Role.CASEWORKER):
        return []
    mine = and_(own_subjects(work.viewer), col(Subject.caseworker_id).in_(answers_for(work)))
    return [*_answers_due(work, mine), *_corrections(work, mine)]


def _answers_due(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """Referrals to which an answer was wanted by today."""
    due = (
        select(Referral, Need, Subject)
        .join(Need, col(Need.id) == col(Referral.need_id))
        .join(Subject, col(Subject.id) == col(Need.subject_id))
        .where(mine, col(Subject.state) != CaseState.CLOSED, col(Need.state).not_in(ENDED_NEEDS))
        .where(col(Referral.state).in_(LIVE_REFERRALS), col(Referral.answer_by_on) <= work.today)
        .order_by(col(Referral.answer_by_on), col(Referral.id))
    )
    return [
        _due(referral.answer_by_on or work.today, need, subject, work.today)
        for referral, need, subject in work.session.exec(due)
    ]


def _due(by_on: date, need: Need, subject: Subject, today: date) -> WaitingItem:
    ids, is_late = {"id": subject.id or 0}, by_on < today
    return WaitingItem("referral.answer_due", by_on, ids, subject.name, {"kind": need.kind}, is_late)


def _corrections(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """Corrections of the file that people asked for and nobody has answered."""
    asked = (
        select(CorrectionRequest, Subject)
        .join(Subject, col(Subject.id) == col(CorrectionRequest.subject_id))
        .where(mine, col(CorrectionRequest.is_corrected).is_(None))
        .order_by(col(CorrectionRequest.asked_on), col(CorrectionRequest.id))
    )
    return [
        WaitingItem("correction_request.open", request.asked_on, {"id": subject.id or 0}, subject.name)
        for request, subject in work.session.exec(asked)
    ]
