"""The three noes: home, kin and work, each a dated finding with its source. The newest of a kind holds."""

from dataclasses import dataclass, field
from datetime import date

from matching.database import UnitOfWork
from matching.errors import IllegalStep
from matching.privacy import own_subject
from matching.records import Circumstance
from matching.services.questions import answer_fact
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import Answer, CircumstanceKind, Fact, Source


@dataclass(frozen=True)
class RecordCircumstance:
    """What was found about one of the three noes."""

    subject_id: int
    kind: CircumstanceKind
    answer: Answer
    source: Source
    found_on: date
    evidence: str | None = field(default=None, repr=False)
    review_on: date | None = None


def record_circumstance(work: UnitOfWork, command: RecordCircumstance) -> Circumstance:
    """Record a finding for a subject of the viewer's.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: for a finding dated later than today.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    if command.found_on > work.today:
        raise IllegalStep("A finding cannot be dated in the future.", about="found_on")
    return write_finding(
        work, command.subject_id, command.kind, command.answer, command.source, command.found_on,
        evidence=command.evidence, review_on=command.review_on,
    )  # fmt: skip


def write_finding(
    work: UnitOfWork,
    subject_id: int,
    kind: CircumstanceKind,
    answer: Answer,
    source: Source,
    found_on: date,
    evidence: str | None = None,
    review_on: date | None = None,
    placement_id: int | None = None,
) -> Circumstance:
    """Write a finding for the system too, such as one that follows from a placement. Does not look at the viewer."""
    finding = Circumstance(
        subject_id=subject_id, kind=kind, answer=answer, source=source, found_on=found_on, evidence=evidence, review_on=review_on,
        placement_id=placement_id, recorded_at=work.now, recorded_by_id=work.viewer.account_id,
    )  # fmt: skip
    work.session.add(finding)
    record_event(work, subject_id, "circumstance.recorded", kind=kind.value, answer=answer.value)
    facts_changed(work, subject_id)
    if answer is not Answer.UNKNOWN:
        answer_fact(work, subject_id, Fact.CIRCUMSTANCES)
    return finding
