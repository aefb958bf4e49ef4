"""What speaks against proposing: the person, the offer, or something that is open already."""

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import ConsentMissing, IllegalStep, Refused
from matching.queries.consents import has_withdrawn_matching
from matching.records import Offer, Placement, Proposal, Provider, Subject, Suggestion
from matching.services.places import OfferNotPublished
from matching.services.proposal_steps import OPEN_STATES
from matching.services.second_person import ProtectedPerson
from matching.vocabulary import (
    CaseState,
    OfferKind,
    OfferState,
    PlacementState,
    ProviderState,
    SuggestionState,
)


class NotReported(Refused):
    """This person has not reported to the office yet. Record that they have, then propose."""


class AlreadyPlaced(Refused):
    """This person already has a placement of this kind. End that one first."""


class AlreadyProposed(Refused):
    """A proposal of this person for this offer is already open."""


class NoConsentToMatch(ConsentMissing):
    """The subject has withdrawn the consent to be matched. Nothing is proposed without it."""


def refuse_subject(work: UnitOfWork, subject: Subject, kind: OfferKind) -> None:
    """Raise what speaks against proposing a person at all."""
    if subject.is_protected:
        raise ProtectedPerson
    if subject.state is not CaseState.OPEN:
        raise NotReported
    if has_withdrawn_matching(work.session, subject.id or 0):
        raise NoConsentToMatch
    refuse_second_placement(work, subject.id or 0, kind)


def refuse_offer(work: UnitOfWork, suggestion: Suggestion, offer: Offer) -> None:
    """Raise what speaks against proposing this person for this offer."""
    pair = select(Proposal.id).where(
        col(Proposal.subject_id) == suggestion.subject_id,
        col(Proposal.offer_id) == offer.id,
        col(Proposal.state).in_(OPEN_STATES),
    )
    if work.session.exec(pair).first() is not None:
        raise AlreadyProposed
    if suggestion.state is not SuggestionState.ENDORSED:
        raise IllegalStep("Only an endorsed suggestion can be proposed.")
    provider = work.session.get_one(Provider, offer.provider_id)
    is_over = offer.closes_on is not None and offer.closes_on < work.today
    if offer.state is not OfferState.PUBLISHED or provider.state is not ProviderState.APPROVED or is_over:
        raise OfferNotPublished


def refuse_second_placement(work: UnitOfWork, subject_id: int, kind: OfferKind) -> None:
    """Raise AlreadyPlaced where the subject has a planned or started placement of this kind."""
    active = select(Placement.id).where(
        col(Placement.subject_id) == subject_id,
        col(Placement.kind) == kind,
        col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED]),
    )
    if work.session.exec(active).first() is not None:
        raise AlreadyPlaced
