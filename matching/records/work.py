"""The ledger of work to do after the page, full runs, and who is alive to do it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant
from matching.vocabulary import RunState, WorkState


class WorkItem(SQLModel, table=True):
    """Something to do after the page, claimed by a lease and a fencing number, done once.

    Attributes:
        key: unique where set: a periodic item's name and period.
        fence: counts the claims; only the newest claimer may finish.
    """

    __tablename__ = "work_items"
    __table_args__ = (UniqueConstraint("key"), Index("ix_work_items_waiting", "state", "due_at"))

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    queue: str = Field(max_length=20)
    key: str | None = Field(default=None, max_length=120)
    ids: dict[str, Any] = document(default_factory=dict)
    state: WorkState = coded(WorkState, "state", default=WorkState.TODO)
    due_at: datetime = instant()
    attempts: int = 0
    fence: int = 0
    leased_until: datetime | None = instant(default=None)
    rung_at: datetime | None = instant(default=None)
    fault: str | None = Field(default=None, max_length=200)
    created_at: datetime = instant()
    done_at: datetime | None = instant(default=None)


class Run(SQLModel, table=True):
    """A full run: its inputs by version, its progress and its figures.

    Attributes:
        data_hash: SHA-256 of the day, of who was matched and what was open, and of the version of each one's facts.
        pairs_visited: pairs of subject and offer that were scored.
    """

    __tablename__ = "runs"

    id: int | None = Field(default=None, primary_key=True)
    state: RunState = coded(RunState, "state", default=RunState.RUNNING)
    rulebook: str = Field(max_length=60)
    policy: str = Field(max_length=60)
    vocabulary: str = Field(max_length=60)
    seed: int
    data_hash: str = Field(default="", max_length=64)
    blocks: int = 0
    blocks_left: int = 0
    subjects: int = 0
    offers: int = 0
    pairs_visited: int = Field(default=0, sa_type=BigInteger)
    shortlisted: int = 0
    started_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)


class Heartbeat(SQLModel, table=True):
    """One dispatcher's last sign of life."""

    __tablename__ = "heartbeats"

    dispatcher: str = Field(primary_key=True, max_length=80)
    seen_at: datetime = instant()
