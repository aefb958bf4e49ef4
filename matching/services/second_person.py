"""Two people, always: who may propose what another endorsed, and whom an office of one asks."""

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, Refused, SamePerson
from matching.privacy import own_subject, subject_for
from matching.records import Account, AccountRole, ReviewRequest, Subject, Suggestion, Unit
from matching.services.announcing import tell_of_request
from matching.services.proposal_steps import lock_subject
from matching.services.timeline import record_event
from matching.vocabulary import AccountState, Role, SuggestionState


class SecondPersonHere(Refused):
    """Another officer of your unit can propose this. The unit above is asked only where there is none."""


class NoUnitAbove(Refused):
    """The unit above has no officer who could propose this. Ask the administrator for a second officer."""


class ProtectedPerson(Refused):
    """This person is protected: there is no electronic proposal. Refer them in person and note it."""


def other_officers(session: Session, unit_id: int | None, endorser_id: int) -> list[int]:
    """Ids of the active officers of a unit other than the endorser, lowest first."""
    found = (
        select(Account.id)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(Account.unit_id) == unit_id, col(Account.state) == AccountState.ACTIVE)
        .where(col(AccountRole.role) == Role.OFFICER, col(Account.id) != endorser_id)
    )
    return [account_id for account_id in session.exec(found.order_by(col(Account.id))) if account_id is not None]


def refuse_same_person(suggestion: Suggestion, account_id: int | None) -> None:
    """Raise SamePerson where an account would propose what it endorsed; the database holds the same."""
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
    return found or _add_request(work, suggestion)


def close_request(work: UnitOfWork, suggestion_id: int | None) -> None:
    """Close the open request of a suggestion, if there is one: it was proposed, sent back or withdrawn."""
    request = open_request(work.session, suggestion_id)
    if request is not None:
        request.closed_at = work.now
        work.session.add(request)
        work.session.flush()
        tell_of_request(work, request)


def send_back(work: UnitOfWork, request_id: int) -> None:
    """Close a request without proposing; the owning unit sees its suggestion as before.

    Raises:
        NotFound: for a request that was not made to the viewer's unit, or is closed.
    """
    request = work.session.get(ReviewRequest, request_id)
    if request is None or request.closed_at is not None or request.unit_id != work.viewer.unit_id:
        raise NotFound
    close_request(work, request.suggestion_id)
    record_event(work, request.subject_id, "review_request.sent_back", suggestion=request.suggestion_id)


def open_request(session: Session, suggestion_id: int | None) -> ReviewRequest | None:
    """Find the open request about a suggestion."""
    asked = select(ReviewRequest).where(
        col(ReviewRequest.suggestion_id) == suggestion_id, col(ReviewRequest.closed_at).is_(None)
    )
    return session.exec(asked).first()


def _add_request(work: UnitOfWork, suggestion: Suggestion) -> ReviewRequest:
    endorser = work.session.get_one(Account, suggestion.decided_by_id)
    if other_officers(work.session, endorser.unit_id, suggestion.decided_by_id):
        raise SecondPersonHere
    unit = work.session.get(Unit, endorser.unit_id)
    if (
        unit is None
        or unit.parent_id is None
        or not other_officers(work.session, unit.parent_id, suggestion.decided_by_id)
    ):
        raise NoUnitAbove
    request = ReviewRequest(
        suggestion_id=suggestion.id or 0, subject_id=suggestion.subject_id, unit_id=unit.parent_id,
        asked_by_id=work.viewer.account_id or 0, asked_at=work.now,
    )  # fmt: skip
    work.session.add(request)
    work.session.flush()
    record_event(work, suggestion.subject_id, "review_request.asked", suggestion=suggestion.id, unit=unit.parent_id)
    tell_of_request(work, request)
    return request
