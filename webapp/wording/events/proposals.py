"""Acts on proposals."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "proposal.awaiting_review": _l("Proposed directly for %(title)s; a caseworker decides"),
    "proposal.interview_set": _l("Interview for %(title)s set for %(meets_on)s"),
    "proposal.interview_cancelled": _l("The interview for %(title)s was called off"),
    "proposal.proposed": _l("Proposed for %(title)s"),
    "proposal.agreed": _l("Agreed to be proposed for %(title)s"),
    "proposal.refused_by_subject": _l("Does not wish to be proposed for %(title)s"),
    "proposal.offered": _l("Offered to the provider of %(title)s without a name; a place is reserved"),
    "proposal.interested": _l("The provider of %(title)s is interested"),
    "proposal.disclosed": _l("The provider of %(title)s was told who it is, on the person's consent"),
    "proposal.accepted": _l("The provider of %(title)s accepts"),
    "proposal.refused": _l("The provider of %(title)s refuses"),
    "proposal.lapsed": _l("The provider of %(title)s did not answer in time"),
    "proposal.withdrawn": _l("The proposal for %(title)s was withdrawn"),
    "proposal.placed": _l("The proposal for %(title)s led to a placement"),
    "review_request.asked": _l("Asked the unit above to be the second person"),
    "review_request.sent_back": _l("The unit above sent the request back"),
    "proposals.seen": _l("Saw the list of proposals"),
    "proposal.seen": _l("Saw a proposal"),
    "review_request.seen": _l("Saw a request to be the second person"),
    "card.seen": _l("A provider saw a card that names the person"),
}
