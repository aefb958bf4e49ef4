"""Acts on release notices, and on looking for people who did not report."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "notice.recorded": _l("A release notice came in on %(received_on)s"),
    "notice.receipt_sent": _l("The receipt for the release notice was sent on %(sent_on)s"),
}
