"""Scans of signed papers: kept encrypted with a case file, opened and removed only with a trace."""

import hashlib
from dataclasses import dataclass, field

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotFound, Refused
from matching.importing.texts import plain_name
from matching.privacy import subject_for
from matching.records import Consent, ReleaseNotice, Scan
from matching.services.proposal_steps import lock_subject
from matching.services.timeline import record_event
from matching.vocabulary import ScanKind, ScanRemoval

MEDIA: dict[bytes, tuple[str, str]] = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}
"""First bytes of a file -> its media type and the end of its name. A file's own name says nothing."""

MEGABYTE = 1024 * 1024


class NotAPaper(BadInput):
    """This file is no PDF, JPEG or PNG. Scan the paper again, or take a photo of it."""


class KeptAlready(Refused):
    """This very file is kept with this person already."""


@dataclass(frozen=True)
class KeepScan:
    """A scanned paper to keep, with the notice or consent that it belongs to."""

    subject_id: int
    kind: ScanKind
    file_name: str = field(repr=False)
    content: bytes = field(repr=False)
    notice_id: int | None = None
    consent_id: int | None = None


@dataclass(frozen=True)
class RemoveScan:
    """Which scan goes, and why."""

    subject_id: int
    scan_id: int
    reason: ScanRemoval


def keep_scan(work: UnitOfWork, command: KeepScan, megabytes: int) -> Scan:
    """Keep a scan with a case file, encrypted.

    Args:
        work: the transaction.
        command: the file.
        megabytes: the largest file that is kept.

    Raises:
        NotFound: for a subject who is not the viewer's or whose scans are not for them, or a foreign notice or consent.
        NotAPaper, BadInput: for another kind of file, an empty or too large one.
        KeptAlready: where the same file is kept with this person.
    """
    may_handle_scans(work, command.subject_id)
    media_type = media_of(command.content)
    refuse_size(command.content, megabytes)
    lock_subject(work, command.subject_id)
    digest = hashlib.sha256(command.content).hexdigest()
    refuse_double(work, command.subject_id, digest)
    notice = work.session.get(ReleaseNotice, command.notice_id) if command.notice_id else None
    consent = work.session.get(Consent, command.consent_id) if command.consent_id else None
    for wanted, paper in ((command.notice_id, notice), (command.consent_id, consent)):
        if wanted is not None and (paper is None or paper.subject_id != command.subject_id):
            raise NotFound
    scan = Scan(
        subject_id=command.subject_id, kind=command.kind, notice_id=command.notice_id, consent_id=command.consent_id,
        file_name=plain_name(command.file_name) or "scan", media_type=media_type, size=len(command.content), sha256=digest,
        content=command.content, kept_at=work.now, kept_by_id=work.viewer.account_id,
    )  # fmt: skip
    work.session.add(scan)
    work.session.flush()
    record_event(work, command.subject_id, "scan.kept", scan=scan.id, kind=command.kind.value)
    return scan


def remove_scan(work: UnitOfWork, command: RemoveScan) -> None:
    """Delete a scan for a coded reason; the trace stays.

    Raises:
        NotFound: for a scan that is not of one of the viewer's people.
    """
    may_handle_scans(work, command.subject_id)
    scan = one_scan(work, command.subject_id, command.scan_id)
    kind = scan.kind
    work.session.delete(scan)
    work.session.flush()
    arguments = {"kind": kind.value, "reason": command.reason.value}
    record_event(work, command.subject_id, "scan.removed", scan=command.scan_id, **arguments)


def open_scan(work: UnitOfWork, subject_id: int, scan_id: int) -> Scan:
    """Read a scan to hand it out, after leaving a trace. Raises NotFound for one that is not for the viewer."""
    may_handle_scans(work, subject_id)
    scan = one_scan(work, subject_id, scan_id)
    record_act(work, "scan.opened", subject_id, scan=scan_id)
    return scan


def may_handle_scans(work: UnitOfWork, subject_id: int) -> None:
    """Raise NotFound where the viewer is not of the owning unit, or scans are not for their roles."""
    _subject, sight = subject_for(work.session, work.viewer, subject_id)
    if not work.viewer.is_machine and not sight.sees("scans"):
        raise NotFound


def one_scan(work: UnitOfWork, subject_id: int, scan_id: int) -> Scan:
    """Find a scan of this person. Raises NotFound."""
    scan = work.session.get(Scan, scan_id)
    if scan is None or scan.subject_id != subject_id:
        raise NotFound
    return scan


def media_of(content: bytes) -> str:
    """The media type that a file's first bytes show. Raises NotAPaper for any other, an empty file too."""
    for start, (media_type, _end) in MEDIA.items():
        if content.startswith(start):
            return media_type
    raise NotAPaper


def name_to_save(reference: str, scan: Scan) -> str:
    """A file name that names nobody: the case file's reference, the paper, the number."""
    end = dict(MEDIA.values())[scan.media_type]
    return f"{reference}-{scan.kind.value}-{scan.id}.{end}"


def refuse_size(content: bytes, megabytes: int) -> None:
    """Raise BadInput for a file above the limit."""
    if len(content) > megabytes * MEGABYTE:
        raise BadInput("This file is too large to be kept. Scan the paper in grey or with fewer dots per inch.")


def refuse_double(work: UnitOfWork, subject_id: int, digest: str) -> None:
    """Raise KeptAlready where the same content is kept with this person."""
    same = select(Scan.id).where(col(Scan.subject_id) == subject_id, col(Scan.sha256) == digest)
    if work.session.exec(same).first() is not None:
        raise KeptAlready(about="file")
