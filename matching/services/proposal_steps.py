"""The one table of a proposal's steps, and the one way to take one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.records import Decision, Offer, Proposal, ProposalStep, Provider, ReviewRequest, Subject, Suggestion
from matching.records.proposals import RESERVING
from matching.services.announcing import tell_of_proposal, tell_of_request
from matching.services.coming_back import back_after_proposal
from matching.services.places import release_place, reserve_place
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import DeclineReason, ProposalState, RefusalReason, SuggestionState

P = ProposalState

STEPS: dict[ProposalState, frozenset[ProposalState]] = {
    P.AWAITING_REVIEW: frozenset({P.PROPOSED, P.WITHDRAWN}),
    P.PROPOSED: frozenset({P.AGREED, P.REFUSED_BY_SUBJECT, P.WITHDRAWN}),
    P.AGREED: frozenset({P.OFFERED, P.WITHDRAWN}),
    P.OFFERED: frozenset({P.INTERESTED, P.REFUSED, P.LAPSED, P.WITHDRAWN}),
    P.INTERESTED: frozenset({P.DISCLOSED, P.WITHDRAWN}),
    P.DISCLOSED: frozenset({P.ACCEPTED, P.REFUSED, P.LAPSED, P.WITHDRAWN}),
    P.ACCEPTED: frozenset({P.PLACED, P.WITHDRAWN}),
    P.REFUSED_BY_SUBJECT: frozenset(),
    P.REFUSED: frozenset(),
    P.LAPSED: frozenset(),
    P.WITHDRAWN: frozenset(),
    P.PLACED: frozenset(),
}
"""State -> the states that may follow it. Every end but *placed* gives a reserved place back."""

OPEN_STATES = tuple(state for state, following in STEPS.items() if following)
ENDS = tuple(state for state, following in STEPS.items() if not following)
ANSWERED_BY_PROVIDER = (P.OFFERED, P.DISCLOSED)
"""Where the provider's answer is awaited, until a date."""


class StaleProposal(StaleEdit):
    """Somebody took a step on this proposal since you opened the page. Look at it as it stands now."""


def lock_subject(work: UnitOfWork, subject_id: int) -> Subject:
    """Hold a subject's row, so that acts on one person's proposals and placements follow one another.

    Every such act takes this lock first, then proposals, then providers, then offers, each in the order of their ids.
    """
    held = select(Subject).where(col(Subject.id) == subject_id).with_for_update(key_share=True)
    subject = work.session.exec(held.execution_options(populate_existing=True)).first()
    if subject is None:
        raise NotFound
    return subject


def free_people(work: UnitOfWork, subject_ids: Iterable[int]) -> set[int]:
    """Hold those of these subjects on whom nobody else acts at this moment, without waiting. Returns their ids."""
    held = select(Subject.id).where(col(Subject.id).in_(list(subject_ids))).order_by(col(Subject.id))
    free = work.session.exec(held.with_for_update(key_share=True, skip_locked=True))
    return {subject_id for subject_id in free if subject_id is not None}


def hold_offer(work: UnitOfWork, offer_id: int) -> Offer:
    """Keep an offer and its provider in their states until this act ends: whoever ends either of them waits."""
    whose = select(Offer.provider_id).where(col(Offer.id) == offer_id).scalar_subquery()
    for found in (select(Provider).where(col(Provider.id) == whose), select(Offer).where(col(Offer.id) == offer_id)):
        held = found.with_for_update(read=True, key_share=True).execution_options(populate_existing=True)
        work.session.exec(held).one()
    return work.session.get_one(Offer, offer_id)


def lock_proposal(work: UnitOfWork, proposal: Proposal) -> Proposal:
    """Hold the subject of a proposal and read the proposal as it is now."""
    lock_subject(work, proposal.subject_id)
    work.session.refresh(proposal)
    return proposal


def own_proposal(work: UnitOfWork, proposal_id: int) -> Proposal:
    """Find and hold a proposal of the viewer's own people. Raises NotFound for missing and foreign alike."""
    proposal = work.session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound
    own_subject(work.session, work.viewer, proposal.subject_id)
    return lock_proposal(work, proposal)


def take_step(
    work: UnitOfWork,
    proposal: Proposal,
    to: ProposalState,
    version: int,
    reason: RefusalReason | None = None,
    note: str | None = None,
    **stated: Any,
) -> Proposal:
    """Take one step of the table, with its place, suggestion, line in the case file and audit entry.

    Does not look at the viewer: the caller has found the proposal for them, and holds its subject. `stated` are further
    columns that the step fills, such as `answer_by_on`.

    Raises:
        StaleProposal: where the version is not the present one.
        IllegalStep: where the table has no such step.
        PlacesTaken: where the step reserves a place and none is free.
    """
    if version != proposal.version:
        raise StaleProposal
    before = proposal.state
    if to not in STEPS[before]:
        raise IllegalStep
    write_version(work, proposal, state=to, reason=reason, note=note, **stated)
    write_step(work, proposal)
    _move_place(work, proposal, before)
    if before is P.AWAITING_REVIEW:
        _close_request(work, proposal)
    if to in ENDS and to is not P.PLACED:
        if proposal.suggestion_id is not None:
            end_suggestion(work, proposal.suggestion_id, to, reason)
        facts_changed(work, proposal.subject_id)
    return proposal


def write_version(work: UnitOfWork, proposal: Proposal, **values: Any) -> None:
    """Write a proposal's next version. Raises StaleProposal where somebody else has written it meanwhile."""
    stepping = update(Proposal).where(
        col(Proposal.id) == proposal.id,
        col(Proposal.version) == proposal.version,
        col(Proposal.state) == proposal.state,
    )
    stepping = stepping.values(version=proposal.version + 1, changed_at=work.now, **values)
    result = work.session.execute(stepping, execution_options={"synchronize_session": False})
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise StaleProposal
    work.session.refresh(proposal)


def take_refusal(
    work: UnitOfWork,
    proposal: Proposal,
    to: ProposalState,
    version: int,
    reason: RefusalReason | None,
    note: str | None = None,
) -> Proposal:
    """Take a step that needs a coded reason. Raises IllegalStep without one, and what `take_step` raises."""
    if reason is None:
        raise IllegalStep("A refusal needs a reason.")
    return take_step(work, proposal, to, version, reason=reason, note=note)


def write_step(work: UnitOfWork, proposal: Proposal) -> None:
    """Write the step that a proposal has just taken: its own row, the case file's line, the audit entry."""
    step = ProposalStep(
        proposal_id=proposal.id or 0,
        state=proposal.state,
        reason=proposal.reason,
        account_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(step)
    offer = work.session.get_one(Offer, proposal.offer_id)
    record_event(
        work, proposal.subject_id, f"proposal.{proposal.state.value}", note=proposal.note,
        proposal=proposal.id, offer=offer.id, title=offer.title,
    )  # fmt: skip
    tell_of_proposal(work, proposal)


def end_suggestion(work: UnitOfWork, suggestion_id: int, ended: ProposalState, reason: RefusalReason | None) -> None:
    """Close the suggestion of a proposal that led to no placement, and note when the pair may come back."""
    suggestion = work.session.get_one(Suggestion, suggestion_id)
    back_on = back_after_proposal(ended, reason, work.today)
    by_subject = ended is P.REFUSED_BY_SUBJECT or reason is RefusalReason.SUBJECT_CHANGED_MIND
    close_suggestion(
        work,
        suggestion,
        SuggestionState.WITHDRAWN,
        DeclineReason.SUBJECT_REFUSED if by_subject else None,
        back_on,
    )


def close_suggestion(
    work: UnitOfWork,
    suggestion: Suggestion,
    state: SuggestionState,
    reason: DeclineReason | None = None,
    back_on: date | None = None,
) -> None:
    """End a live suggestion; on an ended one `held_until` is the day from which the pair may come back."""
    suggestion.state, suggestion.reason, suggestion.held_until = state, reason, back_on
    suggestion.ended_at = work.now
    suggestion.version += 1
    work.session.add(suggestion)
    decision = Decision(
        suggestion_id=suggestion.id or 0,
        state=state,
        reason=reason,
        account_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(decision)
    work.session.flush()


def _close_request(work: UnitOfWork, proposal: Proposal) -> None:
    """Close what was asked of the unit above about a direct proposal that has been decided on, or withdrawn."""
    asked = select(ReviewRequest).where(
        col(ReviewRequest.proposal_id) == proposal.id, col(ReviewRequest.closed_at).is_(None)
    )
    for request in work.session.exec(asked).all():
        close_asked(work, request)


def close_asked(work: UnitOfWork, request: ReviewRequest) -> None:
    """Close a request to the unit above: from now on it sees nothing of this person."""
    request.closed_at = work.now
    work.session.add(request)
    work.session.flush()
    tell_of_request(work, request)


def _move_place(work: UnitOfWork, proposal: Proposal, before: ProposalState) -> None:
    if proposal.state in RESERVING and before not in RESERVING:
        reserve_place(work, proposal.offer_id)
    elif before in RESERVING and proposal.state not in (*RESERVING, P.PLACED):
        release_place(work, proposal.offer_id)
