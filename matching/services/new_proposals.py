"""A new proposal's row, and the code by which its provider knows it."""

import secrets
from typing import Any

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.records import Offer, Proposal, Subject, Suggestion
from matching.services.proposal_steps import write_step
from matching.vocabulary import ProposalState

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def endorsed_proposal(work: UnitOfWork, suggestion: Suggestion, subject: Subject, offer: Offer) -> Proposal:
    """Write the proposal of an endorsed suggestion. The caller has checked everything."""
    endorsed = {"suggestion_id": suggestion.id, "endorsed_by_id": suggestion.decided_by_id}
    return _new_proposal(work, subject, offer, state=ProposalState.PROPOSED, **endorsed)


def direct_proposal(work: UnitOfWork, subject: Subject, offer: Offer, reason: str) -> Proposal:
    """Write a proposal that waits for a caseworker to endorse it. The caller has checked everything."""
    return _new_proposal(
        work, subject, offer, state=ProposalState.AWAITING_REVIEW, is_direct=True, direct_reason=reason
    )


def _new_proposal(work: UnitOfWork, subject: Subject, offer: Offer, **values: Any) -> Proposal:
    """Write a proposal's row, its first step, and the code by which its provider knows it."""
    proposal = Proposal(
        **values,
        code=_free_code(work, offer.provider_id),
        subject_id=subject.id or 0,
        offer_id=offer.id or 0,
        provider_id=offer.provider_id,
        unit_id=subject.unit_id,
        proposed_by_id=work.viewer.account_id or 0,
        proposed_at=work.now,
        changed_at=work.now,
    )
    work.session.add(proposal)
    work.session.flush()
    write_step(work, proposal)
    return proposal


def _free_code(work: UnitOfWork, provider_id: int) -> str:
    """Draw a code that this provider has not seen; it says nothing about whom or when."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
        taken = select(Proposal.id).where(col(Proposal.provider_id) == provider_id, col(Proposal.code) == code)
        if work.session.exec(taken).first() is None:
            return code
