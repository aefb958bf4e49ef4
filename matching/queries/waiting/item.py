"""One line of somebody's work."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits.

    Attributes:
        key: "noun.what", worded by the pages.
        since: the day from which it waits, or on which it fell due.
        ids: what it is about; "id" is the record that the line opens.
        title: an offer's title or a subject's name where the viewer may see it; never for mail.
        arguments: further codes and numbers that the wording needs.
        is_overdue: whether its date has passed.
        answered_by: names of those who answer for it, where it waits for others than the viewer.
        has_stalled: whether it has waited for them too long.
    """

    key: str
    since: date
    ids: dict[str, int]
    title: str = field(default="", repr=False)
    arguments: dict[str, Any] = field(default_factory=dict)
    is_overdue: bool = False
    answered_by: tuple[str, ...] | None = field(default=None, repr=False)
    has_stalled: bool = False
