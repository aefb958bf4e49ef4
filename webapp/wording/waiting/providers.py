"""Lines of the day's work about providers: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "provider.to_check": (_l("Check this provider"), "providers.provider", "provider_id"),
    "provider.submitted": (_l("Being checked by an officer. You may prepare openings meanwhile"), "offers.mine", ""),
    "provider.refused": (_l("Not approved. Read why"), "offers.mine", ""),
    "provider.suspended": (_l("Suspended. Read why"), "offers.mine", ""),
}
