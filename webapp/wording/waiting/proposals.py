"""Lines of the day's work about proposals: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "suggestion.to_propose": (_l("Propose this endorsed suggestion"), "proposals.board", ""),
    "suggestion.needs_second_person": (
        _l("Endorsed by you: a second person must propose it"),
        "proposals.board",
        "",
    ),
    "review_request.open": (
        _l("A unit below asks you to be the second person"),
        "proposals.request_above",
        "request_id",
    ),
    "proposal.to_review": (
        _l("An officer has proposed this directly: endorse or decline it"),
        "reviews.proposed",
        "proposal_id",
    ),
    "proposal.needs_second_person": (
        _l("Proposed by you: a second person must endorse it"),
        "proposals.proposal",
        "proposal_id",
    ),
    "proposal.interview": (_l("Interview on %(on)s at %(at)s"), "proposals.proposal", "proposal_id"),
    "proposal.card_interview": (_l("Interview on %(on)s at %(at)s"), "proposals.card", "code"),
    "proposal.to_ask": (_l("Ask the person whether they agree"), "proposals.proposal", "proposal_id"),
    "proposal.to_offer": (
        _l("The person agrees: offer it to the provider"),
        "proposals.proposal",
        "proposal_id",
    ),
    "proposal.to_disclose": (
        _l("The provider is interested: disclose or withdraw"),
        "proposals.proposal",
        "proposal_id",
    ),
    "proposal.to_plan": (_l("Accepted: confirm the start date"), "proposals.proposal", "proposal_id"),
    "proposal.lapses_soon": (
        _l("The provider has not answered and the proposal lapses soon"),
        "proposals.proposal",
        "proposal_id",
    ),
    "proposal.card": (_l("Answer this proposal, %(days)s days left"), "proposals.card", "code"),
}
