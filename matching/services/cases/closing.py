"""Closing a case file with everything under way in it, and reopening one."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, StaleEdit
from matching.privacy import own_subject
from matching.queries.staff import may_answer_for
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Consent, Need, Offer, Placement, Proposal, Question, Shortlist, Subject
from matching.services.intake import RegisteredAlready
from matching.services.placement_steps import ACTIVE
from matching.services.placements import EndPlacement, PlacementStep, cancel_placement, end_placement
from matching.services.proposal_steps import OPEN_STATES, lock_subject
from matching.services.timeline import facts_changed, record_event
from matching.services.withdrawing import withdraw_open, withdraw_suggestions
from matching.vocabulary import (
    CaseState,
    CloseReason,
    EndReason,
    NeedState,
    NextSituation,
    OfferKind,
    PlacementState,
    QuestionState,
    RefusalReason,
)

ENDINGS: dict[CloseReason, EndReason] = {
    CloseReason.TERM_OVER: EndReason.COMPLETED,
    CloseReason.DIED: EndReason.DIED,
    CloseReason.RECALLED: EndReason.RECALLED,
    CloseReason.MOVED: EndReason.MOVED_ON,
    CloseReason.DECLINED_HELP: EndReason.OTHER,
    CloseReason.OTHER: EndReason.OTHER,
}
"""Why a case file may be closed by hand -> how its placements end. Merging is an act of its own."""

NEXT: dict[tuple[CloseReason, OfferKind], NextSituation] = {
    (CloseReason.TERM_OVER, OfferKind.JOB): NextSituation.OTHER_WORK,
    (CloseReason.RECALLED, OfferKind.JOB): NextSituation.NO_WORK,
}
"""What is known of the time after: who outgrows our help keeps the job, who is back in custody has lost it."""


@dataclass(frozen=True)
class CloseCase:
    """A case file to close, as it was seen: why, when, and where the person has gone."""

    subject_id: int
    version: int
    reason: CloseReason
    closed_on: date
    moved_to: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ReopenCase:
    """A closed case file to open again; with a date for somebody who is still to come."""

    subject_id: int
    version: int
    release_on: date | None = None
    note: str | None = field(default=None, repr=False)


def close_case(work: UnitOfWork, command: CloseCase) -> Subject:
    """Close a case file and, in the same transaction, all that is under way in it.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: where the file is closed already, or for a reason that is not one of closing.
        StaleEdit: where somebody else changed the file first.
        BadInput: for a day yet to come, or another reason without a word on it.
    """
    subject = held_case(work, command.subject_id, command.version)
    if subject.state is CaseState.CLOSED:
        raise IllegalStep("This case file is closed already.")
    _refuse_closing(work, command)
    end_everything(work, command.subject_id, command.reason, command.closed_on)
    subject.state, subject.closed_on, subject.close_reason = CaseState.CLOSED, command.closed_on, command.reason
    subject.moved_to = command.moved_to if command.reason is CloseReason.MOVED else None
    subject.version += 1
    said = {"reason": command.reason.value, "closed_on": command.closed_on.isoformat()}
    record_event(work, command.subject_id, "subject.closed", note=command.note, **said)
    facts_changed(work, command.subject_id)
    return subject


def reopen_case(work: UnitOfWork, command: ReopenCase) -> Subject:
    """Open a closed case file again: what was recorded is there, what was under way stays ended.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: where the file is not closed, or was merged into another.
        StaleEdit: where somebody else changed the file first.
        RegisteredAlready: where the same person has another file that is not closed.
    """
    subject = held_case(work, command.subject_id, command.version)
    if subject.state is not CaseState.CLOSED:
        raise IllegalStep("This case file is not closed.")
    if subject.merged_into_id is not None:
        raise IllegalStep("This case file was merged into another one. Work in that one.")
    _refuse_second_file(work, subject)
    is_awaited = command.release_on is not None or subject.reported_on is None
    if command.release_on is not None:
        subject.release_on = command.release_on
    if is_awaited:
        subject.reported_on = None
    subject.state = CaseState.EXPECTED if is_awaited else CaseState.OPEN
    subject.closed_on = subject.close_reason = subject.moved_to = None
    if subject.caseworker_id and not may_answer_for(work.session, subject.caseworker_id, subject.unit_id):
        subject.caseworker_id = None
    subject.version += 1
    record_event(work, command.subject_id, "subject.reopened", note=command.note)
    facts_changed(work, command.subject_id)
    return subject


def end_everything(work: UnitOfWork, subject_id: int, reason: CloseReason, on: date) -> None:
    """End what is under way for a person whom the caller holds: places are given back, consents end."""
    hold_offers_of(work, subject_id)
    withdraw_open(work, subject_id, RefusalReason.OTHER)
    withdraw_suggestions(work, subject_id)
    for placement in active_placements_of(work, subject_id):
        _end(work, placement, reason, on)
    for need in _open_needs(work, subject_id):
        need.state, need.closed_on = NeedState.CLOSED, work.today
        need.version += 1
    drop_questions(work, subject_id)
    _end_consents(work, subject_id)
    drop_shortlists(work, subject_id)


def held_case(work: UnitOfWork, subject_id: int, version: int) -> Subject:
    """Find a subject of the viewer's, hold them, and see that the page was not stale.

    Raises:
        NotFound: for a subject who is not the viewer's.
        StaleEdit: where somebody else changed the file first.
    """
    own_subject(work.session, work.viewer, subject_id)
    subject = lock_subject(work, subject_id)
    if subject.version != version:
        raise StaleEdit
    return subject


def hold_offers_of(work: UnitOfWork, subject_id: int) -> None:
    """Hold the offers of a person's open proposals and active placements in the order of their ids."""
    proposed = select(Proposal.offer_id).where(
        col(Proposal.subject_id) == subject_id, col(Proposal.state).in_(OPEN_STATES)
    )
    taken = select(Placement.offer_id).where(col(Placement.subject_id) == subject_id, col(Placement.state).in_(ACTIVE))
    wanted = {*work.session.exec(proposed), *work.session.exec(taken)}
    held = select(Offer.id).where(col(Offer.id).in_(wanted)).order_by(col(Offer.id))
    work.session.exec(held.with_for_update()).all()


def active_placements_of(work: UnitOfWork, subject_id: int) -> list[Placement]:
    """A person's planned and running placements, in the order of their offers."""
    active = select(Placement).where(col(Placement.subject_id) == subject_id, col(Placement.state).in_(ACTIVE))
    return list(work.session.exec(active.order_by(col(Placement.offer_id))))


def drop_questions(work: UnitOfWork, subject_id: int) -> None:
    """Forget the open questions about a person: nothing waits for their answers any more."""
    standing = delete(Question).where(col(Question.subject_id) == subject_id, col(Question.state) == QuestionState.OPEN)
    work.session.execute(standing)


def drop_shortlists(work: UnitOfWork, subject_id: int) -> None:
    """Forget a person's shortlists."""
    work.session.execute(delete(Shortlist).where(col(Shortlist.subject_id) == subject_id))


def _refuse_closing(work: UnitOfWork, command: CloseCase) -> None:
    if command.reason not in ENDINGS:
        raise IllegalStep
    if command.closed_on > work.today:
        raise BadInput("A case file cannot be closed on a day that is yet to come.", about="closed_on")
    if command.reason is CloseReason.OTHER and not command.note:
        raise BadInput("Write down what the other reason is.", about="note")


def _refuse_second_file(work: UnitOfWork, subject: Subject) -> None:
    if subject.identity_hash is None:
        return
    other = select(Subject.id).where(
        col(Subject.identity_hash) == subject.identity_hash,
        col(Subject.state) != CaseState.CLOSED,
        col(Subject.id) != subject.id,
    )
    if work.session.exec(other).first() is not None:
        raise RegisteredAlready


def _end(work: UnitOfWork, placement: Placement, reason: CloseReason, on: date) -> None:
    if placement.state is PlacementState.PLANNED:
        cancel_placement(work, PlacementStep(placement.id or 0, placement.version), ENDINGS[reason])
        return
    following = NEXT.get((reason, placement.kind), NextSituation.UNKNOWN)
    ended_on = max(on, placement.started_on or on)
    end_placement(work, EndPlacement(placement.id or 0, placement.version, ended_on, ENDINGS[reason], following))


def _open_needs(work: UnitOfWork, subject_id: int) -> list[Need]:
    standing = select(Need).where(col(Need.subject_id) == subject_id, col(Need.state).not_in(ENDED_NEEDS))
    return list(work.session.exec(standing.order_by(col(Need.id))))


def _end_consents(work: UnitOfWork, subject_id: int) -> None:
    standing = select(Consent).where(col(Consent.subject_id) == subject_id, col(Consent.withdrawn_at).is_(None))
    for consent in work.session.exec(standing.order_by(col(Consent.id))):
        consent.withdrawn_at = work.now
        record_event(work, subject_id, "consent.ended", purpose=consent.purpose.value, consent=consent.id)
