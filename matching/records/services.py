"""Services of others: what an organisation does for people, to which a need can be referred."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import document, instant, long_text


class Service(SQLModel, table=True):
    """One service of a directory.

    Attributes:
        needs: codes of NeedKind that it helps with.
        eligibility: whom it is for, in the source's own words.
        to_check: what could not be read from those words, for an officer to look at.
        corrections: column that an officer put right by hand -> what the directory says there.
        offer_id: the offer that was made of it, where it gives homes, training or jobs.
    """

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("source", "source_reference"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    provider_id: int | None = Field(default=None, foreign_key="providers.id", index=True)
    offer_id: int | None = Field(default=None, foreign_key="offers.id")
    organisation: str = Field(max_length=200)
    name: str = Field(max_length=200)
    needs: list[str] = document(default_factory=list)
    description: str = long_text(default="")
    eligibility: str | None = long_text(default=None)
    to_check: list[str] = document(default_factory=list)
    fees: str | None = long_text(default=None)
    how_to_apply: str | None = long_text(default=None)
    phone: str | None = Field(default=None, max_length=80)
    mail: str | None = Field(default=None, max_length=200)
    website: str | None = Field(default=None, max_length=300)
    address: str | None = Field(default=None, max_length=300)
    hours: str | None = long_text(default=None)
    is_checked: bool = False
    corrections: dict[str, Any] = document(default_factory=dict)
    source: str | None = Field(default=None, max_length=60)
    source_reference: str | None = Field(default=None, max_length=80)
    created_at: datetime = instant()
    version: int = 1
