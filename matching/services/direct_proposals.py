"""Direct proposals: an officer has found something, and a caseworker endorses or declines it."""

from dataclasses import dataclass, field
from typing import Any

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotAllowed
from matching.privacy import own_subject
from matching.records import Proposal, Suggestion
from matching.services.may_propose import AlreadyProposed, refuse_offer, refuse_subject
from matching.services.new_proposals import direct_proposal
from matching.services.pairs import Bar, pair_of
from matching.services.proposal_steps import hold_offer, lock_subject, take_step
from matching.services.second_person import refuse_same_person
from matching.vocabulary import DeclineReason, ProposalState, RefusalReason, Role, SuggestionState

WITHDRAWN_AS: dict[DeclineReason, RefusalReason] = {
    DeclineReason.SUBJECT_REFUSED: RefusalReason.SUBJECT_CHANGED_MIND,
    DeclineReason.JOURNEY: RefusalReason.JOURNEY,
    DeclineReason.HOURS: RefusalReason.HOURS,
    DeclineReason.PAY: RefusalReason.PAY,
    DeclineReason.HEALTH: RefusalReason.HEALTH,
}
"""Why a caseworker declines -> why the proposal is withdrawn; every other reason is *other*."""


class NotEligible(IllegalStep):
    """A rule bars this person from this offer, so it cannot be proposed. The page says which one."""


class DecidedAlready(IllegalStep):
    """A caseworker has decided on this person and this offer. See the decision below."""


@dataclass(frozen=True)
class ProposeDirectly:
    """One pair that an officer has found, and why it should be tried."""

    subject_id: int
    offer_id: int
    reason: str = field(repr=False)


def propose_directly(work: UnitOfWork, command: ProposeDirectly) -> Proposal:
    """Put a pair before a caseworker. No place is reserved, and the provider sees nothing of it.

    Raises:
        NotAllowed: for everybody but an officer.
        NotFound: for a subject who is not the viewer's, or an offer that nobody is matched with.
        ProtectedPerson, NotReported, AlreadyPlaced, StartsTooEarly, NoConsentToMatch: where the person speaks against it.
        AlreadyProposed, OfferNotPublished: where the offer does.
        NotEligible, DecidedAlready: where a rule or a caseworker's decision does.
    """
    if not work.viewer.has_role(Role.OFFICER):
        raise NotAllowed
    own_subject(work.session, work.viewer, command.subject_id)
    subject = lock_subject(work, command.subject_id)
    pair = pair_of(work, command.subject_id, command.offer_id)
    offer = hold_offer(work, command.offer_id)
    if pair.direct is not None:
        raise AlreadyProposed
    refuse_subject(work, subject, offer)
    refuse_offer(work, command.subject_id, offer)
    if pair.obstacle is not None:
        raise DecidedAlready if pair.obstacle is Bar.DECIDED else NotEligible
    return direct_proposal(work, subject, offer, command.reason)


def settle_direct(work: UnitOfWork, proposal: Proposal, suggestion: Suggestion) -> Proposal:
    """Let a decision on a pair decide its direct proposal: endorsed, it is proposed; declined, it is withdrawn.

    The caller holds the subject and has written the suggestion.

    Raises:
        SamePerson: where the proposer would endorse.
    """
    if suggestion.state is SuggestionState.DECLINED and suggestion.reason is not None:
        reason = WITHDRAWN_AS.get(suggestion.reason, RefusalReason.OTHER)
        return take_step(work, proposal, ProposalState.WITHDRAWN, proposal.version, reason)
    refuse_same_person(suggestion, proposal.proposed_by_id)
    suggestion.state = SuggestionState.PROPOSED
    suggestion.version += 1
    work.session.add(suggestion)
    work.session.flush()
    endorsed: dict[str, Any] = {"suggestion_id": suggestion.id, "endorsed_by_id": suggestion.decided_by_id}
    return take_step(work, proposal, ProposalState.PROPOSED, proposal.version, **endorsed)
