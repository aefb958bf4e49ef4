"""The pages of the posting form as commands: what a provider types on each page of each kind of offer."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from matching.vocabulary import (
    Answer,
    Contract,
    ExclusionGround,
    HouseRule,
    HousingKind,
    OffenceCategory,
    PayPeriod,
    PostKind,
    Sex,
)


@dataclass(frozen=True)
class WorkPart:
    """What the work is."""

    title: str
    description: str | None
    occupation_code: str | None


@dataclass(frozen=True)
class WherePart:
    """Where it is; without coordinates, those of the unit stand in, marked."""

    address: str | None = field(repr=False)
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class HoursPart:
    """When the work is done; weekdays count from Monday, 0."""

    hours_per_week: float | None
    shift_from: time | None
    shift_to: time | None
    weekdays: list[int]


@dataclass(frozen=True)
class PayPart:
    """What is paid, and how the job is held."""

    pay_from: float | None
    pay_to: float | None
    pay_period: PayPeriod
    contract: Contract
    lodging: Answer
    is_transitional: bool
    ends_on: date | None
    follows: str | None
    subsidy: str | None


@dataclass(frozen=True)
class WhoPart:
    """Whom the offer asks for."""

    age_from: int | None
    age_to: int | None
    qualifications: list[str]
    skills: list[str]


@dataclass(frozen=True)
class Exclusion:
    """An offence category that the provider would exclude, on which ground and why."""

    category: OffenceCategory
    ground: ExclusionGround
    justification: str | None = None
    law: PostKind | None = None

    def stored(self) -> dict[str, Any]:
        """The row as it is kept; a law is named by the post that it closes."""
        law = self.law.value if self.law and self.ground is ExclusionGround.STATUTORY else None
        return {
            "category": self.category.value,
            "ground": self.ground.value,
            "justification": self.justification,
            "law": law,
        }


@dataclass(frozen=True)
class PostsPart:
    """Whether a law names the post, and what the provider would exclude."""

    post_kinds: list[PostKind]
    exclusions: list[Exclusion]

    @property
    def named_posts(self) -> list[str]:
        """The posts said to be named, and those whose law an exclusion calls upon."""
        called_on = {each.law for each in self.exclusions if each.ground is ExclusionGround.STATUTORY}
        return [post.value for post in PostKind if post in self.post_kinds or post in called_on]


@dataclass(frozen=True)
class PlacesPart:
    """How many places there are, and from when to when."""

    places: int
    starts_on: date | None
    closes_on: date | None


@dataclass(frozen=True)
class CoursePart:
    """What is taught, and what it leads to."""

    title: str
    description: str | None
    occupation_code: str | None
    certificate: str | None


@dataclass(frozen=True)
class TimesPart:
    """When the course runs; its length is a last day or a number of weeks."""

    starts_on: date | None
    ends_on: date | None
    weeks: float | None
    hours_per_week: float | None
    shift_from: time | None
    shift_to: time | None
    weekdays: list[int]


@dataclass(frozen=True)
class EntryPart:
    """Whom the course takes."""

    age_from: int | None
    age_to: int | None
    qualifications: list[str]
    entry_requirements: str | None


@dataclass(frozen=True)
class MoneyPart:
    """What the course costs and what it pays; 0 is said, None is not."""

    stipend_month: float | None
    fee: float | None
    lodging: Answer


@dataclass(frozen=True)
class EnrolPart:
    """How many the course takes, and until when one may enrol."""

    places: int
    closes_on: date | None


@dataclass(frozen=True)
class HomePart:
    """What the home is like."""

    title: str
    description: str | None
    housing_kind: HousingKind


@dataclass(frozen=True)
class ResidentsPart:
    """Who can live there; `eligibility` says it in words, and what makes a home for one sex lawful."""

    household_max: int | None
    children: Answer
    sex_only: Sex | None
    step_free: Answer
    age_from: int | None
    age_to: int | None
    eligibility: str | None


@dataclass(frozen=True)
class RulesPart:
    """The rules of the house. No rule is an answer too, once it is stated."""

    rules_stated: bool
    rule_codes: list[HouseRule]
    house_rules: str | None


@dataclass(frozen=True)
class RentPart:
    """What the home costs, and how long somebody may stay; 0 is said, None is not."""

    rent_month: float | None
    stay_limit_days: int | None


@dataclass(frozen=True)
class ClosuresPart:
    """Days, from the first to the last, on which nobody can move in."""

    out_of_service: list[tuple[date, date]]


Part = (
    WorkPart
    | WherePart
    | HoursPart
    | PayPart
    | WhoPart
    | PostsPart
    | PlacesPart
    | CoursePart
    | TimesPart
    | EntryPart
    | MoneyPart
    | EnrolPart
    | HomePart
    | ResidentsPart
    | RulesPart
    | RentPart
    | ClosuresPart
)
