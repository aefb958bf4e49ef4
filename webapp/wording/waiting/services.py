"""Lines of the day's work about services: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "service.to_check": (_l("Services of the directory to check: %(count)s"), "services.directory", ""),
}
