"""What is under way for a person: what closing, moving or merging a case file touches, said beforehand."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from matching.queries.consents import is_live
from matching.queries.subject_work import ENDED_NEEDS, OPEN_PROPOSALS
from matching.records import (
    Condition,
    Consent,
    Need,
    Offer,
    Placement,
    Proposal,
    Provider,
    Question,
    ReleaseNotice,
    Suggestion,
)
from matching.records.proposals import RESERVING
from matching.vocabulary import (
    ConditionKind,
    ConsentPurpose,
    NeedKind,
    OfferKind,
    PlacementState,
    ProposalState,
    QuestionState,
    SuggestionState,
)

ACTIVE_PLACEMENTS = (PlacementState.PLANNED, PlacementState.STARTED)
LIVE_SUGGESTIONS = (SuggestionState.ENDORSED, SuggestionState.HELD, SuggestionState.NEEDS_INFORMATION)


@dataclass(frozen=True)
class OpenProposal:
    """An open proposal, and whether a place is reserved for it."""

    id: int
    title: str
    provider: str
    kind: OfferKind
    state: ProposalState
    unit_id: int

    @property
    def has_place(self) -> bool:
        """Whether ending it gives a place back."""
        return self.state in RESERVING


@dataclass(frozen=True)
class ActivePlacement:
    """A placement that is planned or runs."""

    id: int
    title: str
    provider: str
    kind: OfferKind
    state: PlacementState
    since: date


@dataclass(frozen=True)
class UnderWay:
    """Everything that has not come to an end."""

    proposals: list[OpenProposal]
    placements: list[ActivePlacement]
    suggestions: list[str]
    needs: list[NeedKind]
    questions: int
    receipts: int
    consents: list[tuple[ConsentPurpose, str | None]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is under way."""
        lists = (self.proposals, self.placements, self.suggestions, self.needs, self.consents)
        return not (any(lists) or self.questions or self.receipts)


def under_way(session: Session, subject_id: int, today: date) -> UnderWay:
    """Read what is under way for a person, whom the caller may see (seven statements)."""
    return UnderWay(
        proposals=_proposals(session, subject_id),
        placements=_placements(session, subject_id),
        suggestions=_suggestions(session, subject_id),
        needs=_needs(session, subject_id),
        questions=_questions(session, subject_id),
        receipts=_receipts(session, subject_id),
        consents=_consents(session, subject_id, today),
    )


def conditions_that_end(session: Session, subject_id: int) -> list[Condition]:
    """The conditions that end with the order: all that hold but a ban from an occupation, which runs for years after."""
    holding = select(Condition).where(col(Condition.subject_id) == subject_id, col(Condition.ended_on).is_(None))
    of_order = holding.where(col(Condition.kind) != ConditionKind.OCCUPATION_BAN)
    return list(session.exec(of_order.order_by(col(Condition.id))))


def _proposals(session: Session, subject_id: int) -> list[OpenProposal]:
    rows = session.exec(
        select(Proposal, Offer, Provider.name)
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .join(Provider, col(Provider.id) == col(Proposal.provider_id))
        .where(col(Proposal.subject_id) == subject_id, col(Proposal.state).in_(OPEN_PROPOSALS))
        .order_by(col(Proposal.id))
    )
    return [
        OpenProposal(row.id or 0, offer.title, provider, offer.kind, row.state, offer.unit_id)
        for row, offer, provider in rows
    ]


def _placements(session: Session, subject_id: int) -> list[ActivePlacement]:
    rows = session.exec(
        select(Placement, Offer.title, Provider.name)
        .join(Offer, col(Offer.id) == col(Placement.offer_id))
        .join(Provider, col(Provider.id) == col(Placement.provider_id))
        .where(col(Placement.subject_id) == subject_id, col(Placement.state).in_(ACTIVE_PLACEMENTS))
        .order_by(col(Placement.id))
    )
    return [
        ActivePlacement(row.id or 0, title, provider, row.kind, row.state, row.started_on or row.planned_on)
        for row, title, provider in rows
    ]


def _suggestions(session: Session, subject_id: int) -> list[str]:
    live = (
        select(Offer.title)
        .join(Suggestion, col(Suggestion.offer_id) == col(Offer.id))
        .where(col(Suggestion.subject_id) == subject_id, col(Suggestion.state).in_(LIVE_SUGGESTIONS))
    )
    return list(session.exec(live.order_by(col(Suggestion.id))))


def _needs(session: Session, subject_id: int) -> list[NeedKind]:
    standing = select(Need.kind).where(col(Need.subject_id) == subject_id, col(Need.state).not_in(ENDED_NEEDS))
    return [NeedKind(kind) for kind in session.exec(standing.order_by(col(Need.id)))]


def _questions(session: Session, subject_id: int) -> int:
    standing = select(Question.fact).where(
        col(Question.subject_id) == subject_id, col(Question.state) == QuestionState.OPEN
    )
    return len(set(session.exec(standing)))


def _receipts(session: Session, subject_id: int) -> int:
    due = select(ReleaseNotice.id).where(
        col(ReleaseNotice.subject_id) == subject_id, col(ReleaseNotice.receipt_sent_on).is_(None)
    )
    return len(session.exec(due).all())


def _consents(session: Session, subject_id: int, today: date) -> list[tuple[ConsentPurpose, str | None]]:
    live = (
        select(Consent.purpose, Provider.name)
        .join(Provider, col(Provider.id) == col(Consent.provider_id), isouter=True)
        .where(col(Consent.subject_id) == subject_id, is_live(today))
    )
    return [(ConsentPurpose(purpose), provider) for purpose, provider in session.exec(live.order_by(col(Consent.id)))]
