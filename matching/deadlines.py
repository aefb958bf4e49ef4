"""The clocks of the office: how many days each thing may take, with the ground, from ``data/rulebooks/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from matching.clock import after_working_days
from matching.errors import RulebookError
from matching.reference import data_path

NAMES = ("receipt", "report", "report_correction", "missing", "transition", "tonight", "stalls", "escalates", "exit")
"""Every clock that the service runs by."""


@dataclass(frozen=True)
class Deadline:
    """One clock: so many days, calendar or working ones, and on what ground."""

    days: int
    working: bool
    ground: str
    ground_zh: str
    review_on: date

    def after(self, start: date) -> date:
        """The last day on time, counted from `start`."""
        return after_working_days(start, self.days) if self.working else start + timedelta(days=self.days)


def deadline(name: str) -> Deadline:
    """The clock of this name."""
    return deadlines()[name]


@cache
def deadlines() -> Mapping[str, Deadline]:
    """Every clock of this installation, read once."""
    return read_deadlines(data_path("rulebooks", "deadlines-cn-2026.toml"))


def read_deadlines(path: Path) -> Mapping[str, Deadline]:
    """Read the clocks; RulebookError says what is wrong with the file."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["deadlines"]
        found = {name: Deadline(**table) for name, table in tables.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise RulebookError(f"The deadlines in {path.name} cannot be read: {error.__class__.__name__}.") from error
    if set(found) != set(NAMES):
        raise RulebookError(f"The deadlines in {path.name} must be exactly: {', '.join(NAMES)}.")
    for name, each in found.items():
        if not isinstance(each.days, int) or not 0 <= each.days <= 3660 or not isinstance(each.working, bool):
            raise RulebookError(f"The deadline {name} has days between 0 and 3660, and working = true or false.")
    return found
