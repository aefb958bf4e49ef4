"""Acts on files of others."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "notice.imported": _l("Imported release notices"),
    "subject.imported": _l("Imported case files"),
    "service.imported": _l("Imported a directory of services"),
    "offer.own_imported": _l("Imported their own openings"),
    "upload.kept": _l("Sent a file to look at before importing it"),
    "upload.seen": _l("Looked at what a sent file would do"),
    "upload.applied": _l("Imported a sent file"),
    "upload.dropped": _l("Took back a sent file"),
}
