"""Acts on scanned papers."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching import vocabulary as v

EVENTS: dict[str, Any] = {
    "scan.kept": (_l("Scanned paper kept: %(kind)s"), {"kind": v.ScanKind}),
    "scan.opened": _l("Opened a scanned paper"),
    "scan.removed": (
        _l("Scanned paper removed: %(kind)s – %(reason)s"),
        {"kind": v.ScanKind, "reason": v.ScanRemoval},
    ),
}
