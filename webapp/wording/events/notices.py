"""Acts on release notices, and on looking for people who did not report."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching import vocabulary as v

EVENTS: dict[str, Any] = {
    "notice.recorded": _l("A release notice came in on %(received_on)s"),
    "notice.receipt_sent": _l("The receipt for the release notice was sent on %(sent_on)s"),
    "notice.seen": _l("Opened a release notice"),
    "notice.receipt_printed": _l("Opened the receipt for a release notice to print"),
    "notices.seen": _l("Saw the list of release notices"),
    "search.tried": (
        _l("Looked for the person on %(tried_on)s: %(step)s – %(result)s"),
        {"step": v.SearchStep, "result": v.SearchResult},
    ),
}
