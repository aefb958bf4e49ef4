"""Who answers for somebody else's caseload, from when to when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, instant
from matching.vocabulary import CoverReason


class Cover(SQLModel, table=True):
    """One account stands in for another. The work of the one who is away waits for both."""

    __tablename__ = "covers"
    __table_args__ = (
        CheckConstraint("account_id <> covered_by_id", name="somebody_else"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="to_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    covered_by_id: int = Field(foreign_key="accounts.id", index=True)
    reason: CoverReason = coded(CoverReason, "reason")
    from_on: date
    to_on: date | None = None
    ended_on: date | None = None
    made_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    made_at: datetime = instant()
    version: int = 1
