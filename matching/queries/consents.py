"""What a subject has agreed to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from matching.queries.unit_tree import county_of, is_within
from matching.records import Consent, Proposal, Provider
from matching.vocabulary import ConsentPurpose, ProviderState


@dataclass(frozen=True)
class ConsentRow:
    """One consent as the case file shows it."""

    id: int
    purpose: ConsentPurpose
    provider_id: int | None
    provider: str | None
    form: str
    kept_at: str | None
    signed_on: date
    expires_on: date | None
    withdrawn_at: datetime | None
    is_live: bool


def live_consent(
    session: Session, subject_id: int, purpose: ConsentPurpose, on: date, provider_id: int | None = None
) -> Consent | None:
    """Find the newest consent for a purpose that is signed, not withdrawn and not expired on a day; None where there is none.

    Args:
        session: where to look.
        subject_id: whose consent.
        purpose: what it must allow.
        on: the day.
        provider_id: the provider that it must name; a consent for matching names none.
    """
    wanted = [
        col(Consent.subject_id) == subject_id,
        col(Consent.purpose) == purpose,
        col(Consent.provider_id) == provider_id,
    ]
    newest = select(Consent).where(*wanted, is_live(on)).order_by(col(Consent.signed_on).desc(), col(Consent.id).desc())
    return session.exec(newest).first()


def consent_to_disclose(session: Session, proposal: Proposal, on: date) -> Consent | None:
    """Find the live consent on which the provider of a proposal may be told who the subject is; None where there is none."""
    return live_consent(session, proposal.subject_id, ConsentPurpose.DISCLOSE_TO_PROVIDER, on, proposal.provider_id)


def has_withdrawn_matching(session: Session, subject_id: int) -> bool:
    """Whether the newest answer of a subject on being matched is a withdrawal."""
    answers = select(Consent.withdrawn_at).where(
        col(Consent.subject_id) == subject_id, col(Consent.purpose) == ConsentPurpose.MATCHING
    )
    return session.exec(answers.order_by(col(Consent.id).desc())).first() is not None


def is_live(on: date) -> ColumnElement[bool]:
    """Filter to consents that hold on a day."""
    unexpired = or_(col(Consent.expires_on).is_(None), col(Consent.expires_on) >= on)
    return and_(col(Consent.signed_on) <= on, unexpired, col(Consent.withdrawn_at).is_(None))


def consents_of(session: Session, subject_id: int, on: date) -> list[ConsentRow]:
    """List a subject's consents, the newest signature first."""
    rows = session.exec(
        select(Consent, Provider.name)
        .join(Provider, col(Provider.id) == col(Consent.provider_id), isouter=True)
        .where(col(Consent.subject_id) == subject_id)
        .order_by(col(Consent.signed_on).desc(), col(Consent.id).desc())
    )
    return [_row(consent, provider, on) for consent, provider in rows]


def nameable_providers(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """List the approved providers of a unit's county as (id, name), by name: those that a consent may name."""
    approved = select(Provider.id, Provider.name).where(
        is_within(col(Provider.unit_id), county_of(session, unit_id)),
        col(Provider.state) == ProviderState.APPROVED,
    )
    return [(int(id or 0), name) for id, name in session.exec(approved.order_by(col(Provider.name), col(Provider.id)))]


def _row(consent: Consent, provider: str | None, on: date) -> ConsentRow:
    live = (
        consent.withdrawn_at is None
        and consent.signed_on <= on
        and (consent.expires_on is None or consent.expires_on >= on)
    )
    return ConsentRow(
        consent.id or 0, consent.purpose, consent.provider_id, provider, consent.form, consent.kept_at,
        consent.signed_on, consent.expires_on, consent.withdrawn_at, live,
    )  # fmt: skip
