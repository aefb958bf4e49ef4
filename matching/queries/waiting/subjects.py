"""What of subjects waits for the viewer."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.circumstances import newest_ids
from matching.queries.covers import answers_for
from matching.queries.reporting import HANDED_OVER, ran_out_by
from matching.queries.staff import has_nobody
from matching.queries.waiting.item import WaitingItem
from matching.records import CaseEvent, Circumstance, Question, Subject
from matching.vocabulary import CaseState, CircumstanceKind, QuestionState, Role

ARRIVES_WITHIN = timedelta(days=30)


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """List what waits for a caseworker about the own people, and for an officer about arrivals (five statements)."""
    if not work.viewer.is_staff:
        return []
    found: list[WaitingItem] = []
    if work.viewer.has_role(Role.CASEWORKER):
        mine = and_(own_subjects(work.viewer), col(Subject.caseworker_id).in_(answers_for(work)))
        found += [
            *_reviews_due(work, mine),
            *_questions(work, mine),
            *_unrecorded(work, mine),
        ]
    if work.viewer.has_role(Role.OFFICER):
        found += _arrivals(work)
    return found


def _reviews_due(work: UnitOfWork, mine: ColumnElement[bool]) -> Iterable[WaitingItem]:
    """People of whom some of the three noes are to be asked again, one line each."""
    due = work.session.exec(
        select(Circumstance, Subject)
        .join(Subject, col(Subject.id) == col(Circumstance.subject_id))
        .where(mine, col(Subject.state) != CaseState.CLOSED, col(Circumstance.id).in_(newest_ids()))
        .where(col(Circumstance.review_on) <= work.today)
        .order_by(col(Circumstance.review_on), col(Circumstance.id))
    )
    by_subject: dict[int, list[tuple[Circumstance, Subject]]] = defaultdict(list)
    for finding, subject in due:
        by_subject[subject.id or 0].append((finding, subject))
    return [_review_due(found, work.today) for found in by_subject.values()]


def _review_due(found: list[tuple[Circumstance, Subject]], today: date) -> WaitingItem:
    """One person's line: since the day of the finding that is due longest."""
    first, subject = found[0]
    since, kinds = first.review_on or today, tuple(finding.kind for finding, _subject in found)
    ids = {"id": subject.id or 0}
    return WaitingItem("circumstance.review_due", since, ids, subject.name, {"kinds": kinds}, since < today)


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
    on_time = ran_out_by("report", work.today) + timedelta(days=1)
    soon = and_(
        col(Subject.state) == CaseState.EXPECTED,
        col(Subject.release_on).between(on_time, work.today + ARRIVES_WITHIN),
    )
    handed_over = select(CaseEvent.subject_id).where(col(CaseEvent.key) == HANDED_OVER)
    nobody = and_(has_nobody(work.today), col(Subject.id).not_in(handed_over))
    lines: list[WaitingItem] = []
    wanted = select(Subject, nobody.label("is_nobodys")).where(own, live, or_(soon, nobody))
    for subject, is_nobodys in work.session.exec(wanted.order_by(col(Subject.reference))):
        since = office_time(subject.created_at).date()
        if is_nobodys:
            lines.append(_item("subject.no_caseworker", subject, since))
        elif subject.release_on is not None:
            lines.append(_item("subject.arrives", subject, since, release_on=subject.release_on))
    return lines


def _people(work: UnitOfWork, *where: ColumnElement[bool]) -> Iterable[Subject]:
    return work.session.exec(select(Subject).where(*where).order_by(col(Subject.reference)))


def _item(key: str, subject: Subject, since: date, is_overdue: bool = False, **arguments: date) -> WaitingItem:
    return WaitingItem(key, since, {"id": subject.id or 0}, subject.name, arguments, is_overdue)
