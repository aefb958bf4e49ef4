"""What a provider answers on its cards."""

from dataclasses import dataclass

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.records import Proposal
from matching.services.proposal_steps import lock_proposal, take_refusal, take_step
from matching.vocabulary import ProposalState, RefusalReason


@dataclass(frozen=True)
class CardAnswer:
    """A provider's answer to one of its cards."""

    code: str
    version: int
    reason: RefusalReason | None = None


def show_interest(work: UnitOfWork, answer: CardAnswer) -> Proposal:
    """The provider would like to meet whoever stands behind a blind card."""
    return take_step(work, own_card(work, answer.code), ProposalState.INTERESTED, answer.version)


def accept(work: UnitOfWork, answer: CardAnswer) -> Proposal:
    """The provider accepts the person."""
    return take_step(work, own_card(work, answer.code), ProposalState.ACCEPTED, answer.version)


def refuse(work: UnitOfWork, answer: CardAnswer) -> Proposal:
    """The provider refuses, with a coded reason."""
    return take_refusal(work, own_card(work, answer.code), ProposalState.REFUSED, answer.version, answer.reason)


def own_card(work: UnitOfWork, code: str) -> Proposal:
    """Find and hold a card of the viewer's provider. Raises NotFound for missing and foreign alike."""
    provider_id = work.viewer.provider_id
    shown = select(Proposal).where(
        col(Proposal.code) == code,
        col(Proposal.provider_id) == provider_id,
        col(Proposal.answer_by_on).is_not(None),
    )
    proposal = work.session.exec(shown).first()
    if provider_id is None or proposal is None:
        raise NotFound
    return lock_proposal(work, proposal)
