"""The words of the lines under the bell and where each leads: key -> (words, the view that the line opens, its argument).

An argument's value is found in the notification's ids: under its own name, else as "id".
"""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from matching.queries.notifications import NotificationRow
from webapp.rendering import day
from webapp.wording.waiting.groups import group_words

PROPOSAL, PLACEMENT = ("proposals.proposal", "proposal_id"), ("placements.placement", "placement_id")
CARD, OFFER = ("proposals.card", "code"), ("offers.preview", "offer_id")

LINES: dict[str, tuple[Any, str, str]] = {
    "proposal.awaiting_review": (_l("A placement is proposed directly: look whether it suits"), *PROPOSAL),
    "proposal.proposed": (_l("A placement is proposed: ask the person whether they agree"), *PROPOSAL),
    "proposal.agreed": (_l("The person agrees to a proposal: it can be offered"), *PROPOSAL),
    "proposal.refused_by_subject": (_l("The person does not want what was proposed"), *PROPOSAL),
    "proposal.interested": (_l("The provider is interested: decide on disclosing the person"), *PROPOSAL),
    "proposal.disclosed": (_l("The provider now knows who the person is"), *PROPOSAL),
    "proposal.accepted": (_l("The provider accepts: agree on the first day"), *PROPOSAL),
    "proposal.refused": (_l("The provider refuses a proposal"), *PROPOSAL),
    "proposal.lapsed": (_l("The provider did not answer in time: the proposal has lapsed"), *PROPOSAL),
    "proposal.withdrawn": (_l("A proposal is withdrawn"), *PROPOSAL),
    "proposal.interview": (_l("An interview is set, moved or cancelled"), *PROPOSAL),
    "card.interview": (_l("The interview for proposal %(code)s is set, moved or cancelled"), *CARD),
    "card.arrived": (_l("Proposal %(code)s has arrived: please answer it"), *CARD),
    "card.disclosed": (_l("Proposal %(code)s now names the person: please accept or refuse"), *CARD),
    "card.lapsed": (_l("Proposal %(code)s has lapsed: the time for an answer is over"), *CARD),
    "card.withdrawn": (_l("Proposal %(code)s is withdrawn"), *CARD),
    "placement.planned": (_l("A first day is agreed"), *PLACEMENT),
    "placement.started": (_l("A placement has started"), *PLACEMENT),
    "placement.no_show": (_l("Somebody did not come on the first day"), *PLACEMENT),
    "placement.cancelled": (_l("A planned placement is cancelled"), *PLACEMENT),
    "placement.extended": (_l("A placement is extended"), *PLACEMENT),
    "placement.ended": (_l("A placement has ended"), *PLACEMENT),
    "check.due": (_l("Say whether a placement still holds after %(days)s days"), *PLACEMENT),
    "suggestion.endorsed": (_l("A suggestion is endorsed: it can be proposed"), "proposals.board", ""),
    "question.asked": (_l("Facts are needed before something can be suggested"), "subjects.case_file", "subject_id"),
    "review_request.asked": (
        _l("A unit below asks you to be the second person"),
        "proposals.request_above",
        "request_id",
    ),
    "review_request.closed": (_l("What you asked of the unit above is settled"), "proposals.board", ""),
    "subject.assigned": (_l("A case file is now yours"), "subjects.case_file", "subject_id"),
    "caseload.handed_over": (_l("A colleague's people are now yours"), "subjects.caseload", ""),
    "account.code_printed": (
        _l("Somebody printed a one-time code for your account. If you did not ask for it, tell your supervisor"),
        "accounts.account",
        "",
    ),
    "subject.moved_here": (_l("A case file was handed to your unit"), "subjects.case_file", "subject_id"),
    "cover.begins": (_l("You answer for a colleague's people from %(on)s"), "today.today", ""),
    "offer.submitted": (_l("An offer is sent in: check it"), "offers.offer", "offer_id"),
    "offer.imported": (_l("Offers were imported and wait to be checked (%(count)s)"), "today.today", ""),
    "offer.published": (_l("Your opening is published"), *OFFER),
    "offer.returned": (_l("Your opening came back: mend it and send it again"), *OFFER),
    "offer.paused": (_l("Your opening is paused"), *OFFER),
    "offer.closed": (_l("Your opening is closed"), *OFFER),
    "offer.expired": (_l("The closing date of your opening has passed"), *OFFER),
    "provider.registered": (_l("A provider has registered: check it"), "providers.provider", "provider_id"),
    "provider.approved": (_l("You are approved: your openings can be published"), "offers.mine", ""),
    "provider.refused": (_l("You are not approved. Read why"), "offers.mine", ""),
    "provider.suspended": (_l("You are suspended. Read why"), "offers.mine", ""),
    "stalled.own": (_l("Has waited long: %(kind)s (%(count)s)"), "today.today", "kind"),
    "stalled.unit": (_l("Work has stalled in your unit (%(count)s)"), "today.today", ""),
    "stalled.below": (_l("Work has stalled in an office below that has no supervisor (%(count)s)"), "today.today", ""),
}


def notification_words(row: NotificationRow) -> str:
    """Say what happened."""
    return str(LINES[row.key][0]) % {name: _said(name, value) for name, value in row.ids.items()}


def notification_address(row: NotificationRow) -> str:
    """Where the line leads."""
    _words, endpoint, argument = LINES[row.key]
    return url_for(endpoint, **({argument: row.ids.get(argument, row.ids.get("id"))} if argument else {}))


def _said(name: str, value: Any) -> Any:
    if name == "kind":
        return group_words(value)
    return day(date.fromisoformat(value)) if name == "on" else value
