"""What the pages of providers read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import checking_units, visible_providers
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.records import Account, Offer, Provider, Unit
from matching.vocabulary import OfferState, ProviderKind, ProviderState, UnitLevel

REGISTERS_AT = (UnitLevel.COUNTY, UnitLevel.TOWNSHIP)
"""The levels of the units at which a provider may register."""

STATE_ORDER = (ProviderState.SUBMITTED, ProviderState.APPROVED, ProviderState.SUSPENDED, ProviderState.REFUSED)


@dataclass(frozen=True)
class ProviderRow:
    """One line of the directory."""

    id: int
    name: str
    kind: ProviderKind
    state: ProviderState
    unit_name: str
    created_at: datetime
    open_offers: int


@dataclass(frozen=True)
class ProviderFilter:
    """What the directory is narrowed to. None: everything."""

    state: ProviderState | None = None
    kind: ProviderKind | None = None
    words: str | None = None


@dataclass(frozen=True)
class ProviderPage:
    """One provider, its accounts' sign-in names, and others that look like the same."""

    provider: Provider
    unit: Unit
    sign_in_names: list[str]
    alike: list[Provider]
    may_check: bool


def provider_list(work: UnitOfWork, wanted: ProviderFilter, page: int = 1) -> Listed[ProviderRow]:
    """List the providers that the viewer may see: to check first, oldest first, then by name (two statements)."""
    where = [visible_providers(work.viewer), *_narrowed(wanted)]
    count = work.session.exec(select(func.count()).select_from(Provider).where(*where)).one()
    page = page_within(page, count)
    published = select(func.count()).where(
        col(Offer.provider_id) == col(Provider.id), col(Offer.state) == OfferState.PUBLISHED
    )
    order = case({state: place for place, state in enumerate(STATE_ORDER)}, value=col(Provider.state))
    waits_since = case((col(Provider.state) == ProviderState.SUBMITTED, col(Provider.created_at)))
    rows = (
        select(Provider, Unit.name, published.scalar_subquery())
        .join(Unit, col(Unit.id) == col(Provider.unit_id))
        .where(*where)
        .order_by(order, waits_since, func.lower(col(Provider.name)), col(Provider.id))
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    )
    found = work.session.exec(rows).all()
    listed = [
        ProviderRow(each.id or 0, each.name, each.kind, each.state, unit, each.created_at, offers)
        for each, unit, offers in found
    ]
    return Listed(listed, count, page)


def provider_page(work: UnitOfWork, provider_id: int) -> ProviderPage:
    """Read one provider that the viewer may see (four statements). Raises NotFound for a missing and for a foreign one alike."""
    found = select(Provider, Unit).join(Unit, col(Unit.id) == col(Provider.unit_id))
    row = work.session.exec(found.where(col(Provider.id) == provider_id, visible_providers(work.viewer))).first()
    if row is None:
        raise NotFound
    provider, unit = row
    names = select(Account.sign_in_name).where(col(Account.provider_id) == provider_id).order_by(col(Account.id))
    return ProviderPage(
        provider, unit, list(work.session.exec(names)), _alike(work, provider), _is_checked_here(work, provider_id)
    )


def own_provider(work: UnitOfWork) -> Provider:
    """The provider of the viewer's own account. Raises NotFound without one."""
    provider = work.session.get(Provider, work.viewer.provider_id) if work.viewer.provider_id else None
    if provider is None:
        raise NotFound
    return provider


def units_to_register_at(session: Session) -> list[tuple[int, str]]:
    """The units at which a provider may register, as id and name, each township after its county (one statement)."""
    units = session.exec(
        select(Unit).where(col(Unit.level).in_(REGISTERS_AT)).order_by(col(Unit.name), col(Unit.id))
    ).all()
    names = {unit.id: unit.name for unit in units}
    said = [
        (unit.id or 0, f"{names[unit.parent_id]} – {unit.name}" if unit.parent_id in names else unit.name)
        for unit in units
    ]
    return sorted(said, key=lambda choice: choice[1])


def providers_to_check(work: UnitOfWork) -> list[Provider]:
    """The providers that wait for a check by the viewer's unit, oldest first (one statement)."""
    waits = and_(col(Provider.state) == ProviderState.SUBMITTED, checking_units(work.viewer, col(Provider.unit_id)))
    return list(work.session.exec(select(Provider).where(waits).order_by(col(Provider.created_at), col(Provider.id))))


def _narrowed(wanted: ProviderFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        where.append(col(Provider.state) == wanted.state)
    if wanted.kind is not None:
        where.append(col(Provider.kind) == wanted.kind)
    if wanted.words:
        where += [col(Provider.name).icontains(word, autoescape=True) for word in wanted.words.split()[:6]]
    return where


def _alike(work: UnitOfWork, provider: Provider) -> list[Provider]:
    """Other visible providers of the same name or registration number."""
    same_name = func.lower(col(Provider.name)) == provider.name.lower()
    same_number = col(Provider.registration_number) == (provider.registration_number or "-")
    others = (visible_providers(work.viewer), col(Provider.id) != provider.id, or_(same_name, same_number))
    return list(work.session.exec(select(Provider).where(*others).order_by(col(Provider.id)).limit(5)))


def _is_checked_here(work: UnitOfWork, provider_id: int) -> bool:
    mine = select(Provider.id).where(
        col(Provider.id) == provider_id, checking_units(work.viewer, col(Provider.unit_id))
    )
    return work.session.exec(mine).first() is not None
