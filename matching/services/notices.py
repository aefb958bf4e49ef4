"""Release notices: recorded with a new person or for one who is here, and answered by a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.errors import BadInput, IllegalStep, NotFound, Refused, StaleEdit
from matching.privacy import own_subject
from matching.queries.duplicates import Duplicate
from matching.records import ReleaseNotice, Subject
from matching.services.intake import TakeIn, take_in
from matching.services.proposal_steps import lock_subject
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import CaseState


class NoticeKnown(Refused):
    """A notice of this sender with this number is recorded already: nothing was stored."""


class FileClosed(Refused):
    """This case file is closed. Reopen it first, then record the notice."""


@dataclass(frozen=True)
class NoticeDetails:
    """What a prison or detention house wrote.

    Attributes:
        sender: who sent it.
        number: the notice's own number; one sender gives each number once.
        received_on: when it came in; the receipt's clock runs from it.
        release_on: the planned release that it names.
        assessment: its text on the person, stored encrypted.
    """

    sender: str
    number: str | None
    received_on: date
    release_on: date | None = None
    assessment: str | None = field(default=None, repr=False)


def take_in_noticed(
    work: UnitOfWork, command: TakeIn, notice: NoticeDetails, alike: Sequence[Duplicate] | None = None
) -> tuple[Subject, ReleaseNotice]:
    """Open a case file for the person whom a notice announces, with the notice in it; `alike` as for `take_in`.

    Raises:
        NoticeKnown, BadInput: as for `record_notice`.
        PossibleDuplicate, RegisteredAlready, CaseworkerNeeded: as for `take_in`.
    """
    refuse_notice(work, notice)
    details = command.details
    dated = replace(command, details=replace(details, release_on=details.release_on or notice.release_on))
    subject = take_in(work, dated, alike)
    return subject, _add_notice(work, subject, notice)


def record_notice(work: UnitOfWork, subject_id: int, notice: NoticeDetails) -> ReleaseNotice:
    """Record a notice about a person who has a case file; who is still expected is expected on its date.

    Raises:
        NotFound: for a subject who is not the viewer's.
        FileClosed: where the case file is closed.
        NoticeKnown: where this sender's number is recorded.
        BadInput: for a day of receipt yet to come.
    """
    own_subject(work.session, work.viewer, subject_id)
    subject = lock_subject(work, subject_id)
    if subject.state is CaseState.CLOSED:
        raise FileClosed
    refuse_notice(work, notice)
    is_news = notice.release_on not in (None, subject.release_on)
    if is_news and (subject.state is CaseState.EXPECTED or subject.release_on is None):
        subject.release_on = notice.release_on
        subject.version += 1
        facts_changed(work, subject_id)
    return _add_notice(work, subject, notice)


def send_receipt(work: UnitOfWork, notice_id: int, version: int, sent_on: date) -> ReleaseNotice:
    """Note that the receipt for a notice was sent.

    Raises:
        NotFound: for a notice about a subject who is not the viewer's.
        IllegalStep: where it was sent before, or on a day before the notice came or yet to come.
        StaleEdit: where somebody else changed the notice first.
    """
    notice = own_notice(work, notice_id)
    if notice.receipt_sent_on is not None:
        raise IllegalStep("The receipt for this notice was sent before.")
    if notice.version != version:
        raise StaleEdit
    if not notice.received_on <= sent_on <= work.today:
        raise IllegalStep("The receipt is sent between the day on which the notice came in and today.", about="sent_on")
    notice.receipt_sent_on, notice.receipt_by_id = sent_on, work.viewer.account_id
    notice.version += 1
    record_event(work, notice.subject_id, "notice.receipt_sent", notice=notice_id, sent_on=sent_on.isoformat())
    return notice


def own_notice(work: UnitOfWork, notice_id: int) -> ReleaseNotice:
    """Find a notice about one of the viewer's people and hold the person. Raises NotFound for every other."""
    notice = work.session.get(ReleaseNotice, notice_id)
    if notice is None:
        raise NotFound
    own_subject(work.session, work.viewer, notice.subject_id)
    lock_subject(work, notice.subject_id)
    work.session.refresh(notice)
    return notice


def refuse_notice(work: UnitOfWork, notice: NoticeDetails) -> None:
    """Raise what speaks against storing a notice, whomever it is about."""
    if notice.received_on > work.today:
        raise BadInput("A notice cannot have come in on a day that is yet to come.", about="received_on")
    known = select(ReleaseNotice.id).where(
        col(ReleaseNotice.sender) == notice.sender, col(ReleaseNotice.number) == notice.number
    )
    if notice.number is not None and work.session.exec(known).first() is not None:
        raise NoticeKnown(about="number")


def _add_notice(work: UnitOfWork, subject: Subject, notice: NoticeDetails) -> ReleaseNotice:
    row = ReleaseNotice(
        **vars(notice),
        subject_id=subject.id or 0,
        unit_id=subject.unit_id,
        receipt_due_on=deadline("receipt").after(notice.received_on),
        created_at=work.now,
        created_by_id=work.viewer.account_id,
    )
    work.session.add(row)
    work.session.flush()
    came = {"received_on": notice.received_on.isoformat()}
    record_event(work, subject.id or 0, "notice.recorded", notice=row.id, **came)
    return row
