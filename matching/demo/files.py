"""Reading the files of the made-up county."""

import tomllib
from datetime import date, time, timedelta
from typing import Any

from matching.reference import data_path

Table = dict[str, Any]


def tables(name: str) -> list[Table]:
    """Read all tables of a name from every file that begins with the name, in the order of the files' names."""
    if name in ("units", "accounts", "offices", "covers"):
        return list(_read("county").get(name, []))
    return list(_read(name).get(name, []))


def _read(beginning: str) -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = {}
    for path in sorted(data_path("demo").glob(f"{beginning}*.toml"), key=lambda path: path.stem):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.setdefault(name, []).extend(rows)
    return found


def day_from(today: date, days: int | None) -> date | None:
    """A day so many days from today; None stays None."""
    return None if days is None else today + timedelta(days=days)


def span(text: str | None) -> tuple[time | None, time | None]:
    """Read "08:00-17:30"; two Nones where nothing is said."""
    if not text:
        return None, None
    start, _dash, end = text.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def weekdays(text: str) -> list[int]:
    """Read "1-6" (Monday to Saturday) as days counted from Monday, 0."""
    first, _dash, last = text.partition("-")
    return list(range(int(first) - 1, int(last)))


def place(at: list[float] | None) -> dict[str, float]:
    """Read [latitude, longitude] as named degrees; nothing where it is not said."""
    return {} if at is None else {"latitude": at[0], "longitude": at[1]}
