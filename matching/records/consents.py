"""What a subject has agreed to, and each time a provider was told who somebody is."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, long_text
from matching.vocabulary import ConsentPurpose


class Consent(SQLModel, table=True):
    """One separate consent, for one purpose and, for a disclosure, one provider."""

    __tablename__ = "consents"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    purpose: ConsentPurpose = coded(ConsentPurpose, "purpose")
    provider_id: int | None = Field(default=None, foreign_key="providers.id")
    signed_on: date
    expires_on: date | None = None
    form: str = Field(max_length=120)
    kept_at: str | None = long_text(default=None)
    withdrawn_at: datetime | None = instant(default=None)
    recorded_at: datetime = instant()
    recorded_by_id: int | None = Field(default=None, foreign_key="accounts.id")


class Disclosure(SQLModel, table=True):
    """One release of a subject's identity to one provider."""

    __tablename__ = "disclosures"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    provider_id: int = Field(foreign_key="providers.id")
    proposal_id: int = Field(foreign_key="proposals.id")
    consent_id: int = Field(foreign_key="consents.id")
    fields: list[str] = document(default_factory=list)
    disclosed_at: datetime = instant()
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
