"""Seeing what stands under the own bell."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col

from matching.database import UnitOfWork
from matching.records import Notification

KEPT_DAYS = 90
"""How long a notification that was seen is kept."""


def mark_seen(work: UnitOfWork, notification_id: int) -> None:
    """Mark one of the viewer's notifications as seen; somebody else's stays as it is."""
    _see(work, col(Notification.id) == notification_id)


def mark_all_seen(work: UnitOfWork, upto_id: int) -> None:
    """Mark as seen all of the viewer's notifications up to the newest that the page showed."""
    _see(work, col(Notification.id) <= upto_id)


def forget_old(work: UnitOfWork) -> None:
    """Delete, for everybody, what was seen and is older than ninety days."""
    old = col(Notification.at) < work.now - timedelta(days=KEPT_DAYS)
    work.session.execute(delete(Notification).where(old, col(Notification.seen_at).is_not(None)))


def _see(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    unseen = update(Notification).where(
        col(Notification.account_id) == work.viewer.account_id, col(Notification.seen_at).is_(None), which
    )
    work.session.execute(unseen.values(seen_at=work.now), execution_options={"synchronize_session": False})
