"""For whom an account answers: itself, and everyone whom it covers today."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.records import Account, Cover


def holds_on(day: date) -> ColumnElement[bool]:
    """Filter covers to those that hold on a day."""
    return and_(
        col(Cover.ended_on).is_(None),
        col(Cover.from_on) <= day,
        or_(col(Cover.to_on).is_(None), col(Cover.to_on) >= day),
    )


def answers_for(work: UnitOfWork) -> set[int]:
    """The ids of the accounts whose caseload waits for the viewer today: the own, and those covered (one statement).

    A viewer that stands for a whole unit answers for everybody there.
    """
    if work.viewer.account_id is None:
        everybody = select(Account.id).where(col(Account.unit_id) == work.viewer.unit_id)
        return {id or 0 for id in work.session.exec(everybody)} if work.viewer.unit_id is not None else set()
    covered = select(Cover.account_id).where(col(Cover.covered_by_id) == work.viewer.account_id, holds_on(work.today))
    return {work.viewer.account_id, *work.session.exec(covered)}
