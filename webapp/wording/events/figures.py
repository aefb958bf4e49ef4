"""Acts on figures and on tonight's list."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "figures.seen": _l("Looked at the figures"),
    "figures.taken": _l("Took the figures as a file"),
    "tonight.seen": _l("Saw who needs a bed tonight"),
}
