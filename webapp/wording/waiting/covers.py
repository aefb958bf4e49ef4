"""Lines of the day's work about covers: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "protected.needs_caseworker": (
        _l("A protected file needs an authorised caseworker"),
        "covers.protected",
        "unit_id",
    ),
}
