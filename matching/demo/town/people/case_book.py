"""One case file while it is written: its rows, and the line that each act leaves in the timeline."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import SQLModel

from matching.demo.town.model import Row
from matching.records import CaseEvent

OPENS_AT = timedelta(minutes=40)
"""Half past eight at the office, and ten minutes for the kettle, in UTC."""

BETWEEN_ACTS = timedelta(minutes=4)
LATEST = 330
"""Minutes after opening by which everybody's turn has begun."""


class CaseBook:
    """The rows of one case file in the order in which they are written.

    Attributes:
        lines: table and row.
        facts_version: counted up by every act that changes what the engine knows.
    """

    def __init__(self, subject_id: int, facts_version: int = 1) -> None:
        self.subject_id = subject_id
        self.facts_version = facts_version
        self.lines: list[tuple[type[SQLModel], Row]] = []
        self._last: dict[date, datetime] = {}

    def add(self, table: type[SQLModel], **row: Any) -> Row:
        """Keep a row about this person. Returns it."""
        row["subject_id"] = self.subject_id
        self.lines.append((table, row))
        return row

    def act(
        self, on: date, account_id: int | None, key: str, *, changes: bool = True, note: str | None = None, **said: Any
    ) -> datetime:
        """Write a line of the timeline; unless told otherwise, the act changes facts. Returns its instant."""
        at = self.at(on)
        line = {
            "subject_id": self.subject_id, "at": at, "on": on, "key": key, "arguments": said, "note": note,
            "account_id": account_id,
        }  # fmt: skip
        self.lines.append((CaseEvent, line))
        self.facts_version += changes
        return at

    def at(self, on: date) -> datetime:
        """The next free instant of a day at the office; people's days begin at different minutes."""
        last = self._last.get(on)
        if last is None:
            last = datetime.combine(on, time()) + OPENS_AT + timedelta(minutes=self._begins(on))
        self._last[on] = last + BETWEEN_ACTS
        return last

    def _begins(self, on: date) -> int:
        """The minute at which this person's turn comes on a day: mornings and afternoons, without a pattern."""
        return (self.subject_id * 97 + on.toordinal() * 61) % LATEST
