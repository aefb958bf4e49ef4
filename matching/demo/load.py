"""Loading the made-up county, and the town around it: once, whole or not at all, and never in production."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.demo.county import County
from matching.demo.files import tables
from matching.demo.history import history_acts
from matching.demo.needs import directory_acts
from matching.demo.offices import office_acts
from matching.demo.openings import opening_acts
from matching.demo.people import people_acts
from matching.demo.town.town import Cost, Size, draw_town, refuse_size, uncollected
from matching.errors import UnsafeSettings
from matching.passwords import known_to_everybody
from matching.records import Notification, Unit, WorkItem
from matching.services.offers import expire_offers
from matching.settings import Settings

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class DemoSignIn:
    """One account of the made-up county, by which a stranger may look around."""

    roles: tuple[str, ...]
    sign_in_name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and what it took."""

    size: Size
    cost: Cost


def load_town(work: UnitOfWork, settings: Settings, size: Size) -> Loaded | None:
    """Tell the county and draw the town around it, in one transaction. None, and nothing done, where it is there already.

    Nobody is matched by it: a full run has to follow.

    Raises:
        BadInput: for a size that cannot be drawn.
        UnsafeSettings: in production.
    """
    refuse_size(size)
    telling, newest = Cost(), _newest_item(work.session)
    with uncollected(), telling.of("telling"):
        is_new = load_county(work, settings)
    if not is_new:
        return None
    cost = surround(work, size, newest)
    return Loaded(size, Cost(telling.seconds | cost.seconds, cost.rows))


def surround(work: UnitOfWork, size: Size, newest_item: int = 0) -> Cost:
    """Draw the town around the told county; people are rematched by a full run, not one by one after `newest_item`."""
    cost = draw_town(work, size)
    asked = col(WorkItem.id) > newest_item, col(WorkItem.name) == "rematch_subject"
    work.session.execute(delete(WorkItem).where(*asked))
    return cost


def load_county(work: UnitOfWork, settings: Settings) -> bool:
    """Tell the whole county day by day, in one transaction. False, and nothing done, where it is there already.

    Raises:
        UnsafeSettings: in production, where accounts with known passwords have no place.
    """
    if settings.is_production:
        raise UnsafeSettings("The made-up county has accounts with known passwords: production refuses to load it.")
    if has_demo(work.session):
        return False
    county, newest = County(work), _newest_item(work.session)
    acts = [*office_acts(), *directory_acts(), *opening_acts(), *people_acts(), *history_acts()]
    with known_to_everybody():
        for act in sorted(acts, key=lambda act: act.day):
            act.do(county)
            work.session.flush()
    expire_offers(work)
    work.session.flush()
    _drop_repeats(work.session, newest)
    _see_old(work)
    return True


def has_demo(session: Session) -> bool:
    """Whether the made-up county is in this database."""
    codes = [row["code"] for row in tables("units")]
    return session.exec(select(func.count()).select_from(Unit).where(col(Unit.code).in_(codes))).one() == len(codes)


def demo_sign_ins() -> list[DemoSignIn]:
    """The accounts that are shown to a stranger: one per role, in the order of the files."""
    shown = [row for row in (*tables("accounts"), *tables("providers")) if row.get("shown")]
    return [DemoSignIn(tuple(row.get("roles", ["provider"])), row["sign_in_name"], row["password"]) for row in shown]


def _newest_item(session: Session) -> int:
    return session.exec(select(func.max(WorkItem.id))).one() or 0


def _see_old(work: UnitOfWork) -> None:
    """Leave under the bells as unseen what happened within the last days."""
    old = update(Notification).where(col(Notification.at) < work.now - LATELY)
    work.session.execute(old.values(seen_at=Notification.at), execution_options={"synchronize_session": False})


def _drop_repeats(session: Session, newest: int) -> None:
    """Two hundred days in one transaction ask for the same rematch many times: keep the first of each person.

    Everybody was taken in, so everybody is matched with every offer: the offers' own rematches would do the same again.
    """
    seen: set[tuple[str, str]] = set()
    repeats = []
    for item in session.exec(select(WorkItem).where(col(WorkItem.id) > newest).order_by(col(WorkItem.id))):
        about = (item.name, repr(sorted(item.ids.items())))
        if about in seen or item.name == "rematch_offer":
            repeats.append(item.id)
        seen.add(about)
    session.execute(delete(WorkItem).where(col(WorkItem.id).in_(repeats)))
