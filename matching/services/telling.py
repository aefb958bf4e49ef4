"""Telling accounts what happened: a line under the bell, once each, and a mail at once where the account wants it."""

import json
from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.records import Account, Mail, Notification, WorkItem
from matching.vocabulary import AccountState, MailChoice
from matching.work import add_work


def tell(work: UnitOfWork, account_ids: Iterable[int | None], key: str, told_as: str, **ids: int | str) -> None:
    """Tell each of these accounts one thing, in the transaction of the act; never the one who acts, never twice.

    Args:
        work: the act's transaction.
        account_ids: whom; None and closed accounts are passed over.
        key: "noun.what", listed in the wording of notifications.
        told_as: what makes this one and no other, such as "proposal:12:accepted".
        ids: what it is about; "id" is the record that the line opens, "subject" whose name the page may add. Codes and
            ids, never names or texts.
    """
    wanted = {
        account_id for account_id in account_ids if account_id is not None and account_id != work.viewer.account_id
    }
    if not wanted:
        return
    active = select(Account).where(col(Account.id).in_(wanted), col(Account.state) == AccountState.ACTIVE)
    accounts = {account.id: account for account in work.session.exec(active.order_by(col(Account.id)))}
    rows: list[dict[str, object]] = [
        {"account_id": account_id, "key": key, "ids": ids, "told_as": told_as, "at": work.now}
        for account_id in accounts
    ]
    for notification_id, account_id in _written(work, rows):
        account = accounts[account_id]
        if account.mail_choice is MailChoice.EACH and account.mail:
            mail_at_once(work, account_id, notification_id)


def take_back_telling(work: UnitOfWork, account_ids: Iterable[int], told_as: str) -> None:
    """Delete what was told to these accounts and no longer holds; whoever saw it, or was mailed, keeps it."""
    told = (col(Notification.account_id).in_(list(account_ids)), col(Notification.told_as) == told_as)
    unread = (col(Notification.seen_at).is_(None), col(Notification.mailed_at).is_(None))
    work.session.execute(delete(Notification).where(*told, *unread))


def mail_at_once(work: UnitOfWork, account_id: int, notification_id: int) -> None:
    """Write a mail that points to one notification, and ask that it be sent after the commit."""
    add_mail(work, account_id, "notification", f"mail:notification:{notification_id}", {"id": notification_id})
    mark_mailed(work, [notification_id])


def add_mail(work: UnitOfWork, account_id: int, template: str, key: str, arguments: dict[str, object]) -> None:
    """Write a mail down and ask that it be sent; a second one of the same key is not written."""
    if work.session.exec(select(WorkItem.id).where(col(WorkItem.key) == key)).first() is not None:
        return
    mail = Mail(account_id=account_id, template=template, arguments=json.dumps(arguments), created_at=work.instant)
    work.session.add(mail)
    work.session.flush()
    add_work(work.session, "send_mail", work.instant, key=key, mail=mail.id or 0)


def mark_mailed(work: UnitOfWork, notification_ids: Iterable[int]) -> None:
    """Remember that these notifications stand in a mail."""
    mailed = select(Notification).where(col(Notification.id).in_(list(notification_ids)))
    for notification in work.session.exec(mailed):
        notification.mailed_at = work.instant
        work.session.add(notification)


def _written(work: UnitOfWork, rows: list[dict[str, object]]) -> list[tuple[int, int]]:
    """Store the notifications that are new. Returns their ids with whom they tell."""
    if not rows:
        return []
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    new = dialect.insert(Notification).on_conflict_do_nothing(index_elements=["account_id", "told_as"])
    found = work.session.execute(new.values(rows).returning(col(Notification.id), col(Notification.account_id)))
    return [(int(notification_id), int(account_id)) for notification_id, account_id in found]
