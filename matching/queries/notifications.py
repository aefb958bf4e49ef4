"""What stands under somebody's bell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import visible_offers, visible_providers, visible_subjects
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.records import Notification, Offer, Provider, Subject


@dataclass(frozen=True)
class NotificationRow:
    """One line under the bell.

    Attributes:
        who: the name of the person, or the offer or provider, that it is about, where the viewer may see it now.
    """

    id: int
    key: str
    ids: dict[str, Any]
    at: datetime
    is_seen: bool
    who: str = field(default="", repr=False)

    @property
    def subject_id(self) -> int | None:
        """The person whom it names."""
        return self.ids.get("subject") if self.who else None


NAMED: dict[str, tuple[Any, Any]] = {
    "offer": (Offer, visible_offers),
    "provider": (Provider, visible_providers),
}
"""First word of a key -> the record that its id names, and the filter for who may see it."""


def unseen_count(session: Session, account_id: int) -> int:
    """How many notifications an account has not seen (one statement)."""
    unseen = select(func.count()).select_from(Notification)
    return session.exec(
        unseen.where(col(Notification.account_id) == account_id, col(Notification.seen_at).is_(None))
    ).one()


def notifications(work: UnitOfWork, page: int = 1) -> Listed[NotificationRow]:
    """One page of the viewer's notifications, newest first (five statements)."""
    mine = col(Notification.account_id) == work.viewer.account_id
    count = work.session.exec(select(func.count()).select_from(Notification).where(mine)).one()
    page = page_within(page, count)
    newest = select(Notification).where(mine).order_by(col(Notification.at).desc(), col(Notification.id).desc())
    found = work.session.exec(newest.offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE)).all()
    names = _names(work, {row.ids["subject"] for row in found if "subject" in row.ids})
    titles = {noun: _titles(work, noun, found) for noun in NAMED}
    return Listed([_row(row, _about(row, names, titles)) for row in found], count, page)


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


def _titles(work: UnitOfWork, noun: str, found: Sequence[Notification]) -> dict[int, str]:
    """The titles of offers, or the names of providers, that the viewer may see now."""
    record, seen = NAMED[noun]
    ids = {row.ids["id"] for row in found if row.key.startswith(f"{noun}.")}
    if not ids:
        return {}
    title = record.title if record is Offer else record.name
    rows = work.session.exec(select(record.id, title).where(col(record.id).in_(ids), seen(work.viewer)))
    return dict(rows.all())


def _about(row: Notification, names: dict[int, str], titles: dict[str, dict[int, str]]) -> str:
    if "subject" in row.ids:
        return names.get(row.ids["subject"], "")
    return titles.get(row.key.split(".")[0], {}).get(row.ids.get("id", 0), "")


def _row(row: Notification, who: str) -> NotificationRow:
    return NotificationRow(row.id or 0, row.key, row.ids, row.at, row.seen_at is not None, who)
