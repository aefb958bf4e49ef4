"""What may be proposed: endorsed suggestions of the own people, and requests from units below."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Row, func
from sqlalchemy import select as select_rows
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.privacy import own_subjects, reviewed_subjects
from matching.records import Account, Offer, Proposal, Provider, ReviewRequest, Subject, Suggestion
from matching.services.second_person import ABOVE
from matching.vocabulary import Role, SuggestionState


@dataclass(frozen=True)
class ToProposeRow:
    """A suggestion that waits for its proposal, since a day."""

    suggestion_id: int
    subject_id: int
    name: str = field(repr=False)
    offer_id: int
    title: str
    provider: str
    score: int
    since: date


@dataclass(frozen=True)
class EndorsedRow(ToProposeRow):
    """One endorsed suggestion that may be proposed."""

    endorser: str = field(repr=False)
    is_mine: bool
    is_asked_above: bool


@dataclass(frozen=True)
class RequestRow:
    """One request from a unit below to be the second person, since a day.

    It is about an endorsed suggestion, which has a score, or a direct proposal, which has a reason.
    """

    id: int
    suggestion_id: int | None
    proposal_id: int | None
    subject_id: int
    name: str = field(repr=False)
    offer_id: int
    title: str
    provider: str
    score: int | None
    reason: str | None = field(repr=False)
    since: date


def endorsed_suggestions(work: UnitOfWork) -> list[EndorsedRow]:
    """What is endorsed for the viewer's people and not yet proposed, oldest first."""
    asked = select(ReviewRequest.suggestion_id).where(col(ReviewRequest.closed_at).is_(None))
    found = (
        select_rows(
            Suggestion,
            Subject,
            col(Offer.title),
            col(Provider.name),
            col(Account.name),
            col(Suggestion.id).in_(asked),
        )
        .join(Subject, col(Subject.id) == col(Suggestion.subject_id))
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .join(Account, col(Account.id) == col(Suggestion.decided_by_id))
        .where(own_subjects(work.viewer), col(Suggestion.state) == SuggestionState.ENDORSED)
        .where(col(Subject.is_juvenile).is_(False), col(Subject.is_sealed).is_(False))
        .order_by(col(Suggestion.decided_at), col(Suggestion.id))
    )
    return [_endorsed(row, work) for row in work.session.execute(found)]


def open_requests(work: UnitOfWork, request_id: int | None = None) -> list[RequestRow]:
    """The requests that wait at the viewer's unit for a second person, oldest first; or one of them.

    A caseworker is asked about direct proposals only: proposing is for officers.
    """
    if not work.viewer.has_role(*ABOVE):
        return []
    about = func.coalesce(col(Suggestion.offer_id), col(Proposal.offer_id))
    found = (
        select_rows(ReviewRequest, Subject, Suggestion, Proposal, col(Offer.title), col(Provider.name))
        .join(Subject, col(Subject.id) == col(ReviewRequest.subject_id))
        .join(Suggestion, col(Suggestion.id) == col(ReviewRequest.suggestion_id), isouter=True)
        .join(Proposal, col(Proposal.id) == col(ReviewRequest.proposal_id), isouter=True)
        .join(Offer, col(Offer.id) == about)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(reviewed_subjects(work.viewer), col(ReviewRequest.unit_id) == work.viewer.unit_id)
        .where(col(ReviewRequest.closed_at).is_(None))
        .order_by(col(ReviewRequest.asked_at), col(ReviewRequest.id))
    )
    if not work.viewer.has_role(Role.OFFICER):
        found = found.where(col(ReviewRequest.proposal_id).is_not(None))
    if request_id is not None:
        found = found.where(col(ReviewRequest.id) == request_id)
    return [_request(row) for row in work.session.execute(found)]


def _endorsed(row: Row[Suggestion, Subject, str, str, str, bool], work: UnitOfWork) -> EndorsedRow:
    suggestion, subject, title, provider, endorser, is_asked = row
    return EndorsedRow(
        suggestion_id=suggestion.id or 0,
        subject_id=subject.id or 0,
        name=subject.name,
        offer_id=suggestion.offer_id,
        title=title,
        provider=provider,
        score=suggestion.score,
        since=office_time(suggestion.decided_at).date(),
        endorser=endorser,
        is_mine=suggestion.decided_by_id == work.viewer.account_id,
        is_asked_above=bool(is_asked),
    )


def _request(row: Row[ReviewRequest, Subject, Suggestion | None, Proposal | None, str, str]) -> RequestRow:
    request, subject, suggestion, proposal, title, provider = row
    about = suggestion or proposal
    assert about is not None
    return RequestRow(
        id=request.id or 0,
        suggestion_id=request.suggestion_id,
        proposal_id=request.proposal_id,
        subject_id=subject.id or 0,
        name=subject.name,
        offer_id=about.offer_id,
        title=title,
        provider=provider,
        score=suggestion.score if suggestion else None,
        reason=proposal.direct_reason if proposal else None,
        since=office_time(request.asked_at).date(),
    )
