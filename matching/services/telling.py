"""Telling accounts what happened: a line under the bell, once each."""

from collections.abc import Iterable

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.records import Notification


def tell(work: UnitOfWork, account_ids: Iterable[int | None], key: str, told_as: str, **ids: int | str) -> None:
    """Tell each of these accounts one thing, in the transaction of the act; never the one who acts, never twice.

    Args:
        work: the act's transaction.
        account_ids: whom; None is passed over.
        key: "noun.what", listed in the wording of notifications.
        told_as: what makes this one and no other, such as "proposal:12:accepted".
        ids: what it is about; "id" is the record that the line opens. Codes and ids, never names or texts.
    """
    wanted = {
        account_id for account_id in account_ids if account_id is not None and account_id != work.viewer.account_id
    }
    if not wanted:
        return
    told = select(Notification.account_id).where(
        col(Notification.account_id).in_(wanted), col(Notification.told_as) == told_as
    )
    for account_id in sorted(wanted - set(work.session.exec(told))):
        work.session.add(Notification(account_id=account_id, key=key, ids=dict(ids), told_as=told_as, at=work.now))
