"""Release notices: what a prison or detention house writes before somebody comes back, and our receipt for it."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import instant, sealed


class ReleaseNotice(SQLModel, table=True):
    """One notice about one subject. The receipt is due until somebody has sent it."""

    __tablename__ = "release_notices"
    __table_args__ = (UniqueConstraint("sender", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    sender: str = Field(max_length=120)
    number: str | None = Field(default=None, max_length=80)
    received_on: date
    release_on: date | None = None
    assessment: str | None = sealed(default=None)
    receipt_due_on: date
    receipt_sent_on: date | None = None
    receipt_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    created_at: datetime = instant()
    created_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    version: int = 1
