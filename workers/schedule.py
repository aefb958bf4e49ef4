"""Periodic work: which name falls due when, by the office's clock."""

from datetime import datetime, timedelta
from typing import Any, cast

from celery.schedules import crontab
from sqlmodel import Session

from matching.clock import office_time
from matching.work import add_work

SCHEDULE: dict[str, crontab] = {
    "start_run": crontab(hour="2", minute="30"),
    "expire_offers": crontab(hour="0", minute="5"),
    "lapse_proposals": crontab(hour="0", minute="10"),
    "end_covers": crontab(hour="0", minute="20"),
    "wake_suggestions": crontab(hour="0", minute="15"),
    "start_reminders": crontab(hour="6", minute="30"),
    "start_digests": crontab(hour="7", minute="30"),
    "seal_audit": crontab(),
    "tidy_up": crontab(minute="40"),
}
"""Name of work -> when. Every worker and dispatcher reads the same list."""

LOOK_BACK = timedelta(hours=24)


def add_due(session: Session, now: datetime, since: datetime | None = None) -> None:
    """Add the newest period of each schedule that fell due up to now, once for all dispatchers.

    Args:
        session: the dispatcher's.
        now: the real instant.
        since: up to when this dispatcher has looked already; a fresh one looks a day back.
    """
    for name, when in SCHEDULE.items():
        period = latest_period(when, now, max(since or now - LOOK_BACK, now - LOOK_BACK))
        if period is not None:
            add_work(session, name, now, key=f"{name}:{period:%Y-%m-%dT%H:%M}")


def latest_period(when: crontab, now: datetime, since: datetime) -> datetime | None:
    """Find the last whole minute after `since` and not after `now` that a schedule names."""
    minute = now.replace(second=0, microsecond=0)
    while minute > since:
        if falls_on(when, minute):
            return minute
        minute -= timedelta(minutes=1)
    return None


def falls_on(when: crontab, minute: datetime) -> bool:
    """Whether a schedule names this minute (an instant in UTC) by the office's clock."""
    local, parts = office_time(minute), cast(Any, when)
    return (
        local.minute in parts.minute
        and local.hour in parts.hour
        and local.isoweekday() % 7 in parts.day_of_week
        and local.day in parts.day_of_month
        and local.month in parts.month_of_year
    )
