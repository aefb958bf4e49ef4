"""The scans of a case file, without their contents."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from matching.records import Account, Consent, ReleaseNotice, Scan
from matching.vocabulary import ConsentPurpose, ScanKind


@dataclass(frozen=True)
class ScanRow:
    """One kept paper."""

    id: int
    kind: ScanKind
    file_name: str = field(repr=False)
    media_type: str
    size: int
    kept_at: datetime
    kept_by: str | None
    notice_id: int | None
    consent_id: int | None

    @property
    def kilobytes(self) -> int:
        """How large it is, rounded up."""
        return -(-self.size // 1024)


def scans_of(session: Session, subject_id: int) -> list[ScanRow]:
    """List the scans of a person whose scans the caller may see, the newest first; their contents stay where they are."""
    columns = (
        Scan.id, Scan.kind, Scan.file_name, Scan.media_type, Scan.size, Scan.kept_at, Account.name, Scan.notice_id,
        Scan.consent_id,
    )  # fmt: skip
    kept = (
        select(*columns)  # type: ignore[call-overload]
        .join(Account, col(Account.id) == col(Scan.kept_by_id), isouter=True)
        .where(col(Scan.subject_id) == subject_id)
        .order_by(col(Scan.kept_at).desc(), col(Scan.id).desc())
    )
    return [ScanRow(*row) for row in session.exec(kept)]


def papers_of(session: Session, subject_id: int) -> tuple[list[ReleaseNotice], list[tuple[int, ConsentPurpose, str]]]:
    """The notices and consents that a scan may belong to: notices, then consents as (id, purpose, form)."""
    notices = select(ReleaseNotice).where(col(ReleaseNotice.subject_id) == subject_id)
    consents = select(Consent).where(col(Consent.subject_id) == subject_id)
    listed = session.exec(consents.order_by(col(Consent.signed_on).desc(), col(Consent.id).desc()))
    return (
        list(session.exec(notices.order_by(col(ReleaseNotice.received_on).desc(), col(ReleaseNotice.id).desc()))),
        [(row.id or 0, row.purpose, row.form) for row in listed],
    )
