"""Handing a case file to another office of the service: ownership moves in one transaction."""

from dataclasses import dataclass, field

from sqlalchemy import delete, update
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep
from matching.queries.moves import RECEIVING, stays_open, units_within_county
from matching.queries.staff import may_answer_for, placeable_units
from matching.records import CaseAccess, Offer, Proposal, ReleaseNotice, Subject, Unit
from matching.services.announcing import tell_of_move
from matching.services.cases.closing import drop_questions, drop_shortlists, held_case, hold_offers_of
from matching.services.intake import CaseworkerNeeded, grant_access, unit_place
from matching.services.proposal_steps import OPEN_STATES, take_step
from matching.services.timeline import facts_changed, record_event
from matching.services.withdrawing import withdraw_suggestions
from matching.vocabulary import CaseState, CoordinatesFrom, ProposalState, RefusalReason


class OwnOffice(BadInput):
    """This unit belongs to your own office: choose it under the personal details instead."""


@dataclass(frozen=True)
class MoveCase:
    """A case file to hand over, as it was seen; a protected person's with the caseworker who may open it there."""

    subject_id: int
    version: int
    unit_id: int
    caseworker_id: int | None = None
    note: str | None = field(default=None, repr=False)


def move_case(work: UnitOfWork, command: MoveCase) -> Subject:
    """Hand a case file to another unit, which sees it at once; the old one keeps only the trace of its own acts.

    The file, what was merged into it, its needs, placements and consents go along. What was decided on offers is matched anew; open proposals
    stay only where the offer is of the new unit's county and the provider waits for no review.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: for a closed file.
        StaleEdit: where somebody else changed the file first.
        BadInput: for a unit that takes in nobody, or is of the viewer's own office.
        CaseworkerNeeded: for a protected person without a caseworker of the new unit.
    """
    subject = held_case(work, command.subject_id, command.version)
    if subject.state is CaseState.CLOSED:
        raise IllegalStep("A closed case file stays where it is.")
    _refuse_unit(work, subject, command)
    before = subject.unit_id
    hold_offers_of(work, command.subject_id)
    _sort_proposals(work, command)
    withdraw_suggestions(work, command.subject_id)
    drop_questions(work, command.subject_id)
    drop_shortlists(work, command.subject_id)
    said = {"unit": command.unit_id, "unit_before": before}
    record_event(work, command.subject_id, "subject.moved", note=command.note, **said)
    _hand_over(work, subject, command)
    tell_of_move(work, subject)
    facts_changed(work, command.subject_id)
    return subject


def _refuse_unit(work: UnitOfWork, subject: Subject, command: MoveCase) -> None:
    unit = work.session.get(Unit, command.unit_id)
    if unit is None or unit.level not in RECEIVING:
        raise BadInput("Choose the office that the person moves to.")
    if command.unit_id == subject.unit_id or command.unit_id in dict(placeable_units(work)):
        raise OwnOffice(about="unit_id")
    if subject.is_protected and command.caseworker_id is None:
        raise CaseworkerNeeded
    if command.caseworker_id and not may_answer_for(work.session, command.caseworker_id, command.unit_id):
        raise BadInput("Choose a caseworker of the responsible unit.", about="caseworker_id")


def _sort_proposals(work: UnitOfWork, command: MoveCase) -> None:
    """Withdraw what the new unit cannot follow up, and give it the rest."""
    standing = (
        select(Proposal, Offer.unit_id)
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(col(Proposal.subject_id) == command.subject_id, col(Proposal.state).in_(OPEN_STATES))
    )
    county = units_within_county(work, command.unit_id)
    ordered = standing.order_by(col(Proposal.offer_id)).execution_options(populate_existing=True)
    for proposal, offer_unit in work.session.exec(ordered).all():
        if stays_open(proposal.state, offer_unit, county):
            proposal.unit_id = command.unit_id
        else:
            take_step(work, proposal, ProposalState.WITHDRAWN, proposal.version, reason=RefusalReason.OTHER)


def _hand_over(work: UnitOfWork, subject: Subject, command: MoveCase) -> None:
    subject.unit_id, subject.caseworker_id = command.unit_id, command.caseworker_id
    if subject.coordinates_from is CoordinatesFrom.UNIT:
        subject.latitude, subject.longitude = unit_place(work, command.unit_id)
    subject.version += 1
    work.session.execute(delete(CaseAccess).where(col(CaseAccess.subject_id) == command.subject_id))
    merged = update(Subject).where(col(Subject.merged_into_id) == command.subject_id)
    work.session.execute(merged.values(unit_id=command.unit_id))
    notices = update(ReleaseNotice).where(col(ReleaseNotice.subject_id) == command.subject_id)
    work.session.execute(notices.values(unit_id=command.unit_id))
    grant_access(work, subject)
