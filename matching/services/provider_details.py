"""A provider's own details: how to reach it changes at once; who it is goes past an officer again."""

from dataclasses import dataclass, field

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import NotFound, StaleEdit
from matching.records import Account, Provider
from matching.services.providers import pause_published
from matching.vocabulary import ProviderKind, ProviderState

CHECKED = ("kind", "name", "registration_number")
"""What an officer has checked: who the provider is."""

FREE = ("contact_name", "phone", "mail", "address", "about")
"""What a provider may change by itself: how to reach it and what it says of itself."""

CHECKED_ANEW = (ProviderState.APPROVED, ProviderState.REFUSED)
"""The states that lead back to an officer. A suspended provider stays suspended."""


@dataclass(frozen=True)
class OwnDetails:
    """All that a provider says of itself, from the version that the page showed."""

    version: int
    kind: ProviderKind
    name: str
    registration_number: str | None
    contact_name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    mail: str | None = field(repr=False)
    address: str | None = field(repr=False)
    about: str | None


def change_details(work: UnitOfWork, details: OwnDetails) -> Provider:
    """Save the details of the viewer's own provider.

    Where it says that it is somebody else than was checked, it is submitted again and its published openings pause;
    open proposals stand.

    Raises:
        NotFound: for an account without a provider.
        StaleEdit: where somebody saved it since.
    """
    own = select(Provider).where(col(Provider.id) == work.viewer.provider_id)
    provider = work.session.exec(own.with_for_update()).first()
    if provider is None:
        raise NotFound
    if provider.version != details.version:
        raise StaleEdit
    is_other = any(getattr(provider, name) != getattr(details, name) for name in CHECKED)
    if provider.mail != details.mail:
        work.session.get_one(Account, work.viewer.account_id).mail = details.mail
    for name in (*CHECKED, *FREE):
        setattr(provider, name, getattr(details, name))
    provider.version += 1
    record_act(work, "provider.details_changed", provider=provider.id)
    if is_other and provider.state in CHECKED_ANEW:
        _check_anew(work, provider)
    return provider


def _check_anew(work: UnitOfWork, provider: Provider) -> None:
    provider.state, provider.state_note, provider.checked_by_id = ProviderState.SUBMITTED, None, None
    record_act(work, "provider.sent_again", provider=provider.id)
    pause_published(work, provider.id or 0)
