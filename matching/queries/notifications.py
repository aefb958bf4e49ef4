"""What stands under somebody's bell."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import visible_subjects
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.records import Notification, Subject


@dataclass(frozen=True)
class NotificationRow:
    """One line under the bell.

    Attributes:
        who: the name of whom it is about, where the viewer may see that person now; else empty.
    """

    id: int
    key: str
    ids: dict[str, Any]
    at: datetime
    is_seen: bool
    who: str = field(default="", repr=False)

    @property
    def subject_id(self) -> int | None:
        """Whom it names."""
        return self.ids.get("subject") if self.who else None


def unseen_count(session: Session, account_id: int) -> int:
    """How many notifications an account has not seen (one statement)."""
    unseen = select(func.count()).select_from(Notification)
    return session.exec(
        unseen.where(col(Notification.account_id) == account_id, col(Notification.seen_at).is_(None))
    ).one()


def notifications(work: UnitOfWork, page: int = 1) -> Listed[NotificationRow]:
    """One page of the viewer's notifications, newest first (three statements)."""
    mine = col(Notification.account_id) == work.viewer.account_id
    count = work.session.exec(select(func.count()).select_from(Notification).where(mine)).one()
    page = page_within(page, count)
    newest = select(Notification).where(mine).order_by(col(Notification.at).desc(), col(Notification.id).desc())
    found = work.session.exec(newest.offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE)).all()
    names = _names(work, {row.ids["subject"] for row in found if "subject" in row.ids})
    return Listed([_row(row, names.get(row.ids.get("subject", 0), "")) for row in found], count, page)


def own_notification(work: UnitOfWork, notification_id: int) -> NotificationRow:
    """One of the viewer's notifications. Raises NotFound for every other."""
    found = work.session.get(Notification, notification_id)
    if found is None or found.account_id != work.viewer.account_id:
        raise NotFound
    return _row(found, "")


def _names(work: UnitOfWork, subject_ids: set[int]) -> dict[int, str]:
    """The names of those whom the viewer may see now."""
    if not subject_ids:
        return {}
    seen = select(Subject.id, Subject.name).where(col(Subject.id).in_(subject_ids), visible_subjects(work.viewer))
    return {subject_id or 0: name for subject_id, name in work.session.exec(seen)}


def _row(row: Notification, who: str) -> NotificationRow:
    return NotificationRow(row.id or 0, row.key, row.ids, row.at, row.seen_at is not None, who)
