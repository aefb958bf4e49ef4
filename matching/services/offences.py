"""Offences: coded when recorded, the text sealed. Only a caseworker of the owning unit records them."""

from dataclasses import dataclass, field
from datetime import date

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotAllowed, NotFound
from matching.privacy import subject_for
from matching.records import Offence, Subject
from matching.services.conditions import case_facts
from matching.services.intake import name_account
from matching.services.proposal_steps import lock_subject
from matching.services.questions import answer_fact
from matching.services.timeline import facts_changed, record_event
from matching.services.withdrawing import withdraw_protected
from matching.vocabulary import Answer, Fact, OffenceCategory, Penalty


@dataclass(frozen=True)
class RecordOffence:
    """One offence as the judgment states it."""

    subject_id: int
    category: OffenceCategory
    penalty: Penalty
    is_intentional: Answer = Answer.UNKNOWN
    committed_on: date | None = None
    judged_on: date | None = None
    as_minor: bool = False
    is_sealed: bool = False
    text: str | None = field(default=None, repr=False)


def record_offence(work: UnitOfWork, command: RecordOffence) -> Offence:
    """Record an offence. One committed under 18, or whose record is sealed, makes the person protected from now on.

    Raises:
        NotFound: for a subject who is not the viewer's.
        NotAllowed: for a viewer who may not read judgments.
        IllegalStep: for a day that has yet to come.
    """
    subject = _subject_with_judgments(work, command.subject_id)
    if any(day is not None and day > work.today for day in (command.committed_on, command.judged_on)):
        raise IllegalStep("An offence and its judgment cannot lie in the future.", about="judged_on")
    offence = Offence(**vars(command), recorded_at=work.now, recorded_by_id=work.viewer.account_id)
    work.session.add(offence)
    record_event(work, command.subject_id, "offence.recorded")
    if command.as_minor or command.is_sealed:
        protect(work, subject, is_juvenile=command.as_minor, is_sealed=command.is_sealed)
    facts_changed(work, command.subject_id)
    return offence


def remove_offence(work: UnitOfWork, subject_id: int, offence_id: int) -> None:
    """Remove an offence that was recorded by mistake; the act stays in the timeline, and so does a protection.

    Errors as `record_offence`.
    """
    _subject_with_judgments(work, subject_id)
    offence = work.session.get(Offence, offence_id)
    if offence is None or offence.subject_id != subject_id:
        raise NotFound
    work.session.delete(offence)
    record_event(work, subject_id, "offence.removed")
    facts_changed(work, subject_id)


def confirm_offences(work: UnitOfWork, subject_id: int) -> None:
    """Note that the judgment has been read and that what is recorded is all. Errors as `record_offence`."""
    _subject_with_judgments(work, subject_id)
    case_facts(work, subject_id).offences_read_on = work.today
    record_event(work, subject_id, "offence.judgment_read")
    answer_fact(work, subject_id, Fact.OFFENCES)
    facts_changed(work, subject_id)


def protect(work: UnitOfWork, subject: Subject, *, is_juvenile: bool = False, is_sealed: bool = False) -> None:
    """Mark a person as protected: only named accounts see them, and nothing electronic goes to a provider.

    The caseworker and whoever records it are named. Protection that stands already is kept.
    """
    lock_subject(work, subject.id or 0)
    was_protected = subject.is_protected
    subject.is_juvenile, subject.is_sealed = subject.is_juvenile or is_juvenile, subject.is_sealed or is_sealed
    for account_id in (subject.caseworker_id, work.viewer.account_id):
        name_account(work, subject, account_id)
    if not was_protected:
        subject.version += 1
        record_event(work, subject.id or 0, "subject.protected")
        work.session.flush()
        withdraw_protected(work, subject.id or 0)


def _subject_with_judgments(work: UnitOfWork, subject_id: int) -> Subject:
    subject, sight = subject_for(work.session, work.viewer, subject_id)
    if sight.is_reviewer:
        raise NotFound
    if not (sight.sees("offence_text") or work.viewer.is_machine):
        raise NotAllowed
    return subject
