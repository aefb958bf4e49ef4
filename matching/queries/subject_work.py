"""What is under way for a subject: proposals, placements."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from matching.records import Offer, Placement, Proposal, Provider
from matching.vocabulary import NeedState, OfferKind, PlacementState, ProposalState

ENDED_NEEDS = (NeedState.ANSWERED, NeedState.CLOSED)
OPEN_PROPOSALS = (
    ProposalState.AWAITING_REVIEW,
    ProposalState.PROPOSED,
    ProposalState.AGREED,
    ProposalState.OFFERED,
    ProposalState.INTERESTED,
    ProposalState.DISCLOSED,
    ProposalState.ACCEPTED,
)


@dataclass(frozen=True)
class ProposalRow:
    """One proposal of the subject."""

    id: int
    code: str
    offer_id: int
    title: str
    provider_id: int
    provider: str
    state: ProposalState
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it has not come to an end."""
        return self.state in OPEN_PROPOSALS


@dataclass(frozen=True)
class PlacementRow:
    """One placement of the subject; `since` is the start, or the planned one."""

    id: int
    kind: OfferKind
    title: str
    provider_id: int
    provider: str
    state: PlacementState
    since: date
    ends_on: date | None
    ended_on: date | None

    def is_past_end(self, today: date) -> bool:
        """Whether it runs on after the last day that was agreed."""
        return self.state is PlacementState.STARTED and self.ends_on is not None and self.ends_on < today


def proposals_of(session: Session, subject_id: int) -> list[ProposalRow]:
    """List a subject's proposals, the newest first."""
    rows = session.exec(
        select(Proposal, Offer.title, Provider.name)
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .join(Provider, col(Provider.id) == col(Proposal.provider_id))
        .where(col(Proposal.subject_id) == subject_id)
        .order_by(col(Proposal.id).desc())
    )
    return [
        ProposalRow(row.id or 0, row.code, row.offer_id, title, row.provider_id, provider, row.state, row.changed_at)
        for row, title, provider in rows
    ]


def placements_of(session: Session, subject_id: int) -> list[PlacementRow]:
    """List a subject's placements, the newest first."""
    since = func.coalesce(col(Placement.started_on), col(Placement.planned_on))
    rows = session.exec(
        select(Placement, Offer.title, Provider.name)
        .join(Offer, col(Offer.id) == col(Placement.offer_id))
        .join(Provider, col(Provider.id) == col(Placement.provider_id))
        .where(col(Placement.subject_id) == subject_id)
        .order_by(since.desc(), col(Placement.id).desc())
    )
    return [
        PlacementRow(
            row.id or 0,
            row.kind,
            title,
            row.provider_id,
            provider,
            row.state,
            row.started_on or row.planned_on,
            row.ends_on,
            row.ended_on,
        )
        for row, title, provider in rows
    ]
