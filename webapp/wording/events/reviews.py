"""Acts on reviews."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.vocabulary import DeclineReason

EVENTS: dict[str, Any] = {
    "suggestion.endorsed": _l("Endorsed offer %(offer)s: an officer may propose it"),
    "suggestion.declined": (_l("Declined offer %(offer)s: %(reason)s"), {"reason": DeclineReason}),
    "suggestion.held": _l("Held offer %(offer)s until %(held_on)s"),
    "suggestion.needs_information": _l("Asked for information about offer %(offer)s"),
    "suggestion.reopened": _l("The decision on offer %(offer)s is open again"),
    "suggestion.expired": _l("The endorsement of offer %(offer)s ran out"),
    "suggestion.withdrawn": _l(
        "Offer %(offer)s was withdrawn: it is no longer open, or the person may no longer take it"
    ),
    "review.seen": _l("Saw how an offer suits a person"),
    "reviews.seen": _l("Saw the list of suggestions to review"),
    "candidates.seen": _l("Saw the people for an offer"),
    "near.seen": _l("Saw what one small change would open to a person"),
    "people.compared": _l("Compared people for an offer"),
    "offers.compared": _l("Compared offers for a person"),
}
