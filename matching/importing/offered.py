"""What one row says of an offer: what all kinds share, and the terms of each."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field

from matching.importing.cells import Codes, Day, Degrees, Money, Number, OneCode, Whole, YesNo
from matching.importing.faults import HalfAPlace, RowFault, UpperBelowLower
from matching.importing.row import Row
from matching.vocabulary import Contract, HouseRule, HousingKind, PayPeriod, Sex


class OfferRow(Row):
    """What a row of any kind of offer says."""

    reference: Annotated[str, Field(max_length=80)]
    provider: Annotated[str, Field(max_length=200)]
    title: Annotated[str, Field(max_length=200)]
    other_title: str | None = None
    occupation: Annotated[str | None, Field(max_length=200)] = None
    description: Annotated[str, Field(max_length=50_000)]
    eligibility: Annotated[str | None, Field(max_length=10_000)] = None
    address: Annotated[str | None, Field(max_length=300)] = None
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] = None
    places: Annotated[Whole, Field(ge=1, le=10_000)] = None
    starts_on: Day = None
    closes_on: Day = None
    updated_on: Day = None
    age_from: Annotated[Whole, Field(ge=16, le=99)] = None
    age_to: Annotated[Whole, Field(ge=16, le=99)] = None
    qualifications: Annotated[str | None, Field(max_length=10_000)] = None
    skills: Annotated[str | None, Field(max_length=4_000)] = None

    def contradictions(self) -> Iterator[tuple[str, RowFault]]:
        """Coordinates come in pairs, and spans run upwards."""
        if (self.latitude is None) != (self.longitude is None):
            yield "longitude", HalfAPlace()
        for low, high in (("age_from", "age_to"), ("pay_from", "pay_to"), ("starts_on", "ends_on")):
            below, above = getattr(self, low, None), getattr(self, high, None)
            if below is not None and above is not None and above < below:
                yield high, UpperBelowLower()


class JobRow(OfferRow):
    """What a row says of a job."""

    pay_from: Money = None
    pay_to: Money = None
    pay_period: Annotated[PayPeriod, BeforeValidator(lambda value: str(value).casefold())] = PayPeriod.MONTH
    hours: Annotated[str | None, Field(max_length=4_000)] = None
    full_time: str | None = None
    contract: OneCode[Contract] | None = None
    lodging: YesNo = None
    transitional: YesNo = None
    ends_on: Day = None
    follows: Annotated[str | None, Field(max_length=1_000)] = None
    subsidy: Annotated[str | None, Field(max_length=1_000)] = None


class TrainingRow(OfferRow):
    """What a row says of a training place."""

    ends_on: Day = None
    weeks: Annotated[Number, Field(ge=0.1, le=520)] = None
    hours: Annotated[str | None, Field(max_length=4_000)] = None
    certificate: Annotated[str | None, Field(max_length=120)] = None
    entry_requirements: Annotated[str | None, Field(max_length=4_000)] = None
    stipend_month: Money = None
    fee: Money = None
    lodging: YesNo = None


class HousingRow(OfferRow):
    """What a row says of a transitional home."""

    housing_kind: OneCode[HousingKind]
    sex_only: OneCode[Sex] | None = None
    household_max: Annotated[Whole, Field(ge=1, le=20)] = None
    stay_limit_days: Annotated[Whole, Field(ge=1, le=3_650)] = None
    step_free: YesNo = None
    children: YesNo = None
    rule_codes: Codes[HouseRule] | None = None
    house_rules: Annotated[str | None, Field(max_length=4_000)] = None
    rent_month: Money = None
