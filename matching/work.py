"""The ledger of work to do after the page: added in the same transaction, claimed by a lease, done once.

Pages, forms and commands add items here and never speak to a broker. A dispatcher rings Celery with the ids of what is
due; a worker claims an item by lease and fencing number; its result and its done mark commit together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from matching.errors import Refused
from matching.records import Heartbeat, Run, WorkItem
from matching.vocabulary import RunState, WorkState


class Queue(StrEnum):
    """The two Celery queues: one change at a time, and full runs."""

    QUICK = "quick"
    RUNS = "runs"


QUEUES: dict[str, Queue] = {
    "rematch_subject": Queue.QUICK,
    "rematch_offer": Queue.QUICK,
    "start_run": Queue.RUNS,
    "run_block": Queue.RUNS,
    "close_run": Queue.RUNS,
    "send_mail": Queue.QUICK,
    "start_digests": Queue.QUICK,
    "write_digest": Queue.QUICK,
    "start_reminders": Queue.QUICK,
    "remind_unit": Queue.QUICK,
    "remind_provider": Queue.QUICK,
    "lapse_proposals": Queue.QUICK,
    "end_covers": Queue.QUICK,
    "expire_offers": Queue.QUICK,
    "wake_suggestions": Queue.QUICK,
    "seal_audit": Queue.QUICK,
    "tidy_up": Queue.QUICK,
}
"""Every name of work and the queue it goes to."""

PARTS_OF_RUNS = ("run_block", "close_run")
MAX_ATTEMPTS = 5
LEASE = timedelta(seconds=90)
RING_AGAIN = timedelta(seconds=5)
HEARTBEAT = timedelta(seconds=15)
DEAF_AFTER = timedelta(seconds=25)


class LostClaim(Refused):
    """Another worker holds this item now; what was computed is thrown away."""


@dataclass(frozen=True)
class Claim:
    """One worker's hold on one item."""

    item_id: int
    name: str
    ids: dict[str, Any]
    attempt: int
    fence: int


def add_work(session: Session, name: str, due_at: datetime, *, key: str | None = None, **ids: int) -> None:
    """Write down something to do, in the caller's transaction.

    Args:
        session: the caller's.
        name: a key of `QUEUES`.
        due_at: the real instant from which it may be done.
        key: unique; a second item of the same key is not added.
        ids: what it is about; ids only.
    """
    row: dict[str, Any] = {
        "name": name,
        "queue": QUEUES[name].value,
        "key": key,
        "ids": ids,
        "due_at": due_at,
        "created_at": due_at,
    }
    row |= {"state": WorkState.TODO, "attempts": 0, "fence": 0}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(WorkItem).values(**row).on_conflict_do_nothing(index_elements=["key"]))


def is_anything_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to ring for, found without a write lock."""
    return session.execute(_due(now).limit(1)).first() is not None


def is_deaf(session: Session, now: datetime) -> bool:
    """Whether items are due for a while, nobody holds a lease and nothing was done lately: nobody hears the bells."""
    since = now - DEAF_AFTER
    overdue = session.execute(select(col(WorkItem.id)).where(_waiting(now, since)).limit(1)).first() is not None
    at_work = or_(col(WorkItem.leased_until) > now, col(WorkItem.done_at) > since)
    return overdue and session.execute(select(col(WorkItem.id)).where(at_work).limit(1)).first() is None


def _due(now: datetime) -> Any:
    unrung = or_(col(WorkItem.rung_at).is_(None), col(WorkItem.rung_at) < now - RING_AGAIN)
    waiting = select(col(WorkItem.id)).where(_waiting(now, now), unrung)
    return waiting.order_by(col(WorkItem.due_at), col(WorkItem.id))


def _waiting(now: datetime, due_by: datetime) -> ColumnElement[bool]:
    """Filter to what is to do, fell due by an instant, and nobody holds now."""
    return and_(
        col(WorkItem.state) == WorkState.TODO,
        col(WorkItem.due_at) <= due_by,
        col(WorkItem.attempts) < MAX_ATTEMPTS,
        or_(col(WorkItem.leased_until).is_(None), col(WorkItem.leased_until) < now),
    )


def ring_due(session: Session, now: datetime, limit: int = 200) -> list[tuple[int, str, str]]:
    """Mark what is due as rung and return it as (id, name, queue), oldest first."""
    due = _due(now).limit(limit).with_for_update(skip_locked=True)
    ring = (
        update(WorkItem)
        .where(col(WorkItem.id).in_(due))
        .values(rung_at=now)
        .returning(col(WorkItem.id), col(WorkItem.name), col(WorkItem.queue))
    )
    rows = session.execute(ring, execution_options={"synchronize_session": False}).all()
    return sorted((int(row[0]), str(row[1]), str(row[2])) for row in rows)


def bury_spent(session: Session, now: datetime) -> int:
    """Mark as dead what has used its attempts and whose last lease ran out. Returns how many."""
    spent = update(WorkItem).where(
        col(WorkItem.state) == WorkState.TODO, col(WorkItem.attempts) >= MAX_ATTEMPTS, col(WorkItem.leased_until) < now
    )
    dying = spent.values(state=WorkState.DEAD, fault="the worker died or took too long")
    dead = session.execute(
        dying.returning(col(WorkItem.name), col(WorkItem.ids)), execution_options={"synchronize_session": False}
    ).all()
    for name, ids in dead:
        _fail_run(session, name, ids, now)
    return len(dead)


def claim(session: Session, item_id: int, now: datetime) -> Claim | None:
    """Take an item for one lease; None where it is done, dead, or another worker holds it."""
    taking = (
        update(WorkItem)
        .where(
            col(WorkItem.id) == item_id,
            col(WorkItem.state) == WorkState.TODO,
            col(WorkItem.attempts) < MAX_ATTEMPTS,
            or_(col(WorkItem.leased_until).is_(None), col(WorkItem.leased_until) < now),
        )
        .values(fence=WorkItem.fence + 1, attempts=WorkItem.attempts + 1, leased_until=now + LEASE)
        .returning(col(WorkItem.name), col(WorkItem.ids), col(WorkItem.attempts), col(WorkItem.fence))
    )
    row = session.execute(taking, execution_options={"synchronize_session": False}).first()
    return None if row is None else Claim(item_id, row[0], row[1], row[2], row[3])


def finish(session: Session, held: Claim, now: datetime) -> None:
    """Mark an item done in the transaction of its result. Raises LostClaim where the lease went to another."""
    done = _count(session.execute(_held(held).values(state=WorkState.DONE, done_at=now, leased_until=None, fault=None)))
    if done != 1:
        raise LostClaim


def fail(session: Session, held: Claim, now: datetime, fault: str) -> None:
    """Give an item back after an error: later each time, dead after the last attempt."""
    if held.attempt >= MAX_ATTEMPTS:
        values: dict[str, Any] = {"state": WorkState.DEAD}
    else:
        values = {"due_at": now + timedelta(seconds=2**held.attempt)}
    changed = _count(session.execute(_held(held).values(leased_until=None, rung_at=None, fault=fault[:200], **values)))
    if changed and "state" in values:
        _fail_run(session, held.name, held.ids, now)


def _fail_run(session: Session, name: str, ids: dict[str, Any], now: datetime) -> None:
    """Mark the run failed whose part has died. Where the part is requeued and done after all, closing marks it done."""
    if name in PARTS_OF_RUNS:
        failing = update(Run).where(col(Run.id) == ids.get("run"), col(Run.state) == RunState.RUNNING)
        session.execute(
            failing.values(state=RunState.FAILED, ended_at=now), execution_options={"synchronize_session": False}
        )


def requeue(session: Session, item_id: int, now: datetime) -> bool:
    """Give a dead item five more attempts. False where it is not dead."""
    again = update(WorkItem).where(col(WorkItem.id) == item_id, col(WorkItem.state) == WorkState.DEAD)
    return (
        _count(
            session.execute(again.values(state=WorkState.TODO, attempts=0, due_at=now, leased_until=None, rung_at=None))
        )
        == 1
    )


def waiting_work(session: Session, names: Sequence[str] | None = None) -> int:
    """Count what is still to do."""
    count = select(func.count()).select_from(WorkItem).where(col(WorkItem.state) == WorkState.TODO)
    if names is not None:
        count = count.where(col(WorkItem.name).in_(names))
    return int(session.execute(count).scalar_one())


def beat(session: Session, dispatcher: str, now: datetime) -> None:
    """Leave a dispatcher's sign of life."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    sign = dialect.insert(Heartbeat).values(dispatcher=dispatcher, seen_at=now)
    session.execute(sign.on_conflict_do_update(index_elements=["dispatcher"], set_={"seen_at": now}))


def leave(session: Session, dispatcher: str) -> None:
    """Take a dispatcher's sign of life away: it ends, and nobody should wait for it."""
    session.execute(delete(Heartbeat).where(col(Heartbeat.dispatcher) == dispatcher))


def is_anyone_working(session: Session, now: datetime) -> bool:
    """Whether a dispatcher gave a sign of life lately."""
    fresh = select(func.count()).select_from(Heartbeat).where(col(Heartbeat.seen_at) >= now - HEARTBEAT)
    return int(session.execute(fresh).scalar_one()) > 0


def forget_done(session: Session, before: datetime) -> int:
    """Delete what was done before an instant. Returns how many."""
    return _count(
        session.execute(delete(WorkItem).where(col(WorkItem.state) == WorkState.DONE, col(WorkItem.done_at) < before))
    )


def _held(held: Claim) -> Any:
    mine = and_(
        col(WorkItem.id) == held.item_id, col(WorkItem.fence) == held.fence, col(WorkItem.state) == WorkState.TODO
    )
    return update(WorkItem).where(mine)


def _count(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
