"""Acts on units."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "unit.added": _l("Added a unit"),
    "unit.edited": _l("Changed a unit's name or place"),
    "audit.seen": _l("Looked at the audit"),
}
