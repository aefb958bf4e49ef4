"""Acts on placements."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.vocabulary import EndReason, ExtensionReason, NextSituation

EVENTS: dict[str, Any] = {
    "placement.planned": _l("Placement planned from %(planned_on)s: %(title)s"),
    "placement.started": _l("Started on %(started_on)s: %(title)s"),
    "placement.no_show": _l("Did not start: %(title)s"),
    "placement.cancelled": (_l("Placement cancelled (%(reason)s): %(title)s"), {"reason": EndReason}),
    "placement.extended": (_l("Placement extended to %(ends_on)s: %(reason)s"), {"reason": ExtensionReason}),
    "placement.exit_path": (_l("What follows the placement is settled: %(goal)s"), {"goal": NextSituation}),
    "placement.ended": (_l("Ended on %(ended_on)s (%(reason)s): %(title)s"), {"reason": EndReason}),
    "retention_check.holds": _l("Holds after %(days)s days"),
    "retention_check.ended": _l("No longer holds, asked after %(days)s days"),
    "retention_check.not_reached": _l("Nobody was reached for the check after %(days)s days"),
    "placements.seen": _l("Saw the list of placements"),
    "placement.seen": _l("Saw a placement"),
}
