"""What speaks against proposing: the person, the offer, or something that is open already."""

from sqlalchemy import select as select_rows
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import ConsentMissing, Refused
from matching.queries.consents import has_withdrawn_matching
from matching.queries.exits import is_followed
from matching.records import Offer, Placement, Proposal, Provider, Subject
from matching.services.places import OfferNotPublished
from matching.services.proposal_steps import OPEN_STATES
from matching.services.second_person import ProtectedPerson
from matching.vocabulary import (
    CaseState,
    OfferKind,
    OfferState,
    PlacementState,
    ProviderState,
)

ACTIVE = (PlacementState.PLANNED, PlacementState.STARTED)


class NotReported(Refused):
    """This person has not reported to the office yet. Record that they have, then propose."""


class AlreadyPlaced(Refused):
    """This person already has a placement of this kind. End that one first."""


class StartsTooEarly(Refused):
    """This person's present placement runs beyond the day on which this offer starts. End that one first."""


class AlreadyProposed(Refused):
    """A proposal of this person for this offer is already open."""


class NoConsentToMatch(ConsentMissing):
    """The subject has withdrawn the consent to be matched. Nothing is proposed without it."""


def refuse_subject(work: UnitOfWork, subject: Subject, offer: Offer) -> None:
    """Raise what speaks against proposing a person for anything, or for another placement of this kind."""
    if subject.is_protected:
        raise ProtectedPerson
    if subject.state is not CaseState.OPEN:
        raise NotReported
    if has_withdrawn_matching(work.session, subject.id or 0):
        raise NoConsentToMatch
    _refuse_overlap(work, subject.id or 0, offer)


def refuse_offer(work: UnitOfWork, subject_id: int, offer: Offer) -> None:
    """Raise what speaks against proposing this person for this offer."""
    pair = select(Proposal.id).where(
        col(Proposal.subject_id) == subject_id,
        col(Proposal.offer_id) == offer.id,
        col(Proposal.state).in_(OPEN_STATES),
    )
    if work.session.exec(pair).first() is not None:
        raise AlreadyProposed
    provider = work.session.get_one(Provider, offer.provider_id)
    is_over = offer.closes_on is not None and offer.closes_on < work.today
    if offer.state is not OfferState.PUBLISHED or provider.state is not ProviderState.APPROVED or is_over:
        raise OfferNotPublished


def refuse_second_placement(work: UnitOfWork, subject_id: int, kind: OfferKind) -> None:
    """Raise AlreadyPlaced where the subject has a planned or started placement of this kind."""
    active = select(Placement.id).where(
        col(Placement.subject_id) == subject_id,
        col(Placement.kind) == kind,
        col(Placement.state).in_(ACTIVE),
    )
    if work.session.exec(active).first() is not None:
        raise AlreadyPlaced


def _refuse_overlap(work: UnitOfWork, subject_id: int, offer: Offer) -> None:
    """Raise AlreadyPlaced where a placement of this kind runs on, StartsTooEarly where it ends after the offer starts.

    A transitional job, and a home with a last day, are followed by something: what starts later may be proposed.
    """
    running = select_rows(col(Placement.ends_on), is_followed().label("is_followed")).where(
        col(Placement.subject_id) == subject_id,
        col(Placement.kind) == offer.kind,
        col(Placement.state).in_(ACTIVE),
    )
    for ends_on, followed in work.session.execute(running):
        if not followed:
            raise AlreadyPlaced
        if ends_on is not None and offer.starts_on is not None and offer.starts_on <= ends_on:
            raise StartsTooEarly
