"""Who hears of which step: one table per noun, and one call for the service that takes the step."""

from collections.abc import Callable, Mapping

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.queries.concerned import (
    answering,
    caseworkers_of,
    checking_officers,
    officers_of,
    proposers_of,
    provider_accounts,
    unit_accounts,
)
from matching.records import (
    Account,
    Cover,
    Notification,
    Offer,
    Placement,
    Proposal,
    Provider,
    RetentionCheck,
    ReviewRequest,
    Subject,
)
from matching.services.telling import mail_at_once, take_back_telling, tell
from matching.vocabulary import MailChoice, PlacementState, ProposalState, Role

P, S = ProposalState, PlacementState
Whom = Callable[[UnitOfWork, Proposal], set[int]]


def caseworkers(work: UnitOfWork, proposal: Proposal) -> set[int]:
    """Who answers for the proposal's subject."""
    return caseworkers_of(work, proposal.subject_id)


def staff(work: UnitOfWork, proposal: Proposal) -> set[int]:
    """Who answers for the proposal's subject, and who proposed."""
    return caseworkers(work, proposal) | proposers_of(work, proposal)


STAFF_HEAR: Mapping[ProposalState, Whom] = {
    P.AWAITING_REVIEW: caseworkers,
    P.PROPOSED: caseworkers,
    P.AGREED: staff,
    P.REFUSED_BY_SUBJECT: staff,
    P.INTERESTED: staff,
    P.DISCLOSED: caseworkers,
    P.ACCEPTED: staff,
    P.REFUSED: staff,
    P.LAPSED: staff,
    P.WITHDRAWN: staff,
}
"""State that a proposal has come to -> whom of the staff it concerns."""

PROVIDER_HEARS = {
    P.OFFERED: "card.arrived",
    P.DISCLOSED: "card.disclosed",
    P.LAPSED: "card.lapsed",
    P.WITHDRAWN: "card.withdrawn",
}
"""State -> what the provider's accounts are told, once they have a card."""

OFFER_STEPS = {
    "publish": "offer.published",
    "return": "offer.returned",
    "pause": "offer.paused",
    "resume": "offer.published",
    "close": "offer.closed",
    "expire": "offer.expired",
}
"""Step of an offer -> what its provider's accounts are told."""

PROVIDER_STATES = {"approved": "provider.approved", "refused": "provider.refused", "suspended": "provider.suspended"}


def tell_of_proposal(work: UnitOfWork, proposal: Proposal) -> None:
    """Tell whom a proposal's step concerns that it was taken."""
    state, told_as = proposal.state, f"proposal:{proposal.id}:{proposal.state.value}"
    if state in STAFF_HEAR:
        whom, about = STAFF_HEAR[state](work, proposal), {"id": proposal.id or 0, "subject": proposal.subject_id}
        tell(work, whom, f"proposal.{state.value}", told_as, **about)
    if state in PROVIDER_HEARS and proposal.answer_by_on is not None:
        accounts = provider_accounts(work, proposal.provider_id)
        tell(work, accounts, PROVIDER_HEARS[state], told_as, code=proposal.code)


def tell_of_interview(work: UnitOfWork, proposal: Proposal) -> None:
    """Tell the caseworker and the provider that an interview is set, moved or cancelled."""
    told_as = f"proposal:{proposal.id}:interview:{proposal.version}"
    about = {"id": proposal.id or 0, "subject": proposal.subject_id}
    tell(work, staff(work, proposal), "proposal.interview", told_as, **about)
    tell(work, provider_accounts(work, proposal.provider_id), "card.interview", told_as, code=proposal.code)


def tell_of_placement(work: UnitOfWork, placement: Placement, what: str) -> None:
    """Tell the caseworker, the proposing officer and the provider what became of a placement."""
    told_as = f"placement:{placement.id}:{what}:{placement.version}"
    proposal = work.session.get_one(Proposal, placement.proposal_id)
    about = {"id": placement.id or 0, "subject": placement.subject_id}
    tell(work, staff(work, proposal), f"placement.{what}", told_as, **about)
    accounts = provider_accounts(work, placement.provider_id)
    tell(work, accounts, f"placement.{what}", told_as, id=placement.id or 0, code=proposal.code)


def tell_of_check(work: UnitOfWork, check: RetentionCheck, placement: Placement) -> None:
    """Tell the provider and who answers for the subject that a retention check is due."""
    told_as, about = f"check:{check.id}", {"id": placement.id or 0, "days": check.days}
    tell(work, provider_accounts(work, placement.provider_id), "check.due", told_as, **about)
    tell(work, caseworkers_of(work, placement.subject_id), "check.due", told_as, **about, subject=placement.subject_id)


def tell_of_offer(work: UnitOfWork, offer: Offer, step: str) -> None:
    """Tell officers that an offer was sent to be checked, or the provider what became of it."""
    told_as = f"offer:{offer.id}:{step}:{offer.version}"
    if step in ("submit", "renew"):
        tell(work, checking_officers(work, offer.unit_id), "offer.submitted", told_as, id=offer.id or 0)
    elif step in OFFER_STEPS:
        tell(work, provider_accounts(work, offer.provider_id), OFFER_STEPS[step], told_as, id=offer.id or 0)


def tell_of_import(work: UnitOfWork, unit_id: int, source: str, count: int) -> None:
    """Tell the officers who must check them, in one line, how many offers an import has sent in."""
    told_as = f"import:{source}:{work.instant.isoformat()}"
    tell(work, checking_officers(work, unit_id), "offer.imported", told_as, count=count)


def tell_of_provider(work: UnitOfWork, provider: Provider) -> None:
    """Tell officers that a provider has registered, or the provider how its check went."""
    told_as = f"provider:{provider.id}:{provider.version}"
    key = PROVIDER_STATES.get(provider.state.value)
    if key is None:
        tell(work, checking_officers(work, provider.unit_id), "provider.registered", told_as, id=provider.id or 0)
    else:
        tell(work, provider_accounts(work, provider.id or 0), key, told_as, id=provider.id or 0)


def tell_of_endorsement(work: UnitOfWork, subject_id: int, suggestion_id: int) -> None:
    """Tell the officers who may propose that a suggestion is endorsed."""
    about = {"id": suggestion_id, "subject": subject_id}
    tell(work, officers_of(work, subject_id), "suggestion.endorsed", _endorsed(suggestion_id), **about)


def take_back_endorsement(work: UnitOfWork, subject_id: int, suggestion_id: int) -> None:
    """Take the news of an endorsement from the officers who have not read it."""
    take_back_telling(work, officers_of(work, subject_id), _endorsed(suggestion_id))


def _endorsed(suggestion_id: int) -> str:
    return f"suggestion:{suggestion_id}:endorsed"


def tell_of_question(work: UnitOfWork, subject_id: int) -> None:
    """Tell who answers for a subject that facts are to be found out, once a day however many."""
    told_as = f"question:{subject_id}:{work.today.isoformat()}"
    tell(work, caseworkers_of(work, subject_id), "question.asked", told_as, id=subject_id, subject=subject_id)


def tell_of_request(work: UnitOfWork, request: ReviewRequest) -> None:
    """Tell the officers of the unit above that they are asked; once the request is closed, tell the asker."""
    told_as = f"review_request:{request.id}:{'asked' if request.closed_at is None else 'closed'}"
    if request.closed_at is None:
        asked = unit_accounts(work, request.unit_id, Role.OFFICER)
        if request.proposal_id is not None:
            asked |= unit_accounts(work, request.unit_id, Role.CASEWORKER)
        tell(work, asked, "review_request.asked", told_as, id=request.id or 0, subject=request.subject_id)
    else:
        asker = answering(work, [request.asked_by_id])
        tell(work, asker, "review_request.closed", told_as, subject=request.subject_id)


def tell_of_caseworker(work: UnitOfWork, subject: Subject) -> None:
    """Tell a caseworker that a case file is now theirs."""
    told_as, about = (
        f"subject:{subject.id}:assigned:{subject.version}",
        {"id": subject.id or 0, "subject": subject.id or 0},
    )
    tell(work, answering(work, [subject.caseworker_id]), "subject.assigned", told_as, **about)


def tell_of_code(work: UnitOfWork, account: Account) -> None:
    """Tell an account's owner, by mail too where there is an address, that somebody printed a code for it."""
    told_as = f"account:{account.id}:code:{work.instant.isoformat()}"
    tell(work, [account.id], "account.code_printed", told_as)
    if account.mail and account.mail_choice is not MailChoice.EACH:
        told = select(Notification.id).where(
            col(Notification.account_id) == account.id, col(Notification.told_as) == told_as
        )
        for notification_id in work.session.exec(told).all():
            mail_at_once(work, account.id or 0, notification_id or 0)


def tell_of_handover(work: UnitOfWork, account: Account, heir_id: int | None) -> None:
    """Tell a caseworker that another one's people are now theirs."""
    told_as = f"handover:{account.id}:{account.version}"
    tell(work, answering(work, [heir_id]), "caseload.handed_over", told_as, id=account.id or 0)


def tell_of_move(work: UnitOfWork, subject: Subject) -> None:
    """Tell the unit to which a case file was handed, and the caseworker there."""
    about = {"id": subject.id or 0, "subject": subject.id or 0}
    whom = officers_of(work, subject.id or 0) | caseworkers_of(work, subject.id or 0)
    tell(work, whom, "subject.moved_here", f"subject:{subject.id}:moved:{subject.version}", **about)


def tell_of_cover(work: UnitOfWork, cover: Cover) -> None:
    """Tell an account that it covers another one's caseload."""
    tell(
        work, [cover.covered_by_id], "cover.begins", f"cover:{cover.id}", id=cover.id or 0, on=cover.from_on.isoformat()
    )
