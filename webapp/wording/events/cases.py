"""Acts on whole case files: closing, reopening, handing over, making one of two, the end of correction."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching import vocabulary as v

EVENTS: dict[str, Any] = {
    "subject.closed": (_l("Case file closed on %(closed_on)s: %(reason)s"), {"reason": v.CloseReason}),
    "subject.reopened": _l("Case file opened again"),
    "subject.moved": _l("Handed over to this office"),
    "subject.merged": _l("Another case file of the same person was merged into this one"),
    "subject.merged_away": _l("Merged into another case file of the same person"),
    "subject.correction_ended": (
        _l("Correction ended on %(ended_on)s (%(status)s); help goes on after it"),
        {"status": v.LegalStatus},
    ),
    "subject.closing_seen": _l("Looked at what closing the case file would end"),
    "subject.moving_seen": _l("Looked at what handing over the case file would end"),
    "subject.compared": _l("Compared two case files"),
    "consent.ended": (_l("Consent ended with the case file: %(purpose)s"), {"purpose": v.ConsentPurpose}),
}
