"""What of subjects waits for the viewer."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.circumstances import newest_ids
from matching.queries.waiting.item import WaitingItem
from matching.records import Circumstance, Question, Subject
from matching.vocabulary import CaseState, CircumstanceKind, QuestionState, Role

ARRIVES_WITHIN = timedelta(days=30)


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """List what waits for a caseworker about the own people, and for an officer about arrivals (five statements)."""
    if not work.viewer.is_staff:
        return []
    found: list[WaitingItem] = []
    if work.viewer.has_role(Role.CASEWORKER):
        mine = and_(own_subjects(work.viewer), col(Subject.caseworker_id) == work.viewer.account_id)
        found += [
            *_missing(work, mine),
            *_reviews_due(work, mine),
            *_questions(work, mine),
            *_unrecorded(work, mine),
        ]
    if work.viewer.has_role(Role.OFFICER):
        found += _arrivals(work)
    return found


def _missing(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """People whose release date has passed and who have not reported."""
    late = _people(work, mine, col(Subject.state) == CaseState.EXPECTED, col(Subject.release_on) < work.today)
    return [_item("subject.did_not_report", subject, subject.release_on or work.today, True) for subject in late]


def _reviews_due(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """The three noes whose review date has come."""
    due = work.session.exec(
        select(Circumstance, Subject)
        .join(Subject, col(Subject.id) == col(Circumstance.subject_id))
        .where(mine, col(Subject.state) != CaseState.CLOSED, col(Circumstance.id).in_(newest_ids()))
        .where(col(Circumstance.review_on) <= work.today)
        .order_by(col(Circumstance.review_on), col(Circumstance.id))
    )
    return [
        WaitingItem(
            "circumstance.review_due",
            finding.review_on or work.today,
            {"id": subject.id or 0},
            subject.name,
            {"kind": finding.kind},
            finding.review_on is not None and finding.review_on < work.today,
        )
        for finding, subject in due
    ]


def _questions(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """People with open questions, one line each."""
    facts, since = func.count(func.distinct(col(Question.fact))), func.min(col(Question.asked_at))
    open_by_subject = (
        select(col(Question.subject_id).label("subject_id"), facts.label("facts"), since.label("since"))
        .where(col(Question.state) == QuestionState.OPEN)
        .group_by(col(Question.subject_id))
        .subquery()
    )
    asked = work.session.exec(
        select(Subject, open_by_subject.c.facts, open_by_subject.c.since)
        .join(open_by_subject, open_by_subject.c.subject_id == col(Subject.id))
        .where(mine, col(Subject.state) != CaseState.CLOSED)
        .order_by(col(Subject.reference))
    )
    return [
        WaitingItem(
            "question.open",
            office_time(asked_at).date(),
            {"id": subject.id or 0},
            subject.name,
            {"count": count},
        )
        for subject, count, asked_at in asked
    ]


def _unrecorded(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """People here, or soon or long due, of whom one of the three noes has never been asked."""
    kinds = select(func.count(func.distinct(col(Circumstance.kind)))).where(
        col(Circumstance.subject_id) == col(Subject.id)
    )
    soon = or_(col(Subject.release_on).is_(None), col(Subject.release_on) <= work.today + ARRIVES_WITHIN)
    here = or_(col(Subject.state) == CaseState.OPEN, and_(col(Subject.state) == CaseState.EXPECTED, soon))
    new = _people(work, mine, here, kinds.correlate(Subject).scalar_subquery() < len(CircumstanceKind))
    return [_item("subject.circumstances_unknown", subject, office_time(subject.created_at).date()) for subject in new]


def _arrivals(work: UnitOfWork) -> Iterable[WaitingItem]:
    """People expected within a month, and people for whom no caseworker answers."""
    own, live = own_subjects(work.viewer), col(Subject.state) != CaseState.CLOSED
    soon = and_(
        col(Subject.state) == CaseState.EXPECTED,
        col(Subject.release_on).between(work.today, work.today + ARRIVES_WITHIN),
    )
    nobody = col(Subject.caseworker_id).is_(None)
    lines: list[WaitingItem] = []
    for subject in _people(work, own, live, or_(soon, nobody)):
        since = office_time(subject.created_at).date()
        if subject.caseworker_id is None:
            lines.append(_item("subject.no_caseworker", subject, since))
        elif subject.release_on is not None:
            lines.append(_item("subject.arrives", subject, since, release_on=subject.release_on))
    return lines


def _people(work: UnitOfWork, *where: ColumnElement[bool]) -> Iterable[Subject]:
    return work.session.exec(select(Subject).where(*where).order_by(col(Subject.reference)))


def _item(key: str, subject: Subject, since: date, is_overdue: bool = False, **arguments: date) -> WaitingItem:
    return WaitingItem(key, since, {"id": subject.id or 0}, subject.name, arguments, is_overdue)
