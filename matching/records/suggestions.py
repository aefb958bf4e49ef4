"""What caseworkers decided on a shortlist's entries, frozen as it stood on the screen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, sealed
from matching.vocabulary import DeclineReason, SuggestionState

LIVE = "state IN ('endorsed', 'held', 'needs_information', 'proposed')"


class Suggestion(SQLModel, table=True):
    """One decided pair of subject and offer."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("id", "decided_by_id"),
        Index(
            "uq_suggestions_live",
            "subject_id",
            "offer_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name="declined_with_reason"),
        CheckConstraint("state <> 'held' OR held_until IS NOT NULL", name="held_until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    offer_id: int = Field(foreign_key="offers.id", index=True)
    state: SuggestionState = coded(SuggestionState, "state", index=True)
    rank: int
    score: int
    baseline: int
    contributions: dict[str, int] = document(default_factory=dict)
    findings: list[dict[str, Any]] = document(default_factory=list)
    facts: dict[str, Any] = document(default_factory=dict)
    policy: str = Field(max_length=60)
    rulebook: str = Field(max_length=60)
    vocabulary: str = Field(max_length=60)
    reason: DeclineReason | None = coded(DeclineReason, "reason", default=None)
    note: str | None = sealed(default=None)
    held_until: date | None = None
    decided_at: datetime = instant()
    decided_by_id: int = Field(foreign_key="accounts.id")
    ended_at: datetime | None = instant(default=None)
    version: int = 1


class Decision(SQLModel, table=True):
    """Every step of a suggestion, in order: who, when, why."""

    __tablename__ = "decisions"

    id: int | None = Field(default=None, primary_key=True)
    suggestion_id: int = Field(foreign_key="suggestions.id", index=True)
    state: SuggestionState = coded(SuggestionState, "state")
    reason: DeclineReason | None = coded(DeclineReason, "reason", default=None)
    note: str | None = sealed(default=None)
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
    at: datetime = instant()


class ReviewRequest(SQLModel, table=True):
    """Asks the unit above for the second person: its staff see this subject as reviewers while it is open.

    It is about an endorsed suggestion that nobody here may propose, or a direct proposal that nobody here may endorse.
    """

    __tablename__ = "review_requests"
    __table_args__ = (
        CheckConstraint("(suggestion_id IS NULL) <> (proposal_id IS NULL)", name="about_one"),
        Index(
            "uq_review_requests_open",
            "suggestion_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_review_requests_open_proposal",
            "proposal_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    suggestion_id: int | None = Field(default=None, foreign_key="suggestions.id")
    proposal_id: int | None = Field(default=None, foreign_key="proposals.id")
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    asked_by_id: int = Field(foreign_key="accounts.id")
    asked_at: datetime = instant()
    closed_at: datetime | None = instant(default=None)
