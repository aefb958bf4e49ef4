"""People whom the service helps, and who besides their unit may see a protected one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, instant, sealed
from matching.vocabulary import CaseState, CloseReason, CoordinatesFrom, LegalStatus, ManagementClass, Sex


class Subject(SQLModel, table=True):
    """A person under community correction or released."""

    __tablename__ = "subjects"
    __table_args__ = (
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude"),
        Index(
            "uq_subjects_identity",
            "identity_hash",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, max_length=20)
    unit_id: int = Field(foreign_key="units.id", index=True)
    caseworker_id: int | None = Field(default=None, foreign_key="accounts.id", index=True)
    state: CaseState = coded(CaseState, "state", default=CaseState.EXPECTED)
    name: str = sealed()
    identity_number: str | None = sealed(default=None)
    identity_hash: str | None = Field(default=None, max_length=64, repr=False)
    born_on: date | None = Field(default=None, repr=False)
    sex: Sex = coded(Sex, "sex", default=Sex.UNKNOWN)
    phone: str | None = sealed(default=None)
    household_place: str | None = sealed(default=None)
    residence: str | None = sealed(default=None)
    latitude: float | None = Field(default=None, repr=False)
    longitude: float | None = Field(default=None, repr=False)
    coordinates_from: CoordinatesFrom = coded(CoordinatesFrom, "coordinates_from", default=CoordinatesFrom.UNIT)
    legal_status: LegalStatus = coded(LegalStatus, "legal_status")
    management_class: ManagementClass | None = coded(ManagementClass, "management_class", default=None)
    is_key_person: bool = False
    release_on: date | None = None
    correction_ends_on: date | None = None
    reported_on: date | None = None
    closed_on: date | None = None
    close_reason: CloseReason | None = coded(CloseReason, "close_reason", default=None)
    moved_to: str | None = sealed(default=None)
    merged_into_id: int | None = Field(default=None, foreign_key="subjects.id")
    is_juvenile: bool = False
    is_sealed: bool = False
    created_at: datetime = instant()
    facts_version: int = 1
    version: int = 1

    @property
    def is_protected(self) -> bool:
        """Whether only named accounts may see this person: the juvenile rule or a sealed record."""
        return self.is_juvenile or self.is_sealed

    @property
    def is_under_correction(self) -> bool:
        """Whether an order of community correction runs."""
        return self.legal_status is not LegalStatus.RELEASED


class CaseAccess(SQLModel, table=True):
    """Names one account that may see one protected subject."""

    __tablename__ = "case_access"

    subject_id: int = Field(foreign_key="subjects.id", primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", primary_key=True)
    granted_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    granted_at: datetime = instant()
