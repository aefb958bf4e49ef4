"""Acts on offers."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "offer.draft_started": _l("Started an opening"),
    "offer.copied": _l("Copied a past opening"),
    "offer.draft_saved": _l("Saved a page of an opening"),
    "offer.submit": _l("Sent an opening to be checked"),
    "offer.return": _l("Returned an offer to be mended"),
    "offer.publish": _l("Published an offer"),
    "offer.pause": _l("Paused an offer"),
    "offer.resume": _l("Resumed an offer"),
    "offer.mend": _l("Took an opening back to mend it"),
    "offer.withdraw": _l("Withdrew an opening"),
    "offer.close": _l("Closed an offer"),
    "offer.fill": _l("The last place of an offer was taken"),
    "offer.free": _l("A place of a filled offer became free"),
    "offer.expire": _l("An offer's closing date passed"),
    "offer.renew": _l("An import opened an expired offer again"),
    "offer.places_changed": _l("Changed the number of places of an offer"),
    "offer.imported": _l("Imported offers from a file"),
}
