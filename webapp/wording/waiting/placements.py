"""Lines of the day's work about placements: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "placement.start": (_l("Confirm whether the person has started"), "placements.placement", "placement_id"),
    "placement.check": (
        _l("Ask whether the placement still holds after %(days)s days"),
        "placements.placement",
        "placement_id",
    ),
    "placement.own_start": (_l("Confirm the start"), "placements.received", ""),
    "placement.own_check": (
        _l("Say whether this still holds after %(days)s days"),
        "placements.received",
        "",
    ),
}
