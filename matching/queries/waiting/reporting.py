"""Who has not come though the clock ran out, whose correction ends, and who has moved here."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.privacy import own_subjects
from matching.queries.covers import answers_for
from matching.queries.reporting import HANDED_OVER, ReportClock, clocks_of
from matching.queries.staff import has_nobody
from matching.queries.waiting.item import WaitingItem
from matching.records import CaseEvent, Offence, Subject
from matching.vocabulary import CaseState, LegalStatus, Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Late and missing people, ends of correction, people handed over to this unit (six statements at most)."""
    if not work.viewer.is_staff:
        return []
    found = [*_late(work)]
    if work.viewer.has_role(Role.CASEWORKER, Role.OFFICER):
        found += _corrections(work)
    if work.viewer.has_role(Role.OFFICER):
        found += _handed_over(work)
    return found


def _late(work: UnitOfWork) -> Iterable[WaitingItem]:
    """For who answers, everybody who is late; for a supervisor, those of whom nobody has heard for too long."""
    judged = select(Offence.subject_id).where(col(Offence.judged_on) < work.today)
    started = or_(col(Subject.release_on) < work.today, col(Subject.id).in_(judged))
    people = _people(work, col(Subject.state) == CaseState.EXPECTED, started)
    clocks, mine = clocks_of(work.session, people), answers_for(work)
    for subject in people:
        clock = clocks.get(subject.id or 0)
        if clock is None:
            continue
        if clock.is_late(work.today) and _answers(work, subject, mine):
            yield _item("subject.did_not_report", subject, clock.due_on, is_overdue=True)
        elif clock.is_missing(work.today) and work.viewer.has_role(Role.SUPERVISOR):
            yield _missing(work, subject, clock)


def _missing(work: UnitOfWork, subject: Subject, clock: ReportClock) -> WaitingItem:
    return _item("subject.missing", subject, clock.missing_on, is_overdue=True)


def _answers(work: UnitOfWork, subject: Subject, mine: set[int]) -> bool:
    """A caseworker is shown the own people, an officer those without one."""
    if subject.caseworker_id is None:
        return work.viewer.has_role(Role.OFFICER)
    return work.viewer.has_role(Role.CASEWORKER) and subject.caseworker_id in mine


def _corrections(work: UnitOfWork) -> Iterable[WaitingItem]:
    """People whose correction ends soon or has ended, so that the passage to help is prepared."""
    soon = work.today + timedelta(days=deadline("transition").days)
    under = col(Subject.legal_status) != LegalStatus.RELEASED
    mine = answers_for(work)
    ends = col(Subject.correction_ends_on)
    for subject in _people(work, col(Subject.state) != CaseState.CLOSED, under, ends <= soon):
        ends_on = subject.correction_ends_on
        if ends_on is not None and _answers(work, subject, mine):
            since = min(work.today, ends_on - timedelta(days=deadline("transition").days))
            yield _item("subject.correction_ends", subject, since, ends_on < work.today, ends_on=ends_on)


def _handed_over(work: UnitOfWork) -> Iterable[WaitingItem]:
    """People whom another office handed over and for whom nobody answers here yet."""
    moved = func.max(col(CaseEvent.at)).label("at")
    newest = select(CaseEvent.subject_id, moved).where(col(CaseEvent.key) == HANDED_OVER)
    by_subject = newest.group_by(col(CaseEvent.subject_id)).subquery()
    rows = (
        select(Subject, by_subject.c.at)
        .join(by_subject, by_subject.c.subject_id == col(Subject.id))
        .where(own_subjects(work.viewer), col(Subject.state) != CaseState.CLOSED, has_nobody(work.today))
        .order_by(col(Subject.reference))
    )
    for subject, at in work.session.exec(rows):
        yield _item("subject.moved_here", subject, office_time(at).date())


def _people(work: UnitOfWork, *where: ColumnElement[bool]) -> list[Subject]:
    wanted = and_(own_subjects(work.viewer), *where)
    return list(work.session.exec(select(Subject).where(wanted).order_by(col(Subject.reference))))


def _item(key: str, subject: Subject, since: date, is_overdue: bool = False, **arguments: date) -> WaitingItem:
    return WaitingItem(key, since, {"id": subject.id or 0}, subject.name, arguments, is_overdue)
