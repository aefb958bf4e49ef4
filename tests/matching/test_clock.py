"""Time as an argument."""

from datetime import UTC, date, datetime

import pytest

from matching.clock import Clock, after_working_days, office_midnight, office_time


def test_a_fixed_clock_stands_on_its_date_while_its_time_of_day_runs() -> None:
    clock = Clock(date(2026, 9, 1))
    assert clock.today() == date(2026, 9, 1)
    assert office_time(clock.now()).date() == date(2026, 9, 1)


def test_leases_and_sessions_run_on_the_real_instant_whatever_the_date() -> None:
    gap = datetime.now(UTC).replace(tzinfo=None) - Clock(date(2026, 9, 1)).instant()
    assert abs(gap.total_seconds()) < 5


def test_a_day_begins_at_the_offices_midnight() -> None:
    assert office_midnight(date(2026, 9, 1)) == datetime(2026, 8, 31, 16)
    assert office_time(datetime(2026, 8, 31, 16)).date() == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 1), 0, date(2026, 9, 1)),
        (date(2026, 9, 1), 5, date(2026, 9, 8)),
        (date(2026, 9, 4), 1, date(2026, 9, 7)),
        (date(2026, 9, 5), 1, date(2026, 9, 7)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_working_days_leave_out_weekends(start: date, days: int, end: date) -> None:
    assert after_working_days(start, days) == end
