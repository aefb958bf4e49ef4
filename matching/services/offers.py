"""An offer's life: one table of steps, and the acts that take them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound, Refused, StaleEdit
from matching.privacy import checking_units
from matching.queries.offer_gaps import missing_parts, terms_of
from matching.records import Offer, Provider
from matching.services.announcing import tell_of_offer
from matching.services.timeline import offer_changed
from matching.services.withdrawing import hold_proposed, withdraw_from_offers
from matching.vocabulary import OfferState, ProviderState


class Step(StrEnum):
    """One step of an offer's life."""

    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    PAUSE = "pause"
    RESUME = "resume"
    MEND = "mend"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    FILL = "fill"
    FREE = "free"
    EXPIRE = "expire"
    RENEW = "renew"


STEPS: dict[Step, tuple[frozenset[OfferState], OfferState]] = {
    Step.SUBMIT: (frozenset({OfferState.DRAFT, OfferState.RETURNED}), OfferState.SUBMITTED),
    Step.RETURN: (frozenset({OfferState.SUBMITTED}), OfferState.RETURNED),
    Step.PUBLISH: (frozenset({OfferState.SUBMITTED}), OfferState.PUBLISHED),
    Step.PAUSE: (frozenset({OfferState.PUBLISHED}), OfferState.PAUSED),
    Step.RESUME: (frozenset({OfferState.PAUSED}), OfferState.PUBLISHED),
    Step.MEND: (frozenset({OfferState.PAUSED}), OfferState.RETURNED),
    Step.WITHDRAW: (
        frozenset(
            {OfferState.DRAFT, OfferState.SUBMITTED, OfferState.RETURNED, OfferState.PUBLISHED, OfferState.PAUSED}
        ),
        OfferState.WITHDRAWN,
    ),
    Step.CLOSE: (frozenset({OfferState.PUBLISHED, OfferState.PAUSED, OfferState.FILLED}), OfferState.CLOSED),
    Step.FILL: (frozenset({OfferState.PUBLISHED}), OfferState.FILLED),
    Step.FREE: (frozenset({OfferState.FILLED}), OfferState.PUBLISHED),
    Step.EXPIRE: (frozenset({OfferState.PUBLISHED, OfferState.PAUSED}), OfferState.EXPIRED),
    Step.RENEW: (frozenset({OfferState.EXPIRED}), OfferState.SUBMITTED),
}
"""Every step: the states it leads from, and the state it leads to. A paused offer that is mended is checked anew."""

PROVIDER_STEPS = (Step.PAUSE, Step.RESUME, Step.MEND, Step.WITHDRAW, Step.CLOSE)
OFFICER_STEPS = (Step.PUBLISH, Step.RETURN, Step.PAUSE, Step.RESUME, Step.CLOSE)
LAST_STEPS = (Step.WITHDRAW, Step.CLOSE, Step.EXPIRE)
"""Steps after which nobody is proposed any more: open proposals are withdrawn in the same transaction."""

EDITABLE = STEPS[Step.SUBMIT][0]


class NotFinished(Refused):
    """Something is still missing. Fill in what is listed, then send it again."""


class NotApproved(Refused):
    """An officer has not approved this provider. The opening stays as it is until then."""


class NotReviewed(Refused):
    """Look at every exclusion and at what is listed to check before publishing, and say so with the tick."""


class DateHasPassed(Refused):
    """The closing date has passed. It must be changed first."""


class NoteMissing(BadInput):
    """Say what the provider is to mend."""


class FewerThanTaken(BadInput):
    """There cannot be fewer places than are already taken."""


@dataclass(frozen=True)
class TakeStep:
    """A step that somebody wants an offer to take, from the version that they saw.

    Attributes:
        offer_id: which offer.
        step: which step.
        version: the version that the page showed.
        note: what to mend, for a return.
        is_reviewed: the officer has looked at every exclusion and all that was to check, for publishing.
        places: the number of places as the officer has confirmed it, for publishing; None leaves it as it is.
    """

    offer_id: int
    step: Step
    version: int
    note: str | None = None
    is_reviewed: bool = False
    places: int | None = None


def steps_from(state: OfferState, among: tuple[Step, ...] = tuple(Step)) -> tuple[Step, ...]:
    """The steps that lead on from a state, in the order given."""
    return tuple(step for step in among if state in STEPS[step][0])


def move(offer: Offer, step: Step) -> None:
    """Take one step of the table. Raises IllegalStep where the table has none."""
    states, state = STEPS[step]
    if offer.state not in states:
        raise IllegalStep
    offer.state = state
    offer.version += 1


def own_offer(work: UnitOfWork, offer_id: int) -> Offer:
    """Find and lock an offer of the viewer's own provider. Raises NotFound for everyone else's."""
    mine = select(Offer).where(col(Offer.id) == offer_id, col(Offer.provider_id) == work.viewer.provider_id)
    return _locked(work, mine)


def checked_offer(work: UnitOfWork, offer_id: int) -> Offer:
    """Find and lock an offer that the viewer's unit checks. Raises NotFound for others and for what was never sent."""
    sent = col(Offer.submitted_at).is_not(None)
    return _locked(
        work, select(Offer).where(col(Offer.id) == offer_id, sent, checking_units(work.viewer, col(Offer.unit_id)))
    )


def submit_offer(work: UnitOfWork, offer_id: int, version: int) -> Offer:
    """Send a provider's own finished draft to an officer.

    Raises:
        NotFinished: with parts still missing.
        NotApproved: while the provider is being checked.
    """
    offer = own_offer(work, offer_id)
    refuse_stale(offer, version)
    if missing_parts(offer, terms_of(work.session, offer), work.today):
        raise NotFinished
    refuse_unapproved(work, offer)
    move(offer, Step.SUBMIT)
    offer.submitted_at, offer.return_note = work.now, None
    record_act(work, "offer.submit", offer=offer.id)
    tell_of_offer(work, offer, Step.SUBMIT)
    return offer


def step_own_offer(work: UnitOfWork, command: TakeStep) -> Offer:
    """Pause, resume, mend, withdraw or close a provider's own offer; its end withdraws the open proposals on it."""
    if command.step in LAST_STEPS:
        hold_proposed(work, col(Offer.id) == command.offer_id, col(Offer.provider_id) == work.viewer.provider_id)
    offer = own_offer(work, command.offer_id)
    refuse_stale(offer, command.version)
    if command.step not in PROVIDER_STEPS:
        raise IllegalStep
    if command.step is Step.RESUME:
        refuse_closed_door(work, offer)
    return take(work, offer, command.step)


def moderate_offer(work: UnitOfWork, command: TakeStep) -> Offer:
    """Publish, return, pause, resume or close an offer of the officer's line of units.

    Raises:
        NoteMissing: for a return without saying what to mend.
        NotReviewed: for publishing with exclusions that were not looked at.
        NotFinished, NotApproved, DateHasPassed: for publishing what is not ready.
    """
    if command.step in LAST_STEPS:
        hold_proposed(work, col(Offer.id) == command.offer_id, checking_units(work.viewer, col(Offer.unit_id)))
    offer = checked_offer(work, command.offer_id)
    refuse_stale(offer, command.version)
    if command.step not in OFFICER_STEPS:
        raise IllegalStep
    if command.step is Step.RETURN and not command.note:
        raise NoteMissing
    if command.step in (Step.PUBLISH, Step.RESUME):
        refuse_closed_door(work, offer)
    if command.step is Step.PUBLISH:
        _confirm_places(offer, command.places)
        _refuse_unready(work, offer, command.is_reviewed)
    stepped = take(work, offer, command.step)
    if command.step is Step.PUBLISH:
        mark_published(offer, work.now, work.viewer.account_id)
    if command.step is Step.RETURN:
        offer.return_note = command.note
    return stepped


def mark_published(offer: Offer, at: datetime, account_id: int | None) -> None:
    """Write down who published an offer and when; nothing is left to check."""
    offer.published_at, offer.published_by_id, offer.return_note = at, account_id, None
    offer.to_check = []


def _confirm_places(offer: Offer, places: int | None) -> None:
    if places is None:
        return
    if places < offer.places_taken:
        raise FewerThanTaken
    offer.places, offer.places_to_confirm = places, False


def expire_offers(work: UnitOfWork) -> int:
    """End every offer whose closing date has passed; for the periodic work. Returns how many."""
    passed = col(Offer.state).in_(STEPS[Step.EXPIRE][0]), col(Offer.closes_on) < work.today
    hold_proposed(work, *passed)
    offers = work.session.exec(select(Offer).where(*passed).order_by(col(Offer.id)).with_for_update()).all()
    for offer in offers:
        take(work, offer, Step.EXPIRE)
    return len(offers)


def refuse_stale(offer: Offer, version: int) -> None:
    """Raise StaleEdit where somebody saved the offer since the viewer's page was made."""
    if offer.version != version:
        raise StaleEdit


def refuse_unapproved(work: UnitOfWork, offer: Offer) -> None:
    """Raise NotApproved where the offer's provider is not approved."""
    if work.session.get_one(Provider, offer.provider_id).state is not ProviderState.APPROVED:
        raise NotApproved


def refuse_closed_door(work: UnitOfWork, offer: Offer) -> None:
    """Raise NotApproved or DateHasPassed where an offer may not be open."""
    refuse_unapproved(work, offer)
    if offer.closes_on is not None and offer.closes_on < work.today:
        raise DateHasPassed


def _refuse_unready(work: UnitOfWork, offer: Offer, is_reviewed: bool) -> None:
    if missing_parts(offer, terms_of(work.session, offer), work.today, is_imported=offer.source is not None):
        raise NotFinished
    if (offer.exclusions or offer.to_check) and not is_reviewed:
        raise NotReviewed


def take(work: UnitOfWork, offer: Offer, step: Step) -> Offer:
    """Take a step of a held offer, leave its trace, close what rests on it, and ask for a rematch where it is or was open.

    An offer that comes back without a free place is filled at once.
    """
    was_open = offer.state is OfferState.PUBLISHED
    move(offer, step)
    record_act(work, f"offer.{step.value}", offer=offer.id)
    tell_of_offer(work, offer, step)
    if step in LAST_STEPS:
        work.session.flush()
        withdraw_from_offers(work, [offer.id or 0])
    if offer.state is OfferState.PUBLISHED and offer.places_taken >= offer.places:
        move(offer, Step.FILL)
        record_act(work, "offer.fill", offer=offer.id)
    if was_open or offer.state is OfferState.PUBLISHED:
        work.session.flush()
        offer_changed(work, offer.id or 0)
    return offer


def _locked(work: UnitOfWork, found: SelectOfScalar[Offer]) -> Offer:
    offer = work.session.exec(found.with_for_update()).first()
    if offer is None:
        raise NotFound
    return offer
