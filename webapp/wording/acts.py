"""The words of audit entries: the timeline's words, with dots for what the audit does not keep."""

from typing import Any

from webapp.wording.events import EVENTS


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def act_words(act: str, ids: dict[str, Any]) -> str:
    """Say what was done, from ids alone; the act's key itself where it has no words."""
    entry = EVENTS.get(act)
    words = entry[0] if isinstance(entry, tuple) else entry
    return act if words is None else str(words) % _Known(ids)
