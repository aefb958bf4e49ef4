"""What has to be done, without saying about whom: the headings over lines of the day's work, by their keys."""

from typing import Any

from flask_babel import lazy_gettext as _l

GROUPS: dict[str, Any] = {
    "account.code_over": _l("Print a new one-time code"),
    "account.code_unused": _l("One-time codes not used yet"),
    "circumstance.review_due": _l("Ask again about the three noes"),
    "consent.runs_out": _l("Renew consents"),
    "correction_request.open": _l("Answer requests to correct"),
    "cover.ends": _l("Covers that end soon"),
    "notice.many_receipts": _l("Send receipts"),
    "notice.receipt_due": _l("Send receipts"),
    "offer.many_to_check": _l("Check offers"),
    "offer.returned": _l("Mend and send openings again"),
    "offer.to_check": _l("Check offers"),
    "offer.unfinished": _l("Finish openings"),
    "placement.check": _l("Ask whether placements still hold"),
    "placement.exit_path": _l("Settle what follows"),
    "placement.overstay": _l("Stays beyond the agreed day"),
    "placement.own_check": _l("Say whether placements still hold"),
    "placement.own_overstay": _l("Stays beyond the agreed day"),
    "placement.own_past_end": _l("Say how placements ended"),
    "placement.own_start": _l("Confirm starts"),
    "placement.past_end": _l("Say how placements ended"),
    "placement.start": _l("Confirm starts"),
    "proposal.card": _l("Answer proposals"),
    "proposal.card_interview": _l("Interviews"),
    "proposal.interview": _l("Interviews"),
    "proposal.lapses_soon": _l("Proposals that lapse soon"),
    "proposal.needs_second_person": _l("A second person must endorse"),
    "proposal.to_ask": _l("Ask people whether they agree"),
    "proposal.to_disclose": _l("Disclose or withdraw"),
    "proposal.to_offer": _l("Offer to providers"),
    "proposal.to_plan": _l("Agree on first days"),
    "proposal.to_review": _l("Decide on direct proposals"),
    "protected.needs_caseworker": _l("Name caseworkers for protected files"),
    "provider.refused": _l("About your registration"),
    "provider.submitted": _l("About your registration"),
    "provider.suspended": _l("About your registration"),
    "provider.to_check": _l("Check providers"),
    "question.open": _l("Find out facts"),
    "referral.answer_due": _l("Ask after referrals"),
    "review.answered": _l("Decide again: what you asked for is answered"),
    "review.held_arrived": _l("Decide again: the day has come"),
    "review.suggestions": _l("Review suggestions"),
    "review_request.open": _l("Be the second person"),
    "service.to_check": _l("Check services"),
    "subject.arrives": _l("People who are expected"),
    "subject.circumstances_unknown": _l("Record the three noes"),
    "subject.correction_ends": _l("The end of correction"),
    "subject.did_not_report": _l("People who have not reported"),
    "subject.missing": _l("People who are missing"),
    "subject.moved_here": _l("People who were moved here"),
    "subject.no_caseworker": _l("Name caseworkers"),
    "suggestion.needs_second_person": _l("A second person must propose"),
    "suggestion.to_propose": _l("Propose endorsed suggestions"),
    "unit.no_officer": _l("Name officers"),
    "work.dead": _l("Background work that failed"),
}


def group_words(key: str) -> str:
    """Say what has to be done with lines of a key."""
    return str(GROUPS[key])
