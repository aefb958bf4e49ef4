"""Files that people hand in: scans of signed papers, kept; tables to import, kept for a day."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, sealed, sealed_file
from matching.vocabulary import OfferKind, ScanKind, UploadKind


class Scan(SQLModel, table=True):
    """One scanned paper of a case file, encrypted. Never shown to a provider."""

    __tablename__ = "scans"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    kind: ScanKind = coded(ScanKind, "kind")
    notice_id: int | None = Field(default=None, foreign_key="release_notices.id")
    consent_id: int | None = Field(default=None, foreign_key="consents.id")
    file_name: str = sealed()
    media_type: str = Field(max_length=40)
    size: int
    sha256: str = Field(max_length=64, repr=False)
    content: bytes = sealed_file()
    kept_at: datetime = instant()
    kept_by_id: int | None = Field(default=None, foreign_key="accounts.id")


class Upload(SQLModel, table=True):
    """One uploaded table between its dry run and its import; only its account may apply it."""

    __tablename__ = "uploads"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    kind: UploadKind = coded(UploadKind, "kind")
    offer_kind: OfferKind | None = coded(OfferKind, "offer_kind", default=None)
    file_name: str = sealed()
    content: bytes = sealed_file()
    uploaded_at: datetime = instant(index=True)
    applied_at: datetime | None = instant(default=None)
    report: dict[str, Any] = document(default_factory=dict)
