"""Offences: coded when recorded, the text sealed. Only a caseworker of the owning unit records them."""

from dataclasses import dataclass, field
from datetime import date

from matching.database import UnitOfWork
from matching.errors import NotAllowed, NotFound
from matching.privacy import subject_for
from matching.records import Offence, Subject
from matching.services.conditions import case_facts
from matching.services.questions import answer_fact
from matching.services.timeline import facts_changed, record_event
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
    """Record an offence.

    Raises:
        NotFound: for a subject who is not the viewer's.
        NotAllowed: for a viewer who may not read judgments.
    """
    _subject_with_judgments(work, command.subject_id)
    offence = Offence(**vars(command), recorded_at=work.now, recorded_by_id=work.viewer.account_id)
    work.session.add(offence)
    record_event(work, command.subject_id, "offence.recorded")
    facts_changed(work, command.subject_id)
    return offence


def remove_offence(work: UnitOfWork, subject_id: int, offence_id: int) -> None:
    """Remove an offence that was recorded by mistake; the act stays in the timeline. Errors as `record_offence`."""
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


def _subject_with_judgments(work: UnitOfWork, subject_id: int) -> Subject:
    subject, sight = subject_for(work.session, work.viewer, subject_id)
    if sight.is_reviewer:
        raise NotFound
    if not (sight.sees("offence_text") or work.viewer.is_machine):
        raise NotAllowed
    return subject
