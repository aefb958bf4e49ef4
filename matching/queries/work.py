"""What the page of background work reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from matching.records import Account, Heartbeat, Run, WorkItem
from matching.vocabulary import AccountState, MailChoice, WorkState
from matching.work import is_anyone_working

MOST_DEAD = 100
LAST_RUNS = 10
MOST_UNREACHABLE = 50


@dataclass(frozen=True)
class WorkCount:
    """How many items of one name stand where, and since when the oldest waits."""

    name: str
    todo: int
    done: int
    dead: int
    oldest_due_at: datetime | None


@dataclass(frozen=True)
class DeadItem:
    """One item that used up its attempts."""

    id: int
    name: str
    ids: dict[str, Any]
    fault: str
    attempts: int
    due_at: datetime


@dataclass(frozen=True)
class LedgerState:
    """The ledger at a glance."""

    counts: list[WorkCount]
    dead: list[DeadItem]
    runs: Sequence[Run]
    heartbeats: Sequence[Heartbeat]
    is_working: bool


@dataclass(frozen=True)
class Unreachable:
    """How many accounts want mail and have no address, and the first of them as (id, sign-in name, choice)."""

    count: int
    rows: list[tuple[int, str, MailChoice]]


def ledger_state(session: Session, now: datetime) -> LedgerState:
    """Read the ledger: counts by name, dead items, the last runs, who is alive (five statements)."""
    return LedgerState(
        work_counts(session),
        dead_items(session),
        session.exec(select(Run).order_by(col(Run.id).desc()).limit(LAST_RUNS)).all(),
        session.exec(select(Heartbeat).order_by(col(Heartbeat.seen_at).desc()).limit(LAST_RUNS)).all(),
        is_anyone_working(session, now),
    )


def work_counts(session: Session) -> list[WorkCount]:
    """Count items by name and state, by name (one statement)."""
    counted = session.exec(
        select(WorkItem.name, WorkItem.state, func.count(), func.min(WorkItem.due_at)).group_by(
            WorkItem.name, WorkItem.state
        )
    ).all()
    by_name: dict[str, dict[WorkState, int]] = {}
    oldest: dict[str, datetime] = {}
    for name, state, count, due_at in counted:
        by_name.setdefault(name, {})[WorkState(state)] = count
        if state is WorkState.TODO:
            oldest[name] = due_at
    return [
        WorkCount(
            name,
            states.get(WorkState.TODO, 0),
            states.get(WorkState.DONE, 0),
            states.get(WorkState.DEAD, 0),
            oldest.get(name),
        )
        for name, states in sorted(by_name.items())
    ]


def dead_items(session: Session) -> list[DeadItem]:
    """List the items that used up their attempts, oldest first, at most 100 (one statement)."""
    dead = (
        select(WorkItem).where(col(WorkItem.state) == WorkState.DEAD).order_by(col(WorkItem.due_at), col(WorkItem.id))
    )
    return [
        DeadItem(item.id or 0, item.name, item.ids, item.fault or "", item.attempts, item.due_at)
        for item in session.exec(dead.limit(MOST_DEAD))
    ]


def accounts_without_mail(session: Session) -> Unreachable:
    """Find the active accounts that want mail and have no address, by sign-in name (two statements)."""
    wants = col(Account.mail_choice) != MailChoice.NONE
    mute = [col(Account.state) == AccountState.ACTIVE, wants, col(Account.mail).is_(None)]
    count = session.exec(select(func.count()).select_from(Account).where(*mute)).one()
    first = select(Account.id, Account.sign_in_name, Account.mail_choice).where(*mute)
    rows = session.exec(first.order_by(col(Account.sign_in_name)).limit(MOST_UNREACHABLE))
    return Unreachable(count, [(account_id or 0, name, MailChoice(choice)) for account_id, name, choice in rows])
