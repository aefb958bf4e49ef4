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
    "placement.overstay": (
        _l("Still lives there after the last day, %(ends_on)s: extend or record the end"),
        "placements.placement",
        "placement_id",
    ),
    "placement.past_end": (
        _l("The last day was %(ends_on)s: record the end or extend"),
        "placements.placement",
        "placement_id",
    ),
    "placement.exit_path": (
        _l("Ends on %(ends_on)s: settle with the person what follows"),
        "placements.placement",
        "placement_id",
    ),
    "placement.own_overstay": (
        _l("The agreed stay ended on %(ends_on)s: record the end, or ask the officer to extend it"),
        "placements.placement",
        "placement_id",
    ),
    "placement.own_past_end": (
        _l("The last day was %(ends_on)s: record the end, or ask the officer to extend it"),
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
