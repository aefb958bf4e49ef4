"""The meeting of a provider and a person who was disclosed to it: when, where, and until when the provider answers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from matching.clock import after_working_days, office_time
from matching.database import UnitOfWork
from matching.errors import IllegalStep
from matching.records import Offer, Proposal, ProposalStep
from matching.services.announcing import tell_of_interview
from matching.services.proposal_steps import StaleProposal, own_proposal, write_version
from matching.services.timeline import record_event
from matching.vocabulary import ProposalState


class InterviewStep(StrEnum):
    """What became of an interview, as the line in the case file is called."""

    SET = "proposal.interview_set"
    CANCELLED = "proposal.interview_cancelled"


@dataclass(frozen=True)
class SetInterview:
    """When and where the two meet; without an instant there is no interview any more.

    Attributes:
        at: a stored instant (UTC), not in the past.
        place: where, in the officer's words; the provider reads it.
    """

    proposal_id: int
    version: int
    at: datetime | None
    place: str | None = field(default=None, repr=False)


def set_interview(work: UnitOfWork, command: SetInterview, answer_days: int) -> Proposal:
    """Set, move or cancel the interview of a disclosed proposal; the provider answers so many working days after it.

    Raises:
        NotFound: for a proposal about somebody who is not the viewer's.
        StaleProposal: where the version is not the present one.
        IllegalStep: before the disclosure, after the answer, or for an interview in the past.
    """
    proposal = own_proposal(work, command.proposal_id)
    if command.version != proposal.version:
        raise StaleProposal
    if proposal.state is not ProposalState.DISCLOSED:
        raise IllegalStep("An interview is set once the provider knows who the person is, and before it answers.")
    met = interview_columns(work, command.at, command.place, answer_days)
    write_version(work, proposal, **met)
    work.session.add(
        ProposalStep(proposal_id=proposal.id or 0, state=proposal.state, account_id=work.viewer.account_id, at=work.now)
    )
    _record(work, proposal)
    return proposal


def interview_columns(work: UnitOfWork, at: datetime | None, place: str | None, answer_days: int) -> dict[str, Any]:
    """The columns of an interview and of the answer that is due after it.

    Raises:
        IllegalStep: for an interview in the past.
    """
    meets_on = interview_day(at) or work.today
    if meets_on < work.today:
        raise IllegalStep("An interview cannot be in the past.", about="interview_on")
    return {
        "interview_at": at,
        "interview_place": place if at is not None else None,
        "answer_by_on": after_working_days(meets_on, answer_days),
    }


def interview_day(at: datetime | None) -> date | None:
    """The office's day of an interview."""
    return None if at is None else office_time(at).date()


def _record(work: UnitOfWork, proposal: Proposal) -> None:
    day = interview_day(proposal.interview_at)
    key = InterviewStep.SET if day is not None else InterviewStep.CANCELLED
    title = work.session.get_one(Offer, proposal.offer_id).title
    on = {"meets_on": day.isoformat()} if day is not None else {}
    record_event(work, proposal.subject_id, key.value, proposal=proposal.id, title=title, **on)
    tell_of_interview(work, proposal)
