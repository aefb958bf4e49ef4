"""Who did or saw what, when: appended in the act's own transaction, sealed into a chain shortly after."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from matching.records.columns import document, instant, sealed


class AuditEntry(SQLModel, table=True):
    """One act, or one page that showed a case. Ids only: no names, no texts.

    Attributes:
        sealed_as: its place in the chain; entries are sealed in the order in which they were committed, not by id.
        sealed_by: the chain's link: a keyed hash of this entry and of the link before.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject_at", "subject_id", "at"),
        Index("ix_audit_entries_unit_at", "unit_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant()
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
    actor: str = Field(max_length=20)
    unit_id: int | None = Field(default=None, foreign_key="units.id")
    act: str = Field(max_length=60)
    subject_id: int | None = Field(default=None)
    ids: dict[str, Any] = document(default_factory=dict)
    sealed_as: int | None = Field(default=None, unique=True)
    sealed_by: str | None = Field(default=None, max_length=64)


class Mail(SQLModel, table=True):
    """A message waiting to be sent: a reference and a link, never a name of a subject."""

    __tablename__ = "mails"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id")
    template: str = Field(max_length=40)
    arguments: str = sealed(default="{}")
    created_at: datetime = instant()
    sent_at: datetime | None = instant(default=None)
