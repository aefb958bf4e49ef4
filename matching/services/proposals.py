"""Proposing a placement, and every step from there to an accepted proposal."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from matching.clock import after_working_days
from matching.database import UnitOfWork
from matching.errors import ConsentMissing, IllegalStep, NotFound
from matching.privacy import FIELDS, Audience, Show
from matching.queries.consents import consent_to_disclose
from matching.records import Consent, Disclosure, Proposal, Suggestion
from matching.services.interviews import interview_columns
from matching.services.may_propose import refuse_offer, refuse_subject
from matching.services.new_proposals import endorsed_proposal
from matching.services.offers import refuse_unapproved
from matching.services.proposal_steps import (
    ANSWERED_BY_PROVIDER,
    free_people,
    hold_offer,
    lock_subject,
    own_proposal,
    take_refusal,
    take_step,
)
from matching.services.second_person import close_request, refuse_same_person, subject_to_propose
from matching.services.withdrawing import withdraw_open, withdraw_suggestions
from matching.vocabulary import ProposalState, RefusalReason, SuggestionState

DISCLOSED_FIELDS = sorted(name for name, row in FIELDS.items() if row.get(Audience.DISCLOSED) is Show.FULL)


class NoConsentForProvider(ConsentMissing):
    """No live consent of the subject names this provider. Ask them and record the signed consent first."""


@dataclass(frozen=True)
class Step:
    """One press on a proposal: which one, as it was seen, with a coded reason where it is a refusal."""

    proposal_id: int
    version: int
    reason: RefusalReason | None = None
    note: str | None = field(default=None, repr=False)


def propose(work: UnitOfWork, suggestion_id: int) -> Proposal:
    """Propose to place a subject in an offer that another account has endorsed.

    Raises:
        NotFound: for a suggestion that is not the viewer's to propose.
        SamePerson: where the viewer endorsed it.
        ProtectedPerson, NotReported, AlreadyPlaced, StartsTooEarly, NoConsentToMatch: where the person speaks against it.
        AlreadyProposed, OfferNotPublished: where the offer does.
    """
    suggestion = work.session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    subject_to_propose(work, suggestion)
    subject = lock_subject(work, suggestion.subject_id)
    work.session.refresh(suggestion)
    offer = hold_offer(work, suggestion.offer_id)
    refuse_same_person(suggestion, work.viewer.account_id)
    refuse_subject(work, subject, offer)
    refuse_offer(work, suggestion.subject_id, offer)
    if suggestion.state is not SuggestionState.ENDORSED:
        raise IllegalStep("Only an endorsed suggestion can be proposed.")
    proposal = endorsed_proposal(work, suggestion, subject, offer)
    suggestion.state = SuggestionState.PROPOSED
    suggestion.version += 1
    close_request(work, suggestion_id)
    return proposal


def record_agreement(work: UnitOfWork, step: Step) -> Proposal:
    """Record that the subject agrees to be proposed."""
    return take_step(work, own_proposal(work, step.proposal_id), ProposalState.AGREED, step.version)


def record_refusal(work: UnitOfWork, step: Step) -> Proposal:
    """Record that the subject refuses, with a coded reason. It counts against nobody."""
    return take_refusal(
        work,
        own_proposal(work, step.proposal_id),
        ProposalState.REFUSED_BY_SUBJECT,
        step.version,
        step.reason,
        step.note,
    )


def offer_to_provider(work: UnitOfWork, step: Step, answer_days: int) -> Proposal:
    """Reserve a place and show the provider a blind card.

    Args:
        work: the transaction.
        step: which proposal, as it was seen.
        answer_days: working days that the provider has to answer.

    Raises:
        PlacesTaken: where no place is free; OfferNotPublished where the offer is not open.
    """
    proposal = own_proposal(work, step.proposal_id)
    return take_step(
        work,
        proposal,
        ProposalState.OFFERED,
        step.version,
        answer_by_on=after_working_days(work.today, answer_days),
    )


def disclose(
    work: UnitOfWork, step: Step, answer_days: int, interview_at: datetime | None = None, place: str | None = None
) -> Proposal:
    """Tell an interested provider who the subject is, on a live consent that names this provider.

    Args:
        work: the transaction.
        step: which proposal, as it was seen.
        answer_days: working days that the provider has to answer, from the interview where one is set.
        interview_at: a stored instant (UTC), not in the past.
        place: where the interview is; the provider reads it.

    Raises:
        NoConsentForProvider: without a live consent for this provider.
        NotApproved: where the provider has said since that it is somebody else, and nobody has checked that.
    """
    proposal = own_proposal(work, step.proposal_id)
    consent = consent_to_disclose(work.session, proposal, work.today)
    if consent is None:
        raise NoConsentForProvider
    refuse_unapproved(work, hold_offer(work, proposal.offer_id))
    met = interview_columns(work, interview_at, place, answer_days)
    take_step(work, proposal, ProposalState.DISCLOSED, step.version, **met)
    work.session.add(_disclosure(work, proposal, consent))
    work.session.flush()
    return proposal


def withdraw(work: UnitOfWork, step: Step) -> Proposal:
    """Withdraw an open proposal with a coded reason; a reserved place is given back."""
    return take_refusal(
        work,
        own_proposal(work, step.proposal_id),
        ProposalState.WITHDRAWN,
        step.version,
        step.reason,
        step.note,
    )


def lapse_proposals(work: UnitOfWork) -> int:
    """Close, for the system, what providers left unanswered past its date. Returns how many.

    Proposals on which somebody acts at this moment are left for the next time.
    """
    due = select(Proposal).where(col(Proposal.state).in_(ANSWERED_BY_PROVIDER), col(Proposal.answer_by_on) < work.today)
    people = {proposal.subject_id for proposal in work.session.exec(due)}
    again = due.where(col(Proposal.subject_id).in_(free_people(work, people))).order_by(
        col(Proposal.offer_id), col(Proposal.id)
    )
    late = work.session.exec(again.execution_options(populate_existing=True)).all()
    for proposal in late:
        take_step(work, proposal, ProposalState.LAPSED, proposal.version)
    return len(late)


def withdraw_resting_on(work: UnitOfWork, subject_id: int, provider_id: int | None) -> int:
    """Close, for the system, every open proposal that rested on a withdrawn consent. Returns how many.

    Args:
        work: the transaction in which the consent is withdrawn.
        subject_id: whose consent.
        provider_id: close those to this provider; None (the consent to be matched) closes all.
    """
    lock_subject(work, subject_id)
    closed = withdraw_open(work, subject_id, RefusalReason.CONSENT_WITHDRAWN, provider_id=provider_id)
    if provider_id is None:
        withdraw_suggestions(work, subject_id)
    return closed


def _disclosure(work: UnitOfWork, proposal: Proposal, consent: Consent) -> Disclosure:
    return Disclosure(
        subject_id=proposal.subject_id,
        provider_id=proposal.provider_id,
        proposal_id=proposal.id or 0,
        consent_id=consent.id or 0,
        fields=DISCLOSED_FIELDS,
        disclosed_at=work.now,
        account_id=work.viewer.account_id,
    )
