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
    """Correct what the directory says of a service.

    Raises:
        NotAllowed: for anybody but an officer of a unit.
        NotFound: for a service outside the viewer's line of units.
        StaleEdit: where somebody else saved first.
    """
    service = _to_change(work, command.service_id, command.version)
    for name, value in _columns(command.details).items():
        setattr(service, name, value)
    record_act(work, "service.changed", service=service.id)
    return service


def check_service(work: UnitOfWork, service_id: int, version: int) -> Service:
    """Note that an officer has looked at a service and at what could not be read of it. Errors as `change_service`."""
    service = _to_change(work, service_id, version)
    service.is_checked, service.to_check = True, []
    record_act(work, "service.checked", service=service.id)
    return service


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
