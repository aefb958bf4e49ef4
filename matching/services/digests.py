"""The daily mail: what is new under the bell and how much waits, one mail for each account that wants it."""

from collections import Counter
from dataclasses import replace

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.queries.viewers import viewer_of
from matching.queries.waiting.item import WaitingItem
from matching.queries.work_lists import work_list
from matching.records import Account, Notification
from matching.services.telling import add_mail, mark_mailed
from matching.vocabulary import AccountState, MailChoice
from matching.work import add_work


def start_digests(work: UnitOfWork) -> int:
    """Ask for the day's mail of each account that wants one and has an address. Returns how many."""
    wanted = select(Account).where(
        col(Account.state) == AccountState.ACTIVE,
        col(Account.mail_choice) == MailChoice.DAILY,
        col(Account.mail).is_not(None),
    )
    accounts = [account for account in work.session.exec(wanted.order_by(col(Account.id))) if account.mail]
    for account in accounts:
        key = f"write_digest:{account.id}:{work.today.isoformat()}"
        add_work(work.session, "write_digest", work.instant, key=key, account=account.id or 0)
    return len(accounts)


def write_digest(work: UnitOfWork, account_id: int) -> None:
    """Write one account's daily mail, unless nothing is new and nothing waits."""
    account = work.session.get(Account, account_id)
    wants = account is not None and account.state is AccountState.ACTIVE and account.mail_choice is MailChoice.DAILY
    if account is None or not wants or not account.mail:
        return
    new = _unmailed(work, account_id)
    waiting = counts_by_noun(work_list(replace(work, viewer=viewer_of(work.session, account))))
    if new or waiting:
        key = f"mail:digest:{account_id}:{work.today.isoformat()}"
        add_mail(work, account_id, "digest", key, {"ids": new, "waiting": waiting})
        mark_mailed(work, new)


def counts_by_noun(items: list[WaitingItem]) -> dict[str, tuple[int, int]]:
    """How many lines of each noun wait, and how many of them are overdue."""
    every = Counter(_noun(item) for item in items)
    overdue = Counter(_noun(item) for item in items if item.is_overdue)
    return {noun: (count, overdue[noun]) for noun, count in sorted(every.items())}


def _noun(item: WaitingItem) -> str:
    return "stalled" if item.has_stalled else item.key.split(".")[0]


def _unmailed(work: UnitOfWork, account_id: int) -> list[int]:
    """What is neither seen nor mailed, newest first."""
    found = select(Notification.id).where(
        col(Notification.account_id) == account_id,
        col(Notification.seen_at).is_(None),
        col(Notification.mailed_at).is_(None),
    )
    return [
        id or 0 for id in work.session.exec(found.order_by(col(Notification.at).desc(), col(Notification.id).desc()))
    ]
