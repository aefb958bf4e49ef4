"""A subject taking up a place: planned, started or not, ended."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound
from matching.records import Offer, Placement, Proposal, RetentionCheck, Suggestion
from matching.services.coming_back import back_after_placement
from matching.services.may_propose import refuse_second_placement
from matching.services.outcomes import AFTER, AT_START, write_findings, write_outcome
from matching.services.placement_steps import move_placement, own_placement, write_step
from matching.services.places import release_place
from matching.services.planned_ends import stated_end
from matching.services.proposal_steps import close_suggestion, own_proposal, take_step
from matching.services.timeline import facts_changed
from matching.services.withdrawing import withdraw_open, withdraw_suggestions
from matching.vocabulary import (
    EndReason,
    NextSituation,
    OutcomeKind,
    PlacementState,
    ProposalState,
    RefusalReason,
    SuggestionState,
)

S = PlacementState

CHECK_DAYS = (7, 30, 90, 180, 365)
"""Days after the start at which somebody asks whether a placement still holds."""


@dataclass(frozen=True)
class PlanPlacement:
    """An accepted proposal and the day on which the subject is to start.

    Attributes:
        ends_on: the last day where it is agreed; else the offer's terms say.
    """

    proposal_id: int
    version: int
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class PlacementStep:
    """One press on a placement, as it was seen; the day where it is not the planned one or today."""

    placement_id: int
    version: int
    on: date | None = None


@dataclass(frozen=True)
class EndPlacement:
    """How, when and whereto a placement ended."""

    placement_id: int
    version: int
    ended_on: date
    reason: EndReason
    next_situation: NextSituation
    note: str | None = field(default=None, repr=False)


def plan_placement(work: UnitOfWork, command: PlanPlacement) -> Placement:
    """Plan the placement of an accepted proposal; the subject's other proposals of the kind are withdrawn.

    Raises:
        NotFound, StaleProposal, IllegalStep: as for every step of a proposal.
        AlreadyPlaced: where the subject has a planned or started placement of this kind.
    """
    proposal = own_proposal(work, command.proposal_id)
    offer = work.session.get_one(Offer, proposal.offer_id)
    _refuse_dates(work, command)
    ends_on = _agreed_end(work, offer, command)
    if proposal.state is ProposalState.ACCEPTED:
        refuse_second_placement(work, proposal.subject_id, offer.kind)
    take_step(work, proposal, ProposalState.PLACED, command.version)
    placement = _new_placement(work, proposal, offer, command.starts_on, ends_on)
    withdraw_open(work, proposal.subject_id, RefusalReason.FILLED_ELSEWHERE, kind=offer.kind)
    withdraw_suggestions(work, proposal.subject_id, kind=offer.kind)
    write_step(work, placement, planned_on=command.starts_on.isoformat())
    facts_changed(work, proposal.subject_id)
    return placement


def start_placement(work: UnitOfWork, step: PlacementStep) -> Placement:
    """Confirm that the subject has started, on the planned day or another; checks fall due from it.

    Raises:
        IllegalStep: for a day that has not come or lies before the proposal, or from any state but planned.
    """
    placement = own_placement(work, step.placement_id)
    started_on = step.on or placement.planned_on
    if started_on > work.today:
        raise IllegalStep("The day of the start has not come yet. Confirm it on that day, or name the day.", about="on")
    if started_on < _proposed_on(work, placement):
        raise IllegalStep("A placement cannot start before it was proposed.", about="on")
    move_placement(work, placement, S.STARTED, step.version, started_on=started_on)
    for days in CHECK_DAYS:
        due_on = started_on + timedelta(days=days)
        work.session.add(RetentionCheck(placement_id=placement.id or 0, days=days, due_on=due_on))
    write_step(work, placement, started_on=started_on.isoformat())
    write_outcome(work, placement, OutcomeKind.STARTED, days=0)
    write_findings(work, placement, AT_START[placement.kind], started_on)
    facts_changed(work, placement.subject_id)
    return placement


def record_no_show(work: UnitOfWork, step: PlacementStep) -> Placement:
    """Record that the subject did not come on the planned day. It counts against nobody.

    Raises:
        IllegalStep: before the planned day, or from any state but planned.
    """
    placement = own_placement(work, step.placement_id)
    if placement.planned_on > work.today:
        raise IllegalStep("The day of the start has not come yet.")
    move_placement(work, placement, S.NO_SHOW, step.version)
    write_step(work, placement)
    write_outcome(work, placement, OutcomeKind.NO_SHOW)
    _free(work, placement)
    return placement


def cancel_placement(work: UnitOfWork, step: PlacementStep, reason: EndReason) -> Placement:
    """Cancel a planned placement with a coded reason; staff only. The place is given back."""
    if work.viewer.provider_id is not None:
        raise NotFound
    placement = own_placement(work, step.placement_id)
    move_placement(work, placement, S.CANCELLED, step.version, end_reason=reason)
    write_step(work, placement, reason=reason.value)
    _free(work, placement)
    return placement


def end_placement(work: UnitOfWork, command: EndPlacement) -> Placement:
    """End a started placement: the outcome is written, the three noes follow, the place is given back.

    Raises:
        IllegalStep: for a day before the start or after today, or a next situation of another kind.
    """
    placement = own_placement(work, command.placement_id)
    findings = AFTER[placement.kind].get(command.next_situation)
    if findings is None:
        raise IllegalStep("This next situation does not go with this kind of placement.", about="next_situation")
    if command.ended_on > work.today or (placement.started_on and command.ended_on < placement.started_on):
        raise IllegalStep("The last day must lie between the start and today.", about="ended_on")
    move_placement(
        work,
        placement,
        S.ENDED,
        command.version,
        ended_on=command.ended_on,
        end_reason=command.reason,
        next_situation=command.next_situation,
    )
    write_step(work, placement, command.note, ended_on=command.ended_on.isoformat(), reason=command.reason)
    days = (command.ended_on - (placement.started_on or command.ended_on)).days
    write_outcome(work, placement, OutcomeKind.ENDED, days, command.reason, command.next_situation)
    write_findings(work, placement, findings, command.ended_on)
    _free(work, placement)
    return placement


def _refuse_dates(work: UnitOfWork, command: PlanPlacement) -> None:
    if command.starts_on < work.today:
        raise IllegalStep("The day of the start cannot be in the past.", about="starts_on")
    if command.ends_on is not None and command.ends_on <= command.starts_on:
        raise IllegalStep("The last day must come after the first.", about="ends_on")


def _agreed_end(work: UnitOfWork, offer: Offer, command: PlanPlacement) -> date | None:
    """The last day as it was agreed, else as the offer's terms state it. Raises IllegalStep beyond a stay limit."""
    stated = stated_end(work.session, offer)
    usual = stated.after(command.starts_on)
    if command.ends_on is None:
        return usual
    if stated.is_limit and usual is not None and command.ends_on > usual:
        raise IllegalStep(
            "That is beyond the home's stay limit. Plan until then; it can be extended later.", about="ends_on"
        )
    return command.ends_on


def _proposed_on(work: UnitOfWork, placement: Placement) -> date:
    return office_time(work.session.get_one(Proposal, placement.proposal_id).proposed_at).date()


def _new_placement(
    work: UnitOfWork, proposal: Proposal, offer: Offer, starts_on: date, ends_on: date | None
) -> Placement:
    placement = Placement(
        proposal_id=proposal.id or 0,
        subject_id=proposal.subject_id,
        offer_id=proposal.offer_id,
        provider_id=proposal.provider_id,
        kind=offer.kind,
        planned_on=starts_on,
        ends_on=ends_on,
    )
    work.session.add(placement)
    work.session.flush()
    return placement


def _free(work: UnitOfWork, placement: Placement) -> None:
    """Give the place back, end the suggestion that led here, and match the subject anew."""
    release_place(work, placement.offer_id)
    proposal = work.session.get_one(Proposal, placement.proposal_id)
    suggestion = work.session.get_one(Suggestion, proposal.suggestion_id)
    back_on = back_after_placement(work.today)
    close_suggestion(work, suggestion, SuggestionState.WITHDRAWN, back_on=back_on)
    facts_changed(work, placement.subject_id)
