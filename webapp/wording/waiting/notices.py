"""Lines of the day's work about release notices: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "notice.receipt_due": (_l("Send the receipt for the release notice by %(due_on)s"), "notices.notice", "notice_id"),
    "notice.many_receipts": (_l("More than twenty receipts for release notices to send"), "notices.listed", ""),
}
