"""Services by others: written into the directory and checked by officers."""

from dataclasses import dataclass, field
from typing import Any

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import NotAllowed, StaleEdit
from matching.queries.services import service_in_sight
from matching.records import Service
from matching.vocabulary import NeedKind, Role


@dataclass(frozen=True)
class ServiceDetails:
    """What the directory says of a service, each text in the service's own words."""

    organisation: str
    name: str
    needs: tuple[NeedKind, ...]
    description: str = field(default="", repr=False)
    eligibility: str | None = field(default=None, repr=False)
    fees: str | None = field(default=None, repr=False)
    how_to_apply: str | None = field(default=None, repr=False)
    hours: str | None = field(default=None, repr=False)
    phone: str | None = None
    mail: str | None = None
    website: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class ChangeService:
    """How a service should stand, over the version that was on the page."""

    service_id: int
    version: int
    details: ServiceDetails


def add_service(work: UnitOfWork, details: ServiceDetails) -> Service:
    """Write a service into the directory of the viewer's unit: an officer who writes it has looked at it.

    Raises:
        NotAllowed: for anybody but an officer of a unit.
    """
    _officer_only(work)
    service = Service(**_columns(details), unit_id=work.viewer.unit_id or 0, is_checked=True, created_at=work.now)
    work.session.add(service)
    work.session.flush()
    record_act(work, "service.added", service=service.id)
    return service


def change_service(work: UnitOfWork, command: ChangeService) -> Service:
    """Correct what the directory says of a service; importing the directory again leaves a correction as it is.

    Raises:
        NotAllowed: for anybody but an officer of a unit.
        NotFound: for a service outside the viewer's line of units.
        StaleEdit: where somebody else saved first.
    """
    service = _to_change(work, command.service_id, command.version)
    columns = _columns(command.details)
    if service.source is not None:
        service.corrections = _corrections(service, columns)
    for name, value in columns.items():
        setattr(service, name, value)
    record_act(work, "service.changed", service=service.id)
    return service


def check_service(work: UnitOfWork, service_id: int, version: int) -> Service:
    """Note that an officer has looked at a service and at what could not be read of it. Errors as `change_service`."""
    service = _to_change(work, service_id, version)
    service.is_checked, service.to_check = True, []
    record_act(work, "service.checked", service=service.id)
    return service


def _corrections(service: Service, columns: dict[str, Any]) -> dict[str, Any]:
    """What the directory says of each column that now says something else."""
    said = {name: service.corrections.get(name, getattr(service, name)) for name in columns}
    return {name: value for name, value in said.items() if not _is_same(value, columns[name])}


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values say the same; forms change blanks and line ends, and leave nothing out where all was empty."""
    if isinstance(one, list):
        return bool(one == other)
    return (one or "").split() == (other or "").split()


def _to_change(work: UnitOfWork, service_id: int, version: int) -> Service:
    _officer_only(work)
    service = service_in_sight(work, service_id)
    if service.version != version:
        raise StaleEdit
    service.version += 1
    return service


def _officer_only(work: UnitOfWork) -> None:
    if work.viewer.unit_id is None or not work.viewer.has_role(Role.OFFICER):
        raise NotAllowed


def _columns(details: ServiceDetails) -> dict[str, Any]:
    return vars(details) | {"needs": [kind.value for kind in details.needs]}
