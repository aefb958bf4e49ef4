"""Two people, always: who may propose what another endorsed, and whom an office of one asks."""

from typing import Any

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, Refused, SamePerson
from matching.privacy import own_subject, subject_for
from matching.records import Account, AccountRole, Proposal, ReviewRequest, Subject, Suggestion, Unit
from matching.services.announcing import tell_of_request
from matching.services.proposal_steps import close_asked, lock_proposal, lock_subject
from matching.services.timeline import record_event
from matching.vocabulary import AccountState, ProposalState, Role, SuggestionState

ABOVE = (Role.OFFICER, Role.CASEWORKER)
"""Who of the unit above may be the second person for a direct proposal."""


class SecondPersonHere(Refused):
    """Another account of your unit can do this. The unit above is asked only where there is none."""


class NoUnitAbove(Refused):
    """The unit above has nobody who could do this. Ask the administrator for a second account in your unit."""


class ProtectedPerson(Refused):
    """This person is protected: there is no electronic proposal. Refer them in person and note it."""


def others_with(session: Session, unit_id: int | None, account_id: int, *roles: Role) -> list[int]:
    """Ids of a unit's active accounts with one of these roles, other than this account, lowest first."""
    holders = select(AccountRole.account_id).where(col(AccountRole.role).in_(roles))
    found = select(Account.id).where(
        col(Account.unit_id) == unit_id,
        col(Account.state) == AccountState.ACTIVE,
        col(Account.id) != account_id,
        col(Account.id).in_(holders),
    )
    return [found_id for found_id in session.exec(found.order_by(col(Account.id))) if found_id is not None]


def refuse_same_person(suggestion: Suggestion, account_id: int | None) -> None:
    """Raise SamePerson where one account would endorse and propose; the database holds the same."""
    if account_id is None or suggestion.decided_by_id == account_id:
        raise SamePerson


def subject_to_propose(work: UnitOfWork, suggestion: Suggestion) -> Subject:
    """Find a suggestion's subject for the owning unit, or for the unit above that was asked about this one.

    Raises:
        NotFound: for everybody else.
    """
    subject, sight = subject_for(work.session, work.viewer, suggestion.subject_id)
    request = open_request(work.session, suggestion.id)
    if sight.is_reviewer and (request is None or request.unit_id != work.viewer.unit_id):
        raise NotFound
    return subject


def ask_unit_above(work: UnitOfWork, suggestion_id: int) -> ReviewRequest:
    """Ask the parent unit's officers to propose an endorsed suggestion; asking twice changes nothing.

    Raises:
        NotFound: for a suggestion about somebody who is not the viewer's.
        ProtectedPerson: for the juvenile rule and sealed records.
        IllegalStep: where the suggestion is not endorsed.
        SecondPersonHere: where the endorser's own unit has another active officer.
        NoUnitAbove: where nobody above could do it.
    """
    suggestion = work.session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    subject = own_subject(work.session, work.viewer, suggestion.subject_id)
    lock_subject(work, suggestion.subject_id)
    work.session.refresh(suggestion)
    if subject.is_protected:
        raise ProtectedPerson
    if suggestion.state is not SuggestionState.ENDORSED:
        raise IllegalStep("Only an endorsed suggestion can be proposed.")
    found = open_request(work.session, suggestion_id)
    if found is not None:
        return found
    unit_id = _unit_above(work, suggestion.decided_by_id, Role.OFFICER, above=(Role.OFFICER,))
    return _add_request(work, suggestion.subject_id, unit_id, suggestion_id=suggestion.id)


def ask_above_to_endorse(work: UnitOfWork, proposal_id: int) -> ReviewRequest:
    """Ask the parent unit to decide on a direct proposal that nobody else here may endorse; asking twice changes nothing.

    Raises:
        NotFound: for a proposal about somebody who is not the viewer's.
        IllegalStep: where it waits for no endorsement any more.
        SecondPersonHere: where the proposer's own unit has another active caseworker.
        NoUnitAbove: where nobody above could do it.
    """
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound
    own_subject(work.session, work.viewer, proposal.subject_id)
    lock_proposal(work, proposal)
    if proposal.state is not ProposalState.AWAITING_REVIEW:
        raise IllegalStep("This proposal has been decided on already.")
    found = open_request_about(work.session, proposal_id)
    if found is not None:
        return found
    unit_id = _unit_above(work, proposal.proposed_by_id, Role.CASEWORKER, above=ABOVE)
    return _add_request(work, proposal.subject_id, unit_id, proposal_id=proposal_id)


def close_request(work: UnitOfWork, suggestion_id: int | None) -> None:
    """Close the open request of a suggestion, if there is one: it was proposed, sent back or withdrawn."""
    request = open_request(work.session, suggestion_id) if suggestion_id is not None else None
    if request is not None:
        close_asked(work, request)


def send_back(work: UnitOfWork, request_id: int) -> None:
    """Close a request without deciding; the owning unit sees its suggestion or proposal as before.

    Raises:
        NotFound: for a request that was not made to the viewer's unit, or is closed.
    """
    request = work.session.get(ReviewRequest, request_id)
    if request is None or request.closed_at is not None or request.unit_id != work.viewer.unit_id:
        raise NotFound
    close_asked(work, request)
    about = {"suggestion": request.suggestion_id} if request.suggestion_id else {"proposal": request.proposal_id}
    record_event(work, request.subject_id, "review_request.sent_back", **about)


def open_request(session: Session, suggestion_id: int | None) -> ReviewRequest | None:
    """Find the open request about a suggestion."""
    asked = select(ReviewRequest).where(
        col(ReviewRequest.suggestion_id) == suggestion_id, col(ReviewRequest.closed_at).is_(None)
    )
    return session.exec(asked).first()


def open_request_about(session: Session, proposal_id: int | None) -> ReviewRequest | None:
    """Find the open request about a direct proposal."""
    asked = select(ReviewRequest).where(
        col(ReviewRequest.proposal_id) == proposal_id, col(ReviewRequest.closed_at).is_(None)
    )
    return session.exec(asked).first()


def is_asked_to_endorse(work: UnitOfWork, proposal: Proposal | None) -> bool:
    """Whether the viewer's unit is asked to be the second person for a direct proposal."""
    request = open_request_about(work.session, proposal.id) if proposal is not None else None
    return request is not None and request.unit_id == work.viewer.unit_id


def _unit_above(work: UnitOfWork, first_id: int, role: Role, above: tuple[Role, ...]) -> int:
    """The unit above the first person's, where theirs has no other account of a role and the one above has some."""
    first = work.session.get_one(Account, first_id)
    if others_with(work.session, first.unit_id, first_id, role):
        raise SecondPersonHere
    unit = work.session.get(Unit, first.unit_id)
    if unit is None or unit.parent_id is None or not others_with(work.session, unit.parent_id, first_id, *above):
        raise NoUnitAbove
    return unit.parent_id


def _add_request(work: UnitOfWork, subject_id: int, unit_id: int, **about: Any) -> ReviewRequest:
    request = ReviewRequest(
        **about, subject_id=subject_id, unit_id=unit_id, asked_by_id=work.viewer.account_id or 0, asked_at=work.now
    )
    work.session.add(request)
    work.session.flush()
    told: dict[str, Any] = {name.removesuffix("_id"): value for name, value in about.items()}
    record_event(work, subject_id, "review_request.asked", **told, unit=unit_id)
    tell_of_request(work, request)
    return request
