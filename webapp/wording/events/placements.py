"""Acts on placements."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {}
