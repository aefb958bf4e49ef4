"""Subjects taking up places, the checks whether that holds, and how it went."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, long_text, sealed
from matching.vocabulary import (
    CheckAnswer,
    EndReason,
    ExtensionReason,
    NextSituation,
    OfferKind,
    OutcomeKind,
    PlacementState,
)

ACTIVE = "state IN ('planned', 'started')"


class Placement(SQLModel, table=True):
    """A subject taking up a place, from a date. One active placement per person and kind."""

    __tablename__ = "placements"
    __table_args__ = (
        Index(
            "uq_placements_active",
            "subject_id",
            "kind",
            unique=True,
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposals.id", unique=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    offer_id: int = Field(foreign_key="offers.id", index=True)
    provider_id: int = Field(foreign_key="providers.id", index=True)
    kind: OfferKind = coded(OfferKind, "kind")
    state: PlacementState = coded(PlacementState, "state", default=PlacementState.PLANNED, index=True)
    planned_on: date
    started_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = coded(EndReason, "end_reason", default=None)
    next_situation: NextSituation | None = coded(NextSituation, "next_situation", default=None)
    exit_goal: NextSituation | None = coded(NextSituation, "exit_goal", default=None)
    exit_plan: str | None = sealed(default=None)
    version: int = 1


class Extension(SQLModel, table=True):
    """One agreement that a placement goes on to a later day."""

    __tablename__ = "extensions"

    id: int | None = Field(default=None, primary_key=True)
    placement_id: int = Field(foreign_key="placements.id", index=True)
    earlier_on: date | None = None
    ends_on: date
    reason: ExtensionReason = coded(ExtensionReason, "reason")
    note: str | None = sealed(default=None)
    agreed_at: datetime = instant()
    account_id: int | None = Field(default=None, foreign_key="accounts.id")


class RetentionCheck(SQLModel, table=True):
    """Asks, some days after the start, whether a placement still holds."""

    __tablename__ = "retention_checks"
    __table_args__ = (UniqueConstraint("placement_id", "days"),)

    id: int | None = Field(default=None, primary_key=True)
    placement_id: int = Field(foreign_key="placements.id", index=True)
    days: int
    due_on: date = Field(index=True)
    answer: CheckAnswer | None = coded(CheckAnswer, "answer", default=None)
    answered_at: datetime | None = instant(default=None)
    answered_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    note: str | None = long_text(default=None)
    version: int = 1


class Outcome(SQLModel, table=True):
    """How a placement ended, or that it held, with the features it was suggested on."""

    __tablename__ = "outcomes"

    id: int | None = Field(default=None, primary_key=True)
    placement_id: int = Field(foreign_key="placements.id", index=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    kind: OutcomeKind = coded(OutcomeKind, "kind")
    days: int | None = None
    reason: EndReason | None = coded(EndReason, "reason", default=None)
    next_situation: NextSituation | None = coded(NextSituation, "next_situation", default=None)
    features: dict[str, Any] = document(default_factory=dict)
    recorded_on: date
    recorded_at: datetime = instant()
    recorded_by_id: int | None = Field(default=None, foreign_key="accounts.id")
