"""Looking for somebody who did not report: what was tried, when, and what came of it."""

from dataclasses import dataclass, field
from datetime import date

from matching.database import UnitOfWork
from matching.errors import IllegalStep
from matching.privacy import own_subject
from matching.services.timeline import record_event
from matching.vocabulary import CaseState, SearchResult, SearchStep


@dataclass(frozen=True)
class RecordSearch:
    """One step of a search."""

    subject_id: int
    step: SearchStep
    result: SearchResult
    tried_on: date
    note: str | None = field(default=None, repr=False)


def record_search(work: UnitOfWork, command: RecordSearch) -> None:
    """Write what was tried into the timeline. It counts against nobody.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: for somebody who has reported, or for a day yet to come.
    """
    subject = own_subject(work.session, work.viewer, command.subject_id)
    if subject.state is not CaseState.EXPECTED:
        raise IllegalStep("This person is not awaited any more: they have reported, or the file is closed.")
    if command.tried_on > work.today:
        raise IllegalStep("What was tried cannot lie on a day that is yet to come.", about="tried_on")
    record_event(
        work, command.subject_id, "search.tried", note=command.note,
        step=command.step.value, result=command.result.value, tried_on=command.tried_on.isoformat(),
    )  # fmt: skip
