"""Correcting what a case file says of a person, notes, and the logged look at an identity number."""

from dataclasses import dataclass, field, replace

from sqlalchemy import and_, delete, or_
from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed, StaleEdit
from matching.identity import read_identity
from matching.privacy import own_subject, subject_for
from matching.queries.duplicates import possible_duplicates
from matching.records import CaseAccess, Cover, Subject
from matching.services.announcing import tell_of_caseworker
from matching.services.intake import Details, RegisteredAlready, check_details, grant_access, write_details
from matching.services.proposal_steps import lock_subject
from matching.services.questions import answer_fact
from matching.services.timeline import facts_changed, record_event
from matching.services.withdrawing import withdraw_protected
from matching.vocabulary import CoordinatesFrom, Fact, Sex


@dataclass(frozen=True)
class CorrectDetails:
    """The details of a person as they should stand, over the version that was on the page."""

    subject_id: int
    version: int
    details: Details


@dataclass(frozen=True)
class AddNote:
    """A note for the timeline."""

    subject_id: int
    text: str = field(repr=False)


def correct_details(work: UnitOfWork, command: CorrectDetails) -> Subject:
    """Save corrected details; an identity number that is not given anew stays as it was.

    Where the person is protected from now on, every open proposal is withdrawn: none may stand for such a person.

    Raises:
        NotFound: for a subject who is not the viewer's.
        StaleEdit: where somebody else saved first.
        RegisteredAlready: where another case file has the identity number.
        BadInput: for a unit or a caseworker that is not the viewer's to choose, or a birth date against the number.
    """
    subject = own_subject(work.session, work.viewer, command.subject_id)
    lock_subject(work, command.subject_id)
    if subject.version != command.version:
        raise StaleEdit
    details = _with_kept_identity(command.details, subject)
    check_details(work, details)
    found = possible_duplicates(work, details.name, details.born_on, details.identity_number, command.subject_id)
    if any(row.is_final for row in found):
        raise RegisteredAlready
    was, was_protected = subject.caseworker_id, subject.is_protected
    write_details(work, subject, details)
    subject.version += 1
    if was is not None and was != subject.caseworker_id:
        end_access(work, command.subject_id, was)
    grant_access(work, subject)
    record_event(work, command.subject_id, "subject.corrected")
    if was != subject.caseworker_id:
        record_event(work, command.subject_id, "subject.caseworker_changed", heir=subject.caseworker_id)
        tell_of_caseworker(work, subject)
    if was_protected != subject.is_protected:
        _protection_changed(work, subject)
    _answer_from_details(work, subject)
    facts_changed(work, command.subject_id)
    return subject


def _protection_changed(work: UnitOfWork, subject: Subject) -> None:
    """Note that a person is protected from now on, or no longer; no proposal may stand for a protected one."""
    subject_id = subject.id or 0
    record_event(work, subject_id, "subject.protected" if subject.is_protected else "subject.unprotected")
    if subject.is_protected:
        work.session.flush()
        withdraw_protected(work, subject_id)


def end_access(work: UnitOfWork, subject_id: int, account_id: int) -> None:
    """Take a protected person's case file from an account that no longer answers for it, and from whoever covers for it.

    Whoever answers for the person by now keeps it.
    """
    answering = select(Subject.caseworker_id).where(col(Subject.id) == subject_id).scalar_subquery()
    covering = select(Cover.covered_by_id).where(col(Cover.account_id) == account_id)
    let_see = and_(
        col(CaseAccess.granted_by_id) == account_id,
        col(CaseAccess.account_id).in_(covering),
        col(CaseAccess.account_id).is_distinct_from(answering),
    )
    mine = or_(col(CaseAccess.account_id) == account_id, let_see)
    work.session.execute(delete(CaseAccess).where(col(CaseAccess.subject_id) == subject_id, mine))


def add_note(work: UnitOfWork, command: AddNote) -> None:
    """Write a note into the timeline, encrypted. Raises NotFound for a subject who is not the viewer's."""
    own_subject(work.session, work.viewer, command.subject_id)
    record_event(work, command.subject_id, "note.added", note=command.text)


def reveal_identity(work: UnitOfWork, subject_id: int) -> str:
    """Show the whole identity number, after leaving a trace.

    Raises:
        NotFound: for a subject who is not the viewer's.
        NotAllowed: for a viewer who may only see it masked.
    """
    subject, sight = subject_for(work.session, work.viewer, subject_id)
    if not sight.sees("identity_number_in_full"):
        raise NotAllowed
    record_act(work, "subject.identity_revealed", subject_id)
    return subject.identity_number or ""


def _with_kept_identity(details: Details, subject: Subject) -> Details:
    if details.identity_number is not None or not subject.identity_number:
        return details
    stated = read_identity(subject.identity_number)
    if details.born_on not in (None, stated.born_on) or details.sex not in (Sex.UNKNOWN, stated.sex):
        raise BadInput("Birth date or sex does not fit the identity number on file.", about="born_on")
    return replace(details, identity_number=stated.number, born_on=stated.born_on, sex=stated.sex)


def _answer_from_details(work: UnitOfWork, subject: Subject) -> None:
    if subject.born_on is not None:
        answer_fact(work, subject.id or 0, Fact.AGE)
    if subject.sex is not Sex.UNKNOWN:
        answer_fact(work, subject.id or 0, Fact.SEX)
    if subject.coordinates_from is CoordinatesFrom.OWN:
        answer_fact(work, subject.id or 0, Fact.RESIDENCE)
    answer_fact(work, subject.id or 0, Fact.COUNTY)
