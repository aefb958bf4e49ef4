"""The words of audit entries: the timeline's words, with dots for what the audit does not keep."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.queries.audit import AuditRow
from matching.viewer import CONSOLE, NOBODY, WORKER
from webapp.wording.events import EVENTS

RECORDS: dict[str, Any] = {
    "account": _l("account"),
    "check": _l("retention check"),
    "by": _l("covered by account"),
    "consent": _l("consent"),
    "cover": _l("cover"),
    "days": _l("days"),
    "heir": _l("taken over by account"),
    "forgotten": _l("forgotten"),
    "ids": _l("people"),
    "item": _l("work item"),
    "notice": _l("release notice"),
    "offer": _l("offer"),
    "other": _l("other case file"),
    "people": _l("people"),
    "placement": _l("placement"),
    "proposal": _l("proposal"),
    "provider": _l("provider"),
    "request": _l("request"),
    "run": _l("run"),
    "scan": _l("scanned paper"),
    "suggestion": _l("suggestion"),
    "unit": _l("unit"),
    "service": _l("service"),
    "upload": _l("file"),
    "refused": _l("refused"),
    "updated": _l("updated"),
    "created": _l("new"),
    "unit_before": _l("unit before"),
}
"""What the ids of an entry stand for, before their numbers."""


MACHINES: dict[str, Any] = {
    NOBODY.name: _l("a visitor"),
    CONSOLE.name: _l("the console"),
    WORKER.name: _l("background work"),
}
"""Who acts without an account."""


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        if name == "title" and self.get("offer"):
            return f"{RECORDS['offer']} {self['offer']}"
        return "…"


def act_words(act: str, ids: dict[str, Any]) -> str:
    """Say what was done, from ids alone; the act's key itself where it has no words."""
    entry = EVENTS.get(act)
    words = entry[0] if isinstance(entry, tuple) else entry
    return act if words is None else str(words) % _Known(ids)


def record_words(name: str) -> str:
    """Say what an id of an entry stands for; its own name where it has no words."""
    return str(RECORDS.get(name, name))


def who_words(entry: AuditRow) -> str:
    """Say who acted: the account's name, or what acts without one."""
    return entry.who if entry.account_id else str(MACHINES.get(entry.who, entry.who))
