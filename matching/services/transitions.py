"""From correction to help: the order ends, the file, its caseworker, its needs and its matches go on."""

from dataclasses import dataclass

from matching.database import UnitOfWork
from matching.errors import IllegalStep
from matching.queries.under_way import conditions_that_end
from matching.records import Subject
from matching.services.cases.closing import held_case
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import CaseState, LegalStatus


@dataclass(frozen=True)
class EndCorrection:
    """Whose correction has ended, as the file was seen."""

    subject_id: int
    version: int


def end_correction(work: UnitOfWork, command: EndCorrection) -> Subject:
    """Turn a person under correction into a released one whom the office goes on helping, in one step.

    The conditions of the order end with it, but for a ban from an occupation. Nothing else ends.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: for a closed file, a person under no correction, or before the day on which it ends.
        StaleEdit: where somebody else changed the file first.
    """
    subject = held_case(work, command.subject_id, command.version)
    ended_on = subject.correction_ends_on
    if subject.state is CaseState.CLOSED or not subject.is_under_correction:
        raise IllegalStep("This person is under no correction.")
    if ended_on is None or ended_on > work.today:
        raise IllegalStep("The correction has not ended yet. Correct the day of its end first, if that is wrong.")
    for condition in conditions_that_end(work.session, command.subject_id):
        condition.ended_on = max(ended_on, condition.from_on)
        condition.version += 1
        record_event(work, command.subject_id, "condition.ended", condition=condition.id, kind=condition.kind.value)
    before, subject.legal_status = subject.legal_status, LegalStatus.RELEASED
    subject.correction_ends_on = subject.management_class = None
    subject.release_on = subject.release_on or ended_on
    subject.version += 1
    said = {"status": before.value, "ended_on": ended_on.isoformat()}
    record_event(work, command.subject_id, "subject.correction_ended", **said)
    facts_changed(work, command.subject_id)
    return subject
