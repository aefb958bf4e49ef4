"""Release notices as pages show them: the list with what is overdue first, one notice, figures by unit."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import Sight, own_subjects, subject_for
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.queries.reporting import ran_out_by
from matching.records import Account, ReleaseNotice, Subject, Unit
from matching.vocabulary import CaseState


@dataclass(frozen=True)
class NoticeRow:
    """One notice, and how far the person and the receipt have come."""

    id: int
    subject_id: int
    reference: str
    name: str = field(repr=False)
    state: CaseState
    unit: str
    sender: str
    number: str | None
    received_on: date
    release_on: date | None
    reported_on: date | None
    receipt_due_on: date
    receipt_sent_on: date | None
    is_receipt_overdue: bool
    is_late: bool
    version: int


@dataclass(frozen=True)
class UnitFigures:
    """What came in to one unit: how many notices, receipts still to send, people still expected and late."""

    unit: str
    notices: int
    receipts_open: int
    receipts_overdue: int
    expected: int
    late: int
    reported: int


@dataclass(frozen=True)
class NoticePage:
    """One notice with all that the viewer may read of it."""

    row: NoticeRow
    subject: Subject
    sight: Sight
    assessment: str | None = field(repr=False)
    sent_by: str | None


def notices(work: UnitOfWork, unit_id: int | None, page: int, only_open: bool = False) -> Listed[NoticeRow]:
    """List the notices about the viewer's people, a page at a time (two statements).

    First come overdue receipts, then people who should have reported, then receipts still to send, then people
    expected; within each the oldest first.

    Args:
        work: who is asking.
        unit_id: only those of one unit; None for all of the viewer's.
        page: from 1.
        only_open: only those of which a receipt or the person is awaited.
    """
    where = _where(work, unit_id, only_open)
    counted = select(func.count()).select_from(ReleaseNotice).join(Subject, _whose()).where(where)
    count = work.session.exec(counted).one()
    page = page_within(page, count)
    rows = (
        _rows(work).where(where).order_by(_urgency(work.today), col(ReleaseNotice.received_on), col(ReleaseNotice.id))
    )
    found = work.session.exec(rows.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)).all()
    return Listed([_row(row, work.today) for row in found], count, page)


def figures(work: UnitOfWork) -> list[UnitFigures]:
    """Count notices, receipts and people by unit, by name (one statement)."""
    counts = [func.count(), *(_number(where) for where in _states(work.today))]
    grouped = (
        select(Unit.name, *counts)
        .join(Subject, col(Subject.unit_id) == col(Unit.id))
        .join(ReleaseNotice, _whose())
        .where(own_subjects(work.viewer))
        .group_by(col(Unit.id), col(Unit.name))
        .order_by(col(Unit.name))
    )
    return [UnitFigures(*row) for row in work.session.execute(grouped)]


def notice_units(work: UnitOfWork) -> list[tuple[int, str]]:
    """The units that a list of notices can be narrowed to, as (id, name)."""
    units = select(Unit.id, Unit.name).where(col(Unit.id).in_(select(Subject.unit_id).where(own_subjects(work.viewer))))
    return [(unit_id or 0, name) for unit_id, name in work.session.exec(units.order_by(col(Unit.name), col(Unit.id)))]


def notices_of(session: Session, subject_id: int, today: date) -> list[NoticeRow]:
    """List the notices about a person whom the caller may see, the newest first (one statement)."""
    rows = _joined().where(col(ReleaseNotice.subject_id) == subject_id)
    newest = rows.order_by(col(ReleaseNotice.received_on).desc(), col(ReleaseNotice.id).desc())
    return [_row(row, today) for row in session.exec(newest)]


def receipts_open(work: UnitOfWork, limit: int) -> list[NoticeRow]:
    """List the notices of the viewer's people whose receipt is not sent, the first due first (one statement)."""
    rows = _rows(work).where(_receipt_open())
    due = rows.order_by(col(ReleaseNotice.receipt_due_on), col(ReleaseNotice.id)).limit(limit)
    return [_row(row, work.today) for row in work.session.exec(due)]


def subject_of_notice(work: UnitOfWork, notice_id: int) -> int:
    """Whose notice this is. Raises NotFound where the viewer may not see notices of that person."""
    notice = work.session.get(ReleaseNotice, notice_id)
    if notice is None:
        raise NotFound
    _subject, sight = subject_for(work.session, work.viewer, notice.subject_id)
    if not sight.sees("notices"):
        raise NotFound
    return notice.subject_id


def one_notice(work: UnitOfWork, notice_id: int) -> NoticePage:
    """Read one notice. Raises NotFound where the viewer may not see notices of that person."""
    subject, sight = subject_for(work.session, work.viewer, subject_of_notice(work, notice_id))
    notice = work.session.get_one(ReleaseNotice, notice_id)
    found = work.session.exec(_joined().where(col(ReleaseNotice.id) == notice_id)).one()
    sender = work.session.get(Account, notice.receipt_by_id) if notice.receipt_by_id else None
    assessment = notice.assessment if sight.sees("assessment") else None
    return NoticePage(_row(found, work.today), subject, sight, assessment, sender.name if sender else None)


def _whose() -> ColumnElement[bool]:
    return col(ReleaseNotice.subject_id) == col(Subject.id)


def _joined() -> Any:
    return (
        select(ReleaseNotice, Subject, Unit.name)
        .join(Subject, _whose())
        .join(Unit, col(Unit.id) == col(Subject.unit_id))
    )


def _rows(work: UnitOfWork) -> Any:
    return _joined().where(own_subjects(work.viewer))


def _where(work: UnitOfWork, unit_id: int | None, only_open: bool) -> ColumnElement[bool]:
    where = own_subjects(work.viewer)
    if unit_id is not None:
        where = and_(where, col(Subject.unit_id) == unit_id)
    if only_open:
        where = and_(where, _receipt_open() | (col(Subject.state) == CaseState.EXPECTED))
    return where


def _receipt_open() -> ColumnElement[bool]:
    return and_(col(ReleaseNotice.receipt_sent_on).is_(None), col(Subject.state) != CaseState.CLOSED)


def _states(today: date) -> tuple[ColumnElement[bool], ...]:
    """What the figures count, in the order of `UnitFigures`."""
    expected = col(Subject.state) == CaseState.EXPECTED
    return (
        _receipt_open(),
        and_(_receipt_open(), col(ReleaseNotice.receipt_due_on) < today),
        expected,
        and_(expected, col(Subject.release_on) <= ran_out_by("report", today)),
        col(Subject.reported_on).is_not(None),
    )


def _number(where: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0)


def _urgency(today: date) -> Any:
    open_receipt, overdue, expected, late, _reported = _states(today)
    return case((overdue, 0), (late, 1), (open_receipt, 2), (expected, 3), else_=4)


def _row(found: tuple[ReleaseNotice, Subject, str], today: date) -> NoticeRow:
    notice, subject, unit = found
    is_open = notice.receipt_sent_on is None and subject.state is not CaseState.CLOSED
    is_expected = subject.state is CaseState.EXPECTED and subject.release_on is not None
    return NoticeRow(
        notice.id or 0, subject.id or 0, subject.reference, subject.name, subject.state, unit, notice.sender, notice.number,
        notice.received_on, notice.release_on, subject.reported_on, notice.receipt_due_on, notice.receipt_sent_on,
        is_receipt_overdue=is_open and notice.receipt_due_on < today,
        is_late=is_expected and subject.release_on is not None and subject.release_on <= ran_out_by("report", today),
        version=notice.version,
    )  # fmt: skip
