"""Officers' requests to place a subject in an offer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, instant, sealed
from matching.vocabulary import ProposalState, RefusalReason

OPEN = "state IN ('awaiting_review', 'proposed', 'agreed', 'offered', 'interested', 'disclosed', 'accepted')"
RESERVING = (ProposalState.OFFERED, ProposalState.INTERESTED, ProposalState.DISCLOSED, ProposalState.ACCEPTED)


class Proposal(SQLModel, table=True):
    """One proposal. The account that endorsed is never the account that proposes: the database holds it."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("endorsed_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint(
            "(suggestion_id IS NOT NULL AND endorsed_by_id IS NOT NULL)"
            " OR (is_direct AND state IN ('awaiting_review', 'withdrawn'))",
            name="endorsed",
        ),
        ForeignKeyConstraint(
            ["suggestion_id", "endorsed_by_id"],
            ["suggestions.id", "suggestions.decided_by_id"],
            name="fk_proposals_endorsed",
        ),
        Index(
            "uq_proposals_open",
            "subject_id",
            "offer_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("uq_proposals_code", "provider_id", "code", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=12)
    suggestion_id: int | None = Field(default=None, index=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    offer_id: int = Field(foreign_key="offers.id", index=True)
    provider_id: int = Field(foreign_key="providers.id", index=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    state: ProposalState = coded(ProposalState, "state", index=True)
    endorsed_by_id: int | None = None
    proposed_by_id: int = Field(foreign_key="accounts.id")
    proposed_at: datetime = instant()
    answer_by_on: date | None = None
    interview_at: datetime | None = instant(default=None)
    interview_place: str | None = sealed(default=None)
    is_direct: bool = False
    direct_reason: str | None = sealed(default=None)
    reason: RefusalReason | None = coded(RefusalReason, "reason", default=None)
    note: str | None = sealed(default=None)
    changed_at: datetime = instant()
    version: int = 1


class ProposalStep(SQLModel, table=True):
    """Every step of a proposal, in order: who, when, why."""

    __tablename__ = "proposal_steps"

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposals.id", index=True)
    state: ProposalState = coded(ProposalState, "state")
    reason: RefusalReason | None = coded(RefusalReason, "reason", default=None)
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
    at: datetime = instant()
