"""What a subject can do, has done and wishes."""

from datetime import date, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, sealed, sealed_lines
from matching.vocabulary import Answer


class Profile(SQLModel, table=True):
    """One subject's working profile. What is None is unknown, not No."""

    __tablename__ = "profiles"
    __table_args__ = (
        CheckConstraint("hours_min IS NULL OR hours_min BETWEEN 0 AND 84", name="hours_min"),
        CheckConstraint("hours_max IS NULL OR hours_max BETWEEN 0 AND 84", name="hours_max"),
        CheckConstraint("journey_limit_km IS NULL OR journey_limit_km BETWEEN 0 AND 2000", name="journey"),
        CheckConstraint("pay_needed IS NULL OR pay_needed >= 0", name="pay"),
    )

    subject_id: int = Field(foreign_key="subjects.id", primary_key=True)
    skills_known: bool = False
    qualifications_known: bool = False
    hours_min: float | None = None
    hours_max: float | None = None
    work_from: time | None = None
    work_to: time | None = None
    available_on: date | None = None
    journey_limit_km: float | None = None
    pay_needed: float | None = None
    work_adjustments: list[str] = sealed_lines(default_factory=list)
    wishes: str | None = sealed(default=None)
    wished_occupations: list[str] = document(default_factory=list)
    step_free_needed: Answer = coded(Answer, "step_free_needed", default=Answer.UNKNOWN)
    rent_limit: float | None = None
    home_needed_on: date | None = None
    house_rules_asked: bool = False
    house_rules_refused: list[str] = document(default_factory=list)
    confirmed_on: date | None = None
    version: int = 1


class Skill(SQLModel, table=True):
    """One thing that a subject can do, in the words it was told in."""

    __tablename__ = "skills"
    __table_args__ = (UniqueConstraint("subject_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    name: str = Field(max_length=120, repr=False)


class Experience(SQLModel, table=True):
    """One stretch of work."""

    __tablename__ = "experiences"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    title: str = Field(max_length=120, repr=False)
    occupation_code: str | None = Field(default=None, max_length=4)
    years: float | None = None
    text: str | None = sealed(default=None)


class Qualification(SQLModel, table=True):
    """One certificate or licence held, by its code."""

    __tablename__ = "qualifications"
    __table_args__ = (UniqueConstraint("subject_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    code: str = Field(max_length=40)
    valid_to: date | None = None
