"""What the engine may know of offers: one row per offer (`OfferFacts`), or columns for many (`Offers`).

Units and unknowns as in `matching.facts.subjects`. A term that the offer's kind does not have is unstated.
"""

from dataclasses import dataclass
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.facts.columns import Columns
from matching.facts.subjects import Bools, Floats, Minutes, Tri
from matching.vocabulary import OfferKind


class Exclusion(NamedTuple):
    """An offence category that an offer excludes, the ExclusionGround claimed, and why."""

    category: str
    ground: str
    justification: str = ""


@dataclass(frozen=True, repr=False)
class OfferFacts:
    """One offer; every default is *unstated*. Meanings and units stand with the columns of `Offers`."""

    id: int
    kind: str = OfferKind.JOB
    provider: int = -1
    county: int = -1
    latitude: float = nan
    longitude: float = nan
    coordinates_own: bool = True
    title: str = ""
    text: str = ""
    occupation: str = ""
    hours_per_week: float = nan
    shift_from_minute: int = -1
    shift_to_minute: int = -1
    weekdays: int = 0
    pay_from: float = nan
    pay_to: float = nan
    starts_on: int = -1
    closes_on: int = -1
    age_from: float = nan
    age_to: float = nan
    sex_only: int = 0
    lodging: int = 0
    qualifications: frozenset[str] = frozenset()
    skills: tuple[str, ...] = ()
    post_kinds: frozenset[str] = frozenset()
    exclusions: tuple[Exclusion, ...] = ()
    transitional: bool = False
    ends_on: int = -1
    weeks: float = nan
    certificate: str = ""
    leads_to: frozenset[str] = frozenset()
    stipend: float = nan
    fee: float = nan
    housing_kind: str = ""
    household_max: float = nan
    stay_limit_days: float = nan
    step_free: int = 0
    children: int = 0
    rent: float = nan
    rules_stated: bool = False
    rule_codes: tuple[str, ...] = ()
    out_of_service: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, repr=False, eq=False)
class Offers(Columns[OfferFacts]):
    """Columns for m offers.

    Of note: `coordinates_own` False where the place is only the unit's; `occupation` an ISCO-08 code (""
    unknown); `shift_to_minute` below `shift_from_minute` means over midnight, equal means round the clock;
    `weekdays` a mask with bit 0 for Monday (0 unstated); `pay_*` yuan a month; `age_to` is the last age
    accepted; `sex_only` 0 none, 1 female, 2 male (housing only); `qualifications` (m, Q) required; `skills`
    asked; `post_kinds` PostKind codes that a statute names. Of training: `certificate` as the trainer writes it and
    `leads_to` the qualifications that it names; `stipend` yuan a month, `fee` yuan for the whole course. Of housing:
    `household_max` people in one household; `children` whether they may live there; `rent` yuan a month;
    `rule_codes` HouseRule codes, complete where `rules_stated`; `out_of_service` (first day, last day).
    """

    ids: NDArray[np.int64]
    kind: list[str]
    provider: NDArray[np.int64]
    county: NDArray[np.int64]
    latitude: Floats
    longitude: Floats
    coordinates_own: Bools
    title: list[str]
    text: list[str]
    occupation: list[str]
    hours_per_week: Floats
    shift_from_minute: Minutes
    shift_to_minute: Minutes
    weekdays: NDArray[np.int16]
    pay_from: Floats
    pay_to: Floats
    starts_on: NDArray[np.int32]
    closes_on: NDArray[np.int32]
    age_from: Floats
    age_to: Floats
    sex_only: Tri
    lodging: Tri
    qualifications: Bools
    skills: list[tuple[str, ...]]
    post_kinds: list[frozenset[str]]
    exclusions: list[tuple[Exclusion, ...]]
    transitional: Bools
    ends_on: NDArray[np.int32]
    weeks: Floats
    certificate: list[str]
    leads_to: list[frozenset[str]]
    stipend: Floats
    fee: Floats
    housing_kind: list[str]
    household_max: Floats
    stay_limit_days: Floats
    step_free: Tri
    children: Tri
    rent: Floats
    rules_stated: Bools
    rule_codes: list[tuple[str, ...]]
    out_of_service: list[tuple[tuple[int, int], ...]]

    row_type = OfferFacts
    dtypes = {
        **dict.fromkeys(("ids", "provider", "county"), np.int64),
        **dict.fromkeys(("latitude", "longitude", "hours_per_week", "pay_from", "pay_to", "age_from", "age_to"), float),
        **dict.fromkeys(("shift_from_minute", "shift_to_minute", "weekdays"), np.int16),
        **dict.fromkeys(("weeks", "stipend", "fee", "household_max", "stay_limit_days", "rent"), float),
        **dict.fromkeys(("starts_on", "closes_on", "ends_on"), np.int32),
        **dict.fromkeys(("sex_only", "lodging", "step_free", "children"), np.int8),
        **dict.fromkeys(("coordinates_own", "transitional", "rules_stated"), bool),
    }

    @property
    def shift_stated(self) -> Bools:
        """Bool (m,): the offer says when its shift begins and ends."""
        return (self.shift_from_minute >= 0) & (self.shift_to_minute >= 0)

    def of_kind(self, *kinds: str) -> Bools:
        """Bool (m,): the offer is of one of these kinds."""
        return np.array([kind in kinds for kind in self.kind], dtype=bool)

    def named(self, post: str) -> Bools:
        """Bool (m,): a statute names the offer's post as this PostKind."""
        return np.array([post in posts for posts in self.post_kinds], dtype=bool)
