"""What comes of going through the file with the person: that it was shown, and the corrections that they ask for."""

from dataclasses import dataclass, field

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.records import CorrectionRequest
from matching.services.timeline import record_event


@dataclass(frozen=True)
class ShowFile:
    """That the file was gone through with the person; what they want corrected, None for nothing."""

    subject_id: int
    wanted: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AnswerCorrection:
    """What came of a correction that a person asked for; the reason is needed where the file stays as it is."""

    subject_id: int
    correction_id: int
    version: int
    is_corrected: bool
    answer: str | None = field(default=None, repr=False)


def show_file(work: UnitOfWork, command: ShowFile) -> CorrectionRequest | None:
    """Note that the file was gone through with the person today, and what they ask to have corrected.

    Returns the request, None where nothing is to be corrected. Raises NotFound for a subject who is not the viewer's.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    record_event(work, command.subject_id, "my_file.shown")
    if command.wanted is None:
        return None
    request = CorrectionRequest(
        subject_id=command.subject_id, text=command.wanted, asked_on=work.today, recorded_by_id=work.viewer.account_id
    )
    work.session.add(request)
    work.session.flush()
    record_event(work, command.subject_id, "correction_request.asked", correction=request.id)
    return request


def answer_correction(work: UnitOfWork, command: AnswerCorrection) -> CorrectionRequest:
    """Note what came of a correction that the person asked for.

    Raises:
        NotFound: for a subject or a request that is not the viewer's.
        StaleEdit: where somebody else answered first.
        IllegalStep: where it was answered before, or the file stays as it is and no reason is given: the person is owed one.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    request = work.session.get(CorrectionRequest, command.correction_id)
    if request is None or request.subject_id != command.subject_id:
        raise NotFound
    if request.version != command.version:
        raise StaleEdit
    if request.is_corrected is not None:
        raise IllegalStep("This was answered before.")
    if not command.is_corrected and not command.answer:
        raise IllegalStep("Say why the file stays as it is: the person is owed the reason.", about="answer")
    request.is_corrected, request.answer = command.is_corrected, command.answer
    request.answered_on, request.answered_by_id = work.today, work.viewer.account_id
    request.version += 1
    key = "correction_request.corrected" if command.is_corrected else "correction_request.declined"
    record_event(work, command.subject_id, key, correction=request.id)
    return request
