"""What providers hold open, with the terms of each kind."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, long_text, sealed
from matching.vocabulary import Answer, Contract, CoordinatesFrom, HousingKind, OfferKind, OfferState, PayPeriod, Sex


class Offer(SQLModel, table=True):
    """One opening with a number of places. Places change only by a conditional UPDATE."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("places >= 1", name="places"),
        CheckConstraint("places_taken >= 0 AND places_taken <= places", name="places_taken"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude"),
        UniqueConstraint("source", "source_reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    provider_id: int = Field(foreign_key="providers.id", index=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    kind: OfferKind = coded(OfferKind, "kind")
    state: OfferState = coded(OfferState, "state", default=OfferState.DRAFT, index=True)
    title: str = Field(default="", max_length=200)
    description: str = long_text(default="")
    occupation_code: str | None = Field(default=None, max_length=4)
    places: int = 1
    places_taken: int = 0
    places_to_confirm: bool = False
    address: str | None = sealed(default=None)
    latitude: float | None = None
    longitude: float | None = None
    coordinates_from: CoordinatesFrom = coded(CoordinatesFrom, "coordinates_from", default=CoordinatesFrom.UNIT)
    starts_on: date | None = None
    closes_on: date | None = Field(default=None, index=True)
    age_from: int | None = None
    age_to: int | None = None
    qualifications: list[str] = document(default_factory=list)
    skills: list[str] = document(default_factory=list)
    post_kinds: list[str] = document(default_factory=list)
    exclusions: list[dict[str, Any]] = document(default_factory=list)
    source: str | None = Field(default=None, max_length=60)
    source_reference: str | None = Field(default=None, max_length=80)
    eligibility: str | None = long_text(default=None)
    to_check: list[str] = document(default_factory=list)
    return_note: str | None = long_text(default=None)
    created_at: datetime = instant()
    submitted_at: datetime | None = instant(default=None)
    published_at: datetime | None = instant(default=None)
    published_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    facts_version: int = 1
    version: int = 1


class JobTerms(SQLModel, table=True):
    """The terms of a job. What is None is unstated."""

    __tablename__ = "job_terms"
    __table_args__ = (
        CheckConstraint("hours_per_week IS NULL OR hours_per_week BETWEEN 0 AND 84", name="hours"),
        CheckConstraint("pay_from IS NULL OR pay_from >= 0", name="pay_from"),
        CheckConstraint("pay_to IS NULL OR pay_from IS NULL OR pay_to >= pay_from", name="pay_to"),
    )

    offer_id: int = Field(foreign_key="offers.id", primary_key=True)
    hours_per_week: float | None = None
    shift_from: time | None = None
    shift_to: time | None = None
    weekdays: list[int] = document(default_factory=list)
    pay_from: float | None = None
    pay_to: float | None = None
    pay_period: PayPeriod = coded(PayPeriod, "pay_period", default=PayPeriod.MONTH)
    contract: Contract = coded(Contract, "contract", default=Contract.UNKNOWN)
    lodging: Answer = coded(Answer, "lodging", default=Answer.UNKNOWN)
    is_transitional: bool = False
    ends_on: date | None = None
    follows: str | None = long_text(default=None)
    subsidy: str | None = long_text(default=None)


class TrainingTerms(SQLModel, table=True):
    """The terms of a training place."""

    __tablename__ = "training_terms"

    offer_id: int = Field(foreign_key="offers.id", primary_key=True)
    ends_on: date | None = None
    weeks: float | None = None
    hours_per_week: float | None = None
    shift_from: time | None = None
    shift_to: time | None = None
    weekdays: list[int] = document(default_factory=list)
    certificate: str | None = Field(default=None, max_length=120)
    entry_requirements: str | None = long_text(default=None)
    stipend_month: float | None = None
    fee: float | None = None
    lodging: Answer = coded(Answer, "lodging", default=Answer.UNKNOWN)


class HousingTerms(SQLModel, table=True):
    """The terms of a transitional home; `out_of_service` holds spans of ISO dates, {"from": first day, "to": last day}."""

    __tablename__ = "housing_terms"

    offer_id: int = Field(foreign_key="offers.id", primary_key=True)
    housing_kind: HousingKind = coded(HousingKind, "housing_kind")
    sex_only: Sex | None = coded(Sex, "sex_only", default=None)
    household_max: int | None = None
    stay_limit_days: int | None = None
    step_free: Answer = coded(Answer, "step_free", default=Answer.UNKNOWN)
    children: Answer = coded(Answer, "children", default=Answer.UNKNOWN)
    rules_stated: bool = False
    rule_codes: list[str] = document(default_factory=list)
    house_rules: str | None = long_text(default=None)
    rent_month: float | None = None
    out_of_service: list[dict[str, str]] = document(default_factory=list)
