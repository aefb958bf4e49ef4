"""Closing, for the system, what a placement or a withdrawn consent leaves without ground."""

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.records import Offer, Proposal, Suggestion
from matching.services.proposal_steps import OPEN_STATES, close_suggestion, take_step
from matching.services.second_person import close_request
from matching.services.timeline import record_event
from matching.vocabulary import OfferKind, ProposalState, RefusalReason, SuggestionState

LIVE_SUGGESTIONS = (SuggestionState.ENDORSED, SuggestionState.HELD, SuggestionState.NEEDS_INFORMATION)


def withdraw_open(
    work: UnitOfWork,
    subject_id: int,
    reason: RefusalReason,
    provider_id: int | None = None,
    kind: OfferKind | None = None,
) -> int:
    """Close a subject's open proposals, in the order of their offers. Returns how many."""
    standing = select(Proposal).where(col(Proposal.subject_id) == subject_id, col(Proposal.state).in_(OPEN_STATES))
    if provider_id is not None:
        standing = standing.where(col(Proposal.provider_id) == provider_id)
    if kind is not None:
        standing = standing.join(Offer, col(Offer.id) == col(Proposal.offer_id)).where(col(Offer.kind) == kind)
    found = work.session.exec(standing.order_by(col(Proposal.offer_id)).execution_options(populate_existing=True)).all()
    for proposal in found:
        take_step(work, proposal, ProposalState.WITHDRAWN, proposal.version, reason=reason)
    return len(found)


def withdraw_suggestions(work: UnitOfWork, subject_id: int, kind: OfferKind | None = None) -> int:
    """Close what was decided for a subject and not yet proposed, of one kind or all. Returns how many."""
    live = select(Suggestion).where(
        col(Suggestion.subject_id) == subject_id, col(Suggestion.state).in_(LIVE_SUGGESTIONS)
    )
    if kind is not None:
        live = live.join(Offer, col(Offer.id) == col(Suggestion.offer_id)).where(col(Offer.kind) == kind)
    found = work.session.exec(live.order_by(col(Suggestion.id))).all()
    for suggestion in found:
        close_request(work, suggestion.id)
        close_suggestion(work, suggestion, SuggestionState.WITHDRAWN)
        record_event(work, subject_id, "suggestion.withdrawn", suggestion=suggestion.id, offer=suggestion.offer_id)
    return len(found)
