"""Days on which an office works."""

from datetime import date, timedelta


def working_day(day: date, last: date) -> date:
    """The day itself or the Monday after it; where that lies after the last, the last."""
    return min(day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0), last)
