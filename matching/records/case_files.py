"""What is recorded about a subject: the timeline, the three noes, needs, open questions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, sealed
from matching.vocabulary import (
    Answer,
    CircumstanceKind,
    NeedKind,
    NeedState,
    QuestionState,
    ReferralState,
    Relation,
    Source,
)


class CaseEvent(SQLModel, table=True):
    """One line of a case file's timeline: a key with arguments, worded at the edge."""

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_subject_at", "subject_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id")
    at: datetime = instant()
    on: date
    key: str = Field(max_length=60)
    arguments: dict[str, Any] = document(default_factory=dict)
    note: str | None = sealed(default=None)
    account_id: int | None = Field(default=None, foreign_key="accounts.id")


class Circumstance(SQLModel, table=True):
    """One finding of one of the three noes. The newest of a kind holds."""

    __tablename__ = "circumstances"
    __table_args__ = (Index("ix_circumstances_subject_kind", "subject_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id")
    kind: CircumstanceKind = coded(CircumstanceKind, "kind")
    answer: Answer = coded(Answer, "answer")
    source: Source = coded(Source, "source")
    evidence: str | None = sealed(default=None)
    found_on: date
    review_on: date | None = None
    recorded_at: datetime = instant()
    recorded_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    placement_id: int | None = Field(default=None, foreign_key="placements.id")


class Need(SQLModel, table=True):
    """Help that a subject needs before or during a placement."""

    __tablename__ = "needs"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    kind: NeedKind = coded(NeedKind, "kind")
    state: NeedState = coded(NeedState, "state", default=NeedState.OPEN)
    note: str | None = sealed(default=None)
    opened_on: date
    closed_on: date | None = None
    version: int = 1


class Referral(SQLModel, table=True):
    """A need handed to somebody who can help with it."""

    __tablename__ = "referrals"

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="needs.id", index=True)
    service_id: int | None = Field(default=None, foreign_key="services.id")
    referred_to: str = Field(max_length=200)
    state: ReferralState = coded(ReferralState, "state", default=ReferralState.SENT)
    referred_on: date
    answer_by_on: date | None = None
    answered_on: date | None = None
    note: str | None = sealed(default=None)
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
    version: int = 1


class HouseholdMember(SQLModel, table=True):
    """Somebody who lives with the subject or would move in with them, or whom the subject provides for."""

    __tablename__ = "household_members"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    relation: Relation = coded(Relation, "relation")
    name: str | None = sealed(default=None)
    born_on: date | None = Field(default=None, repr=False)
    moves_along: bool = True
    is_dependant: bool = False
    version: int = 1


class CorrectionRequest(SQLModel, table=True):
    """Something in the file that the subject asks to have corrected, and what came of it.

    Attributes:
        is_corrected: None while it waits; False where the file stays as it is, with the answer saying why.
    """

    __tablename__ = "correction_requests"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    text: str = sealed()
    asked_on: date
    recorded_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    is_corrected: bool | None = None
    answer: str | None = sealed(default=None)
    answered_on: date | None = None
    answered_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    version: int = 1


class Question(SQLModel, table=True):
    """A fact that the case file does not hold and that a suggestion waits for."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("subject_id", "fact", "state", "answered_at"),)

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    fact: str = Field(max_length=60)
    state: QuestionState = coded(QuestionState, "state", default=QuestionState.OPEN)
    asked_at: datetime = instant()
    asked_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    suggestion_id: int | None = Field(default=None, foreign_key="suggestions.id", index=True)
    answered_at: datetime | None = instant(default=None)
