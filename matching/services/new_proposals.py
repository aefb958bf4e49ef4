"""A new proposal's row, and the code by which its provider knows it."""

import secrets

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.records import Offer, Proposal, Subject, Suggestion
from matching.vocabulary import ProposalState

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def new_proposal(work: UnitOfWork, suggestion: Suggestion, subject: Subject, offer: Offer) -> Proposal:
    """Write a proposal in its first state, under a code of its own. The caller has checked everything."""
    proposal = Proposal(
        code=_free_code(work, offer.provider_id),
        suggestion_id=suggestion.id or 0,
        subject_id=subject.id or 0,
        offer_id=offer.id or 0,
        provider_id=offer.provider_id,
        unit_id=subject.unit_id,
        state=ProposalState.PROPOSED,
        endorsed_by_id=suggestion.decided_by_id,
        proposed_by_id=work.viewer.account_id or 0,
        proposed_at=work.now,
        changed_at=work.now,
    )
    work.session.add(proposal)
    work.session.flush()
    return proposal


def _free_code(work: UnitOfWork, provider_id: int) -> str:
    """Draw a code that this provider has not seen; it says nothing about whom or when."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
        taken = select(Proposal.id).where(col(Proposal.provider_id) == provider_id, col(Proposal.code) == code)
        if work.session.exec(taken).first() is None:
            return code
