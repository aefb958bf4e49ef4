"""The made-up county while it is being told: who is who by key, and acts in the order of their days."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from matching.clock import OFFICE_ZONE, Clock
from matching.database import UnitOfWork
from matching.demo.files import Table
from matching.viewer import CONSOLE, Viewer

OPENS, CLOSES = timedelta(hours=8, minutes=32), timedelta(hours=17, minutes=25)
BETWEEN_ACTS = timedelta(minutes=3)


@dataclass(frozen=True)
class DayGoneBy(Clock):
    """A day that is told, at a time of day that stands still.

    Attributes:
        since_midnight: what the office's clock showed.
    """

    since_midnight: timedelta = OPENS

    def now(self) -> datetime:
        """The told instant in UTC, without a zone."""
        local = datetime.combine(self.today(), time(), OFFICE_ZONE) + self.since_midnight
        return local.astimezone(UTC).replace(tzinfo=None)


@dataclass
class County:
    """What has been made so far, by the keys of the files.

    Attributes:
        work: the transaction of the whole load.
        offices: township code -> who does its work.
        caseworkers: subject key -> who answers for them.
        services: key of the directory -> id; notices: subject key -> id; referrals: (subject key, need) -> id.
        proposals, suggestions, placements: (subject key, offer key) -> id.
        acts_told: day -> how many acts of that day were told so far.
    """

    work: UnitOfWork
    units: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, Viewer] = field(default_factory=dict)
    offices: dict[str, Table] = field(default_factory=dict)
    providers: dict[str, int] = field(default_factory=dict)
    provider_viewers: dict[str, Viewer] = field(default_factory=dict)
    provider_units: dict[str, str] = field(default_factory=dict)
    offers: dict[str, int] = field(default_factory=dict)
    offer_providers: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)
    subject_units: dict[str, str] = field(default_factory=dict)
    caseworkers: dict[str, Viewer] = field(default_factory=dict)
    services: dict[str, int] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    referrals: dict[tuple[str, str], int] = field(default_factory=dict)
    suggestions: dict[tuple[str, str], int] = field(default_factory=dict)
    proposals: dict[tuple[str, str], int] = field(default_factory=dict)
    placements: dict[tuple[str, str], int] = field(default_factory=dict)
    acts_told: Counter[int] = field(default_factory=Counter)

    def on(self, day: int, viewer: Viewer = CONSOLE) -> UnitOfWork:
        """The same transaction, seen on another day by somebody: on a day gone by a little later than the act before."""
        on_day = self.work.today + timedelta(days=day)
        if day >= 0:
            return UnitOfWork(self.work.session, Clock(on_day), viewer)
        first = OPENS + timedelta(minutes=day * 37 % 240)
        told_at = min(first + self.acts_told[day] * BETWEEN_ACTS, CLOSES)
        self.acts_told[day] += 1
        return UnitOfWork(self.work.session, DayGoneBy(on_day, told_at), viewer)

    def office(self, unit: str) -> Table:
        """Who does the work of a unit: that of its own code or of the township that it lies in."""
        return next(office for code, office in self.offices.items() if unit == code or unit.startswith(f"{code}-"))

    def officer(self, unit: str) -> Viewer:
        """The officer of a unit."""
        return self.accounts[self.office(unit)["officer"]]

    def caseworker(self, unit: str) -> Viewer:
        """The caseworker of a unit."""
        return self.accounts[self.office(unit)["caseworker"]]


@dataclass(frozen=True)
class Act:
    """Something that happened on a day, counted from the day of loading."""

    day: int
    do: Callable[[County], None]
