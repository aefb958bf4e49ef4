"""Lines of the day's work about offers: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "offer.to_check": (_l("Check this offer"), "offers.offer", "offer_id"),
    "offer.many_to_check": (_l("%(count)s offers to check"), "offers.published", ""),
    "offer.unfinished": (_l("Finish this opening and send it"), "offers.preview", "offer_id"),
    "offer.returned": (_l("Mend this opening and send it again"), "offers.preview", "offer_id"),
}
