"""The whole of somebody's work list: what waits for them, and for a supervisor what stands still in the unit."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.queries.covers import holds_on
from matching.queries.pages import ON_A_PAGE, page_within, pages_of
from matching.queries.stalled import assigned_in_unit, has_stalled, unit_work
from matching.queries.waiting import my_work
from matching.queries.waiting.item import WaitingItem
from matching.records import Account, Cover
from matching.vocabulary import Role

OVERSEEN = ("subject.no_caseworker", "offer.to_check", "offer.many_to_check", "provider.to_check")
"""Lines of the unit's officers that a supervisor sees from the first day."""

LATER = ("subject.arrives", "provider.submitted", "account.code_unused", "offer.unfinished", "cover.ends")
"""Lines that press nobody today."""

ENDS_WITHIN = timedelta(days=7)

AT_FIRST = 5
"""How many lines of one kind and band stand on the list of all kinds; the list of that kind has the rest."""


class Band(StrEnum):
    """How a line of the day's work presses."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    STALLED = "stalled"
    WITH_OTHERS = "with_others"


@dataclass(frozen=True)
class Group:
    """Lines of one kind within one band, as far as they stand on the page, and how many there are in all."""

    key: str
    count: int
    items: list[WaitingItem]


@dataclass(frozen=True)
class DaysWork:
    """One page of a work list: bands of groups; how many lines each kind has, and all; which page of how many."""

    bands: list[tuple[Band, list[Group]]]
    kinds: dict[str, int]
    count: int
    page: int
    pages: int

    @property
    def items(self) -> list[WaitingItem]:
        """The lines on the page."""
        return [item for _band, groups in self.bands for group in groups for item in group.items]


def days_work(work: UnitOfWork, kind: str | None = None, page: int = 1) -> DaysWork:
    """One page of what waits for the viewer: overdue first, then today's, then later; of one kind, or the first of each."""
    everything = work_list(work)
    kinds = Counter(item.key for item in everything)
    wanted = [item for item in everything if kind not in kinds or item.key == kind]
    groups = _grouped(wanted, work.today)
    listed = [item for items in groups.values() for item in (items if kind in kinds else items[:AT_FIRST])]
    page = page_within(page, len(listed))
    shown = _grouped(listed[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], work.today)
    bands: dict[Band, list[Group]] = {}
    for (band, key), items in shown.items():
        bands.setdefault(band, []).append(Group(key, len(groups[band, key]), items))
    return DaysWork(list(bands.items()), dict(sorted(kinds.items())), len(wanted), page, pages_of(len(listed)))


def _grouped(items: list[WaitingItem], today: date) -> dict[tuple[Band, str], list[WaitingItem]]:
    """Lines by band and kind, the most pressing band first, in each the oldest line first."""
    order = list(Band)
    groups: dict[tuple[Band, str], list[WaitingItem]] = {}
    for item in sorted(items, key=lambda item: (order.index(band_of(item, today)), item.key, item.since)):
        groups.setdefault((band_of(item, today), item.key), []).append(item)
    return groups


def band_of(item: WaitingItem, today: date) -> Band:
    """How a line presses the viewer."""
    if item.answered_by is not None:
        return Band.STALLED if item.has_stalled else Band.WITH_OTHERS
    if item.is_overdue:
        return Band.OVERDUE
    if item.arguments.get("release_on", today) < today:
        return Band.TODAY
    return Band.LATER if item.since > today or item.key in LATER else Band.TODAY


def work_list(work: UnitOfWork) -> list[WaitingItem]:
    """Everything that waits for the viewer, oldest first, then what a supervisor oversees."""
    return [*my_work(work), *_overseen(work)]


def _overseen(work: UnitOfWork) -> list[WaitingItem]:
    """What has stalled in the supervisor's unit with others, what nobody has begun, and covers that end soon."""
    unit_id = work.viewer.unit_id
    if unit_id is None or not work.viewer.has_role(Role.SUPERVISOR):
        return []
    waiting = [item for item in unit_work(work, unit_id) if _is_overseen(work, item)]
    assigned = [
        each for each in assigned_in_unit(work, unit_id, waiting) if work.viewer.account_id not in each.answering
    ]  # fmt: skip
    names = _names(work, {account_id for each in assigned for account_id in each.answering})
    lines = [
        replace(
            each.item,
            answered_by=tuple(sorted(names[id] for id in each.answering)),
            has_stalled=has_stalled(each.item, "escalates", work.today),
        )
        for each in assigned
    ]
    return [*lines, *_covers_ending(work, unit_id)]


def _is_overseen(work: UnitOfWork, item: WaitingItem) -> bool:
    return item.key in OVERSEEN or has_stalled(item, "escalates", work.today)


def _covers_ending(work: UnitOfWork, unit_id: int) -> list[WaitingItem]:
    ending = (
        select(Cover, Account.name)
        .join(Account, col(Account.id) == col(Cover.account_id))
        .where(col(Account.unit_id) == unit_id, holds_on(work.today), col(Cover.to_on) <= work.today + ENDS_WITHIN)
        .order_by(col(Cover.to_on), col(Cover.id))
    )
    return [
        WaitingItem("cover.ends", cover.from_on, {"id": cover.id or 0}, name, {"ends_on": cover.to_on})
        for cover, name in work.session.exec(ending)
    ]


def _names(work: UnitOfWork, account_ids: set[int]) -> dict[int, str]:
    if not account_ids:
        return {}
    named = select(Account.id, Account.name).where(col(Account.id).in_(account_ids))
    return {account_id or 0: name for account_id, name in work.session.exec(named)}
