"""What an account is told: a line under its bell, and by mail as the account chose."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import document, instant


class Notification(SQLModel, table=True):
    """One thing that an account is told, once.

    Attributes:
        key: "noun.what", worded at the edge.
        ids: what it is about; "id" is the record that the line opens. Never a name.
        told_as: what makes it this one and no other; the same again is not told twice.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("account_id", "told_as"),
        Index("ix_notifications_account_at", "account_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id")
    key: str = Field(max_length=60)
    ids: dict[str, Any] = document(default_factory=dict)
    told_as: str = Field(max_length=120)
    at: datetime = instant()
    seen_at: datetime | None = instant(default=None)
    mailed_at: datetime | None = instant(default=None)
