"""Who helps with what: the services of the told county's directory, and names in words elsewhere."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from matching.clock import office_time
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice
from matching.demo.town.land import County
from matching.demo.town.model import Office
from matching.records import Service
from matching.vocabulary import NeedKind


@dataclass(frozen=True)
class Helper:
    """Somebody to whom a need is referred; `service_id` where the directory knows them."""

    name: str
    service_id: int | None = None


class Directory:
    """The helpers of one township, by kind of need."""

    def __init__(self, county: County, office: Office, services: list[Service]) -> None:
        self._county, self._office = county.name, office.name
        near = [each for each in services if each.unit_id in (county.unit_id, office.unit_id)]
        self._known: dict[NeedKind, list[tuple[date, Helper]]] = {
            kind: [_dated(each) for each in near if kind.value in each.needs] for kind in NeedKind
        }

    def helper(self, dice: Dice, kind: NeedKind, on: date) -> Helper | None:
        """Somebody who helps with a kind of need on a day; None where nobody does."""
        known = [helper for since, helper in self._known[kind] if since <= on]
        if known:
            return dice.one(known)
        names = words("files")["referrals"].get("to", {}).get(kind.value, [])
        return Helper(dice.one(names).format(county=self._county, township=self._office)) if names else None


def _dated(service: Service) -> tuple[date, Helper]:
    """Since when a service has been in the directory, and the service."""
    helper = Helper(f"{service.organisation}: {service.name}"[:200], service.id)
    return office_time(service.created_at).date(), helper


def checked_services(session: Session) -> list[Service]:
    """The services of the directory that somebody has checked, in the order of their ids."""
    return list(session.exec(select(Service).where(col(Service.is_checked)).order_by(col(Service.id))))
