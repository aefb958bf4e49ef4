"""The directory of services by others, to which a need can be referred."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Text, cast, func, or_
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import checking_units, own_subjects
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Need, Offer, Provider, Service, Subject, Unit
from matching.vocabulary import NeedKind


@dataclass(frozen=True)
class ServiceFilter:
    """What the directory is narrowed to."""

    need: NeedKind | None = None
    words: str | None = None
    to_check: bool = False


@dataclass(frozen=True)
class ServiceRow:
    """One line of the directory."""

    id: int
    organisation: str
    name: str
    needs: list[NeedKind]
    eligibility: str | None
    unit: str
    is_checked: bool


@dataclass(frozen=True)
class ServicePage:
    """One service, the unit that answers for it, and the provider and offer that were made of it."""

    service: Service
    needs: list[NeedKind]
    unit: str
    provider: str | None
    offer: str | None


@dataclass(frozen=True)
class NeedInHand:
    """A need for which somebody looks through the directory."""

    id: int
    subject_id: int
    reference: str
    kind: NeedKind


def service_list(work: UnitOfWork, wanted: ServiceFilter, page: int = 1) -> Listed[ServiceRow]:
    """List the services of the viewer's line of units by organisation and name (two statements)."""
    where = [checking_units(work.viewer, col(Service.unit_id)), *_narrowed(wanted)]
    count = work.session.exec(select(func.count()).select_from(Service).where(*where)).one()
    page = page_within(page, count)
    rows = (
        select(Service, Unit.name)
        .join(Unit, col(Unit.id) == col(Service.unit_id))
        .where(*where)
        .order_by(func.lower(col(Service.organisation)), func.lower(col(Service.name)), col(Service.id))
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    )
    return Listed([_row(service, unit) for service, unit in work.session.exec(rows)], count, page)


def service_page(work: UnitOfWork, service_id: int) -> ServicePage:
    """Read one service (four statements at most). Raises NotFound as `service_in_sight` does."""
    service = service_in_sight(work, service_id)
    provider = work.session.get(Provider, service.provider_id) if service.provider_id else None
    offer = work.session.get(Offer, service.offer_id) if service.offer_id else None
    unit = work.session.get_one(Unit, service.unit_id).name
    return ServicePage(
        service, needs_met_by(service), unit, provider.name if provider else None, offer.title if offer else None
    )


def service_in_sight(work: UnitOfWork, service_id: int) -> Service:
    """Find a service of the viewer's line of units. Raises NotFound for missing and foreign alike."""
    found = select(Service).where(col(Service.id) == service_id, checking_units(work.viewer, col(Service.unit_id)))
    service = work.session.exec(found).first()
    if service is None:
        raise NotFound
    return service


def need_in_hand(work: UnitOfWork, need_id: int | None) -> NeedInHand | None:
    """The open need of the viewer's own people for which somebody looks; None for missing, ended and foreign alike."""
    if need_id is None:
        return None
    found = (
        select(Need, Subject.reference)
        .join(Subject, col(Subject.id) == col(Need.subject_id))
        .where(col(Need.id) == need_id, col(Need.state).not_in(ENDED_NEEDS), own_subjects(work.viewer))
    )
    row = work.session.exec(found).first()
    return None if row is None else NeedInHand(row[0].id or 0, row[0].subject_id, row[1], row[0].kind)


def services_to_check(work: UnitOfWork) -> tuple[int, date | None]:
    """How many services wait for a look by the viewer's line of units, and since when (one statement)."""
    waits = (col(Service.is_checked).is_(False), checking_units(work.viewer, col(Service.unit_id)))
    count, since = work.session.exec(select(func.count(), func.min(col(Service.created_at))).where(*waits)).one()
    return count, office_time(since).date() if since else None


def needs_met_by(service: Service) -> list[NeedKind]:
    """The kinds of need that a service helps with, in the order of the list; a code that it does not know is left out."""
    return [kind for kind in NeedKind if kind.value in service.needs]


def _narrowed(wanted: ServiceFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.need is not None:
        where.append(cast(col(Service.needs), Text).contains(f'"{wanted.need.value}"', autoescape=True))
    if wanted.to_check:
        where.append(col(Service.is_checked).is_(False))
    texts = [col(text) for text in (Service.organisation, Service.name, Service.description, Service.eligibility)]
    for word in (wanted.words or "").split()[:6]:
        where.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return where


def _row(service: Service, unit: str) -> ServiceRow:
    return ServiceRow(
        service.id or 0, service.organisation, service.name, needs_met_by(service), service.eligibility, unit,
        service.is_checked,
    )  # fmt: skip
