"""Lines of the day's work about work: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "work.dead": (_l("Failed %(count)s times for good: %(work)s"), "work.ledger", ""),
}
