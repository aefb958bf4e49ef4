"""Time as an argument: the real clock, and one whose date stands still for demonstrations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Clock:
    """Tells the instant and the office's date.

    Attributes:
        fixed_on: where set, every day is this one (the time of day still runs).
    """

    fixed_on: date | None = None

    def now(self) -> datetime:
        """The instant in UTC, without a zone, as it is stored."""
        real = datetime.now(UTC)
        if self.fixed_on is None:
            return real.replace(tzinfo=None)
        local = datetime.combine(self.fixed_on, real.astimezone(OFFICE_ZONE).time(), OFFICE_ZONE)
        return local.astimezone(UTC).replace(tzinfo=None)

    def instant(self) -> datetime:
        """The real instant in UTC, whatever the date is fixed to: leases, sessions and due times run on it."""
        return datetime.now(UTC).replace(tzinfo=None)

    def today(self) -> date:
        """The date at the office."""
        return self.fixed_on or datetime.now(OFFICE_ZONE).date()


def office_time(instant: datetime) -> datetime:
    """Turn a stored instant into the office's local time."""
    return instant.replace(tzinfo=UTC).astimezone(OFFICE_ZONE)


def office_midnight(day: date) -> datetime:
    """The stored instant at which a day begins at the office."""
    return datetime.combine(day, time(), OFFICE_ZONE).astimezone(UTC).replace(tzinfo=None)


def after_working_days(start: date, days: int) -> date:
    """Count working days (Monday to Friday) forward from a date."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
