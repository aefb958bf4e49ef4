"""A subject's consents: each separate, for one purpose, and withdrawn in one press with all that rests on it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, Refused
from matching.privacy import own_subject
from matching.queries.consents import nameable_providers
from matching.records import Consent, Placement, Shortlist
from matching.services.placements import PlacementStep, cancel_placement
from matching.services.proposals import withdraw_resting_on
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import ConsentPurpose, EndReason, PlacementState


class NoElectronicProposal(Refused):
    """This person is protected by the juvenile rule or a sealed record: there is no electronic proposal, so nothing may be disclosed."""


@dataclass(frozen=True)
class RecordConsent:
    """A consent as it was signed on paper."""

    subject_id: int
    purpose: ConsentPurpose
    form: str
    signed_on: date
    provider_id: int | None = None
    kept_at: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class WithdrawConsent:
    """Which consent the subject takes back."""

    subject_id: int
    consent_id: int


def record_consent(work: UnitOfWork, command: RecordConsent) -> Consent:
    """Record a signed consent.

    Raises:
        NotFound: for a subject who is not the viewer's, or a provider that the viewer's county has not approved.
        IllegalStep: for a signature dated later than today.
        NoElectronicProposal: for a disclosure about a protected person.
    """
    subject = own_subject(work.session, work.viewer, command.subject_id)
    if command.signed_on > work.today:
        raise IllegalStep("A consent cannot be signed in the future.", about="signed_on")
    if command.purpose is ConsentPurpose.DISCLOSE_TO_PROVIDER:
        if subject.is_protected:
            raise NoElectronicProposal
        if command.provider_id not in dict(nameable_providers(work.session, subject.unit_id)):
            raise NotFound
    consent = Consent(
        subject_id=command.subject_id, purpose=command.purpose, form=command.form, signed_on=command.signed_on,
        provider_id=command.provider_id if command.purpose is ConsentPurpose.DISCLOSE_TO_PROVIDER else None,
        kept_at=command.kept_at, expires_on=command.expires_on, recorded_at=work.now, recorded_by_id=work.viewer.account_id,
    )  # fmt: skip
    work.session.add(consent)
    work.session.flush()
    record_event(work, command.subject_id, "consent.recorded", purpose=command.purpose.value, consent=consent.id)
    facts_changed(work, command.subject_id)
    return consent


def withdraw_consent(work: UnitOfWork, command: WithdrawConsent) -> Consent:
    """Withdraw a consent, every other live one for the same purpose and provider, and what rests on it.

    That is: open proposals and planned placements with the provider; for the consent to be matched all of them, what was
    decided and not yet proposed, requests to the unit above, and the shortlists.

    Raises:
        NotFound: for a subject or a consent that is not the viewer's.
        IllegalStep: where it was withdrawn before.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    consent = work.session.get(Consent, command.consent_id)
    if consent is None or consent.subject_id != command.subject_id:
        raise NotFound
    if consent.withdrawn_at is not None:
        raise IllegalStep("This consent was withdrawn before.")
    for same in _same_consents(work, consent):
        same.withdrawn_at = work.now
    withdraw_resting_on(work, command.subject_id, consent.provider_id)
    _cancel_planned(work, command.subject_id, consent.provider_id)
    if consent.purpose is ConsentPurpose.MATCHING:
        work.session.execute(delete(Shortlist).where(col(Shortlist.subject_id) == command.subject_id))
    record_event(work, command.subject_id, "consent.withdrawn", purpose=consent.purpose.value, consent=consent.id)
    facts_changed(work, command.subject_id)
    return consent


def _cancel_planned(work: UnitOfWork, subject_id: int, provider_id: int | None) -> None:
    """Cancel what is planned with a provider, or all that is planned, and has not started."""
    planned = select(Placement).where(
        col(Placement.subject_id) == subject_id, col(Placement.state) == PlacementState.PLANNED
    )
    if provider_id is not None:
        planned = planned.where(col(Placement.provider_id) == provider_id)
    for placement in work.session.exec(planned.order_by(col(Placement.offer_id))).all():
        cancel_placement(work, PlacementStep(placement.id or 0, placement.version), EndReason.OTHER)


def _same_consents(work: UnitOfWork, consent: Consent) -> list[Consent]:
    same = select(Consent).where(
        col(Consent.subject_id) == consent.subject_id,
        col(Consent.purpose) == consent.purpose,
        col(Consent.provider_id) == consent.provider_id,
        col(Consent.withdrawn_at).is_(None),
    )
    return list(work.session.exec(same.order_by(col(Consent.id))))
