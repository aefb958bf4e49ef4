"""Providers: they register, and an officer of their line of units checks them."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound, Refused, StaleEdit
from matching.passwords import hash_password
from matching.privacy import checking_units
from matching.queries.providers import REGISTERS_AT
from matching.records import Account, AccountRole, Offer, Provider, Unit
from matching.services.announcing import tell_of_offer, tell_of_provider
from matching.services.offers import Step, move
from matching.services.sign_in import account_named
from matching.services.timeline import offer_changed
from matching.services.withdrawing import hold_proposed, withdraw_from_offers
from matching.vocabulary import OfferState, ProviderKind, ProviderState, Role


class CheckStep(StrEnum):
    """What an officer may do with a provider."""

    APPROVE = "approve"
    REFUSE = "refuse"
    SUSPEND = "suspend"


CHECK_STEPS: dict[CheckStep, tuple[frozenset[ProviderState], ProviderState]] = {
    CheckStep.APPROVE: (
        frozenset({ProviderState.SUBMITTED, ProviderState.REFUSED, ProviderState.SUSPENDED}),
        ProviderState.APPROVED,
    ),
    CheckStep.REFUSE: (frozenset({ProviderState.SUBMITTED}), ProviderState.REFUSED),
    CheckStep.SUSPEND: (frozenset({ProviderState.APPROVED}), ProviderState.SUSPENDED),
}
"""Every step: the states it leads from, and the state it leads to."""


class NameTaken(Refused):
    """This sign-in name is already used. Choose another one."""


class WhyMissing(BadInput):
    """Say why: the provider reads it."""


@dataclass(frozen=True)
class RegisterProvider:
    """What a provider says of itself, and the first account that signs in for it."""

    kind: ProviderKind
    name: str
    unit_id: int
    contact_name: str = field(repr=False)
    sign_in_name: str
    password: str = field(repr=False)
    registration_number: str | None = None
    phone: str | None = field(default=None, repr=False)
    mail: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    about: str | None = None


@dataclass(frozen=True)
class CheckProvider:
    """An officer's answer about a provider, from the version that they saw."""

    provider_id: int
    step: CheckStep
    version: int
    note: str | None = None


def register_provider(work: UnitOfWork, command: RegisterProvider) -> tuple[Provider, Account]:
    """Store a provider as submitted, with its first account. Nothing of it shows until an officer has approved it.

    Raises:
        NameTaken: for a sign-in name that somebody has.
        BadInput: for a unit that takes no providers, or a password that is too easy.
    """
    unit = work.session.get(Unit, command.unit_id)
    if unit is None or unit.level not in REGISTERS_AT:
        raise BadInput("Choose the office from the list.", about="unit_id")
    if account_named(work, command.sign_in_name) is not None:
        raise NameTaken
    own = ("kind", "name", "unit_id", "contact_name", "registration_number", "phone", "mail", "address", "about")
    provider = Provider(**{name: getattr(command, name) for name in own}, created_at=work.now)
    work.session.add(provider)
    work.session.flush()
    account = _first_account(work, provider, command)
    record_act(work, "provider.registered", provider=provider.id, account=account.id)
    tell_of_provider(work, provider)
    return provider, account


def _first_account(work: UnitOfWork, provider: Provider, command: RegisterProvider) -> Account:
    account = Account(
        sign_in_name=command.sign_in_name,
        name=command.contact_name,
        mail=command.mail,
        provider_id=provider.id,
        password_hash=hash_password(command.password),
        created_at=work.now,
    )
    work.session.add(account)
    work.session.flush()
    work.session.add(AccountRole(account_id=account.id or 0, role=Role.PROVIDER))
    return account


def checked_provider(work: UnitOfWork, provider_id: int) -> Provider:
    """Find and lock a provider that the viewer's unit checks. Raises NotFound for others."""
    found = select(Provider).where(col(Provider.id) == provider_id, checking_units(work.viewer, col(Provider.unit_id)))
    provider = work.session.exec(found.with_for_update()).first()
    if provider is None:
        raise NotFound
    return provider


def check_provider(work: UnitOfWork, command: CheckProvider) -> Provider:
    """Approve, refuse or suspend a provider.

    Where it is refused or suspended, the open proposals on its offers are withdrawn and its published offers paused.

    Raises:
        IllegalStep: where the present state has no such step.
        WhyMissing: for refusing or suspending without saying why.
    """
    if command.step is not CheckStep.APPROVE:
        mine = select(Provider.id).where(checking_units(work.viewer, col(Provider.unit_id)))
        hold_proposed(work, col(Offer.provider_id) == command.provider_id, col(Offer.provider_id).in_(mine))
    provider = checked_provider(work, command.provider_id)
    if provider.version != command.version:
        raise StaleEdit
    states, state = CHECK_STEPS[command.step]
    if provider.state not in states:
        raise IllegalStep
    if command.step is not CheckStep.APPROVE and not command.note:
        raise WhyMissing
    provider.state, provider.state_note, provider.checked_by_id = state, command.note, work.viewer.account_id
    provider.version += 1
    record_act(work, f"provider.{command.step.value}", provider=provider.id)
    tell_of_provider(work, provider)
    if command.step is not CheckStep.APPROVE:
        _stop_offers(work, provider.id or 0)
    return provider


def check_steps_from(state: ProviderState) -> tuple[CheckStep, ...]:
    """What an officer may do with a provider in a state."""
    return tuple(step for step in CheckStep if state in CHECK_STEPS[step][0])


def pause_published(work: UnitOfWork, provider_id: int) -> None:
    """Pause what a held provider has published: nobody new is suggested for it."""
    work.session.flush()
    published = select(Offer).where(col(Offer.provider_id) == provider_id, col(Offer.state) == OfferState.PUBLISHED)
    for offer in work.session.exec(published.order_by(col(Offer.id)).with_for_update()).all():
        move(offer, Step.PAUSE)
        work.session.flush()
        record_act(work, "offer.pause", offer=offer.id)
        tell_of_offer(work, offer, Step.PAUSE)
        offer_changed(work, offer.id or 0)


def _stop_offers(work: UnitOfWork, provider_id: int) -> None:
    """Withdraw the open proposals on a barred provider's offers, then pause what is published."""
    work.session.flush()
    every = select(Offer.id).where(col(Offer.provider_id) == provider_id).order_by(col(Offer.id))
    withdraw_from_offers(work, [offer_id or 0 for offer_id in work.session.exec(every.with_for_update()).all()])
    pause_published(work, provider_id)
