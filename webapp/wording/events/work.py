"""Acts on work."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "demo.loaded": _l("The made-up county was loaded"),
    "run.started": _l("A full run was started"),
    "run.done": _l("A full run was finished"),
    "shortlist.printed": _l("Printed a shortlist on the console"),
    "pair.explained": _l("Explained a pair on the console"),
    "work.tidied": _l("Ended sessions and done work were forgotten"),
    "work.requeued": _l("Put a dead work item back"),
}
