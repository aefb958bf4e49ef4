"""Closing, for the system, what a placement, a withdrawn consent or an offer that is over leaves without ground."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import Refused
from matching.queries.facts.batches import batches
from matching.records import Offer, Proposal, ReviewRequest, Subject, Suggestion
from matching.services.proposal_steps import OPEN_STATES, close_suggestion, free_people, take_step
from matching.services.second_person import close_request
from matching.services.timeline import record_event
from matching.vocabulary import OfferKind, ProposalState, RefusalReason, SuggestionState

LIVE_SUGGESTIONS = (SuggestionState.ENDORSED, SuggestionState.HELD, SuggestionState.NEEDS_INFORMATION)


class ProposalUnderWay(Refused):
    """Somebody acts on a proposal for this opening at this moment. Press once more."""


def hold_proposed(work: UnitOfWork, *wanted: ColumnElement[bool]) -> None:
    """Hold everyone with an open proposal on these offers, in the order of their ids, before an offer or provider is held.

    Args:
        work: the transaction that is about to end the offers.
        wanted: which offers, by their columns.
    """
    proposed = select(Proposal.subject_id).join(Offer, col(Offer.id) == col(Proposal.offer_id))
    people = proposed.where(col(Proposal.state).in_(OPEN_STATES), *wanted)
    held = select(Subject.id).where(col(Subject.id).in_(people)).order_by(col(Subject.id))
    work.session.exec(held.with_for_update(key_share=True)).all()


def withdraw_from_offers(work: UnitOfWork, offer_ids: Sequence[int]) -> int:
    """Close the open proposals on offers that are over or whose provider is barred. Returns how many.

    The caller has called `hold_proposed` and then held the offers.

    Raises:
        ProposalUnderWay: where a proposal was made meanwhile and somebody acts on its person: nobody waits here, since
            people are held before offers.
    """
    closed = 0
    for some in batches(offer_ids):
        standing = select(Proposal).where(col(Proposal.offer_id).in_(some), col(Proposal.state).in_(OPEN_STATES))
        people = {proposal.subject_id for proposal in work.session.exec(standing)}
        if people != free_people(work, people):
            raise ProposalUnderWay
        ordered = standing.order_by(col(Proposal.offer_id), col(Proposal.id))
        found = work.session.exec(ordered.execution_options(populate_existing=True)).all()
        for proposal in found:
            take_step(work, proposal, ProposalState.WITHDRAWN, proposal.version, reason=RefusalReason.WITHDRAWN_OFFER)
        closed += len(found)
    return closed


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


def withdraw_protected(work: UnitOfWork, subject_id: int) -> None:
    """Close what is electronic about a subject who is protected from now on: proposals, and requests to the unit above.

    The caller holds the subject. What caseworkers decided stays: they may refer the person themselves.
    """
    withdraw_open(work, subject_id, RefusalReason.OTHER)
    asked = select(ReviewRequest).where(
        col(ReviewRequest.subject_id) == subject_id, col(ReviewRequest.closed_at).is_(None)
    )
    for request in work.session.exec(asked.order_by(col(ReviewRequest.id))).all():
        close_request(work, request.suggestion_id)


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
