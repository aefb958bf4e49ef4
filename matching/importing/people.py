"""What one row says of a person whose case file an office already keeps in a table."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from matching.importing.cells import (
    Answers,
    Clock,
    Codes,
    Day,
    Days,
    Degrees,
    Number,
    OneCode,
    Texts,
    Tick,
    Whole,
    YesNo,
)
from matching.importing.faults import Empty, HalfAPlace, RowFault, Unreadable
from matching.importing.noticed import PersonRow
from matching.vocabulary import (
    Answer,
    HouseRule,
    ManagementClass,
    OffenceCategory,
    Penalty,
    Source,
)

CIRCUMSTANCES = ("home", "kin", "work")
CONDITIONS = (
    "curfew_from",
    "curfew_to",
    "occupations_banned",
    "contact_ban_minors",
    "ban_latitude",
    "ban_longitude",
    "ban_radius_km",
    "travel_leave",
    "reporting_weekday",
    "reporting_from",
    "reporting_to",
)


class SubjectRow(PersonRow):
    """What a row says of a person and of the whole case file."""

    phone: Annotated[str | None, Field(max_length=60)] = None
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] = None
    management_class: OneCode[ManagementClass] | None = None
    correction_ends_on: Day = None
    key_person: Tick = False
    reported_on: Day = None

    home: YesNo = None
    home_source: OneCode[Source] | None = None
    home_on: Day = None
    kin: YesNo = None
    kin_source: OneCode[Source] | None = None
    kin_on: Day = None
    work: YesNo = None
    work_source: OneCode[Source] | None = None
    work_on: Day = None

    skills: Texts | None = None
    skills_complete: Tick = False
    qualifications: Annotated[str | None, Field(max_length=2_000)] = None
    qualifications_complete: Tick = False
    experience: Texts | None = None
    hours_min: Annotated[Number, Field(ge=0, le=84)] = None
    hours_max: Annotated[Number, Field(ge=0, le=84)] = None
    work_from: Clock = None
    work_to: Clock = None
    available_on: Day = None
    journey_limit_km: Annotated[Number, Field(ge=0, le=2_000)] = None
    pay_needed: Annotated[Number, Field(ge=0, le=1_000_000)] = None
    work_adjustments: Texts | None = None
    wished_occupations: Texts | None = None
    wishes: Annotated[str | None, Field(max_length=2_000)] = None

    step_free_needed: YesNo = None
    rent_limit: Annotated[Number, Field(ge=0, le=1_000_000)] = None
    home_needed_on: Day = None
    house_rules_refused: Codes[HouseRule] | None = None
    household: Texts | None = None
    household_complete: Tick = False

    conditions_ground: Annotated[str | None, Field(max_length=200)] = None
    conditions_from: Day = None
    conditions_to: Day = None
    conditions_complete: Tick = False
    curfew_from: Clock = None
    curfew_to: Clock = None
    occupations_banned: Texts | None = None
    contact_ban_minors: YesNo = None
    ban_latitude: Annotated[Degrees, Field(ge=-90, le=90)] = None
    ban_longitude: Annotated[Degrees, Field(ge=-180, le=180)] = None
    ban_radius_km: Annotated[Number, Field(ge=0.1, le=500)] = None
    travel_leave: YesNo = None
    reporting_weekday: Annotated[Whole, Field(ge=1, le=7)] = None
    reporting_from: Clock = None
    reporting_to: Clock = None

    consent_signed_on: Day = None
    consent_form: Annotated[str | None, Field(max_length=120)] = None
    consent_kept_at: Annotated[str | None, Field(max_length=200)] = None

    offence_category: Codes[OffenceCategory] | None = None
    offence_penalty: Codes[Penalty] | None = None
    offence_intentional: Answers | None = None
    offence_committed_on: Days | None = None
    offence_judged_on: Days | None = None
    offence_text: Annotated[str | None, Field(max_length=4_000)] = None
    offences_complete: Tick = False

    def contradictions(self) -> Iterator[tuple[str, RowFault]]:
        """What belongs together is said together."""
        yield from super().contradictions()
        for name in _left_out(self):
            yield name, Empty()
        if (self.latitude is None) != (self.longitude is None):
            yield "longitude", HalfAPlace()
        for name in ("offence_penalty", "offence_intentional", "offence_committed_on", "offence_judged_on"):
            said = getattr(self, name)
            if said and len(said) not in (1, len(self.offence_category or ())):
                yield name, Unreadable()
        if self.curfew_from is not None and self.curfew_from == self.curfew_to:
            yield "curfew_to", Unreadable()

    @property
    def conditions_said(self) -> set[str]:
        """The columns of conditions that say something."""
        return {name for name in CONDITIONS if getattr(self, name) not in (None, [], Answer.NO, Answer.UNKNOWN)}


def _left_out(row: SubjectRow) -> list[str]:
    """The things that something else in the row needs and that are not said."""
    needs = {f"{kind}_source": getattr(row, kind) is not None for kind in CIRCUMSTANCES}
    needs |= {f"{kind}_on": getattr(row, kind) is not None for kind in CIRCUMSTANCES}
    said = row.conditions_said
    needs |= {name: bool(said) for name in ("conditions_ground", "conditions_from")}
    for together in (
        ("curfew_from", "curfew_to"),
        ("ban_latitude", "ban_longitude", "ban_radius_km"),
        ("reporting_weekday", "reporting_from", "reporting_to"),
    ):
        needs |= {name: not said.isdisjoint(together) for name in together}
    needs |= {"offence_penalty": bool(row.offence_category), "consent_form": row.consent_signed_on is not None}
    return [name for name, is_needed in needs.items() if is_needed and getattr(row, name) in (None, [])]
