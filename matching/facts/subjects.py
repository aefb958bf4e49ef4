"""What the engine may know of subjects.

One row per person (`SubjectFacts`), or columns for many (`Subjects`).

Units: kilometres, hours a week, yuan a month, minutes after midnight (0..1440), days since 1970-01-01,
degrees rounded to 0.01. Unknown is nan in a float column, -1 in a minute, day or county column, 0 in a
tri-state one (1 no, 2 yes). Weekdays count from Monday = 0. Objects hide their contents from `repr`: they are
personal data.
"""

from dataclasses import dataclass
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.facts.columns import Columns

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Tri = NDArray[np.int8]
Minutes = NDArray[np.int16]


class OffenceFact(NamedTuple):
    """One offence, as coarse as a statute needs: codes of OffenceCategory, Answer and Penalty ("" unknown).

    `minor`: committed under 18. The builder leaves such facts out; a rule that still meets one passes over
    it.
    """

    category: str
    intentional: str
    penalty: str
    minor: bool = False


@dataclass(frozen=True, repr=False)
class SubjectFacts:
    """One subject; every default is *unknown*. Meanings and units stand with the columns of `Subjects`."""

    id: int
    latitude: float = nan
    longitude: float = nan
    age: float = nan
    sex: int = 0
    journey_limit_km: float = nan
    hours_min: float = nan
    hours_max: float = nan
    pay_needed: float = nan
    work_from_minute: int = -1
    work_to_minute: int = -1
    available_on: int = -1
    ready_on: int = -1
    conditions_known: int = 0
    curfew_from_minute: int = -1
    curfew_to_minute: int = -1
    banned_occupations: tuple[str, ...] = ()
    banned_areas: tuple[tuple[float, float, float], ...] = ()
    banned_contacts: frozenset[str] = frozenset()
    travel_leave: int = 0
    under_correction: bool = False
    county: int = -1
    reporting: tuple[tuple[int, int, int], ...] = ()
    offences_known: int = 0
    offences: tuple[OffenceFact, ...] = ()
    home: int = 0
    kin: int = 0
    work: int = 0
    qualifications: frozenset[str] = frozenset()
    qualifications_known: bool = False
    skills: tuple[str, ...] = ()
    skills_known: bool = False
    occupations: tuple[str, ...] = ()
    wished_occupations: tuple[str, ...] = ()
    text: str = ""
    household_size: float = nan
    children: int = -1
    step_free_needed: int = 0
    rent_limit: float = nan
    house_rules_asked: bool = False
    house_rules_refused: frozenset[str] = frozenset()
    home_needed_on: int = -1
    has_job: bool = False
    workplace_latitude: float = nan
    workplace_longitude: float = nan


@dataclass(frozen=True, repr=False, eq=False)
class Subjects(Columns[SubjectFacts]):
    """Columns for n subjects.

    Of note: `age` in years; `sex` 0 unknown, 1 female, 2 male; `journey_limit_km` nan where no limit is
    stated; `conditions_known` and `offences_known` 0 where the case file is silent, else known (1: there are
    none to record, 2: they are recorded and complete); `curfew_*` home from..to; `banned_occupations` ISCO-08
    prefixes; `banned_areas` (latitude, longitude, radius km); `banned_contacts` such as "minors" or
    "provider:12"; `reporting` (weekday, from, to); `qualifications` (n, Q); `occupations` and
    `wished_occupations` ISCO-08 codes; `text` experience, skills and wishes. `ready_on` is the first day, today or
    later, on which anything can begin, where `available_on` is the day as stated. `household_size` counts the
    subject and whoever would move in along, `children` (-1 unknown) those of them under 18; `rent_limit` yuan a
    month; `house_rules_refused` HouseRule codes, complete where `house_rules_asked`; `has_job` a planned or
    started placement in a job, whose place is `workplace_*`.
    """

    ids: NDArray[np.int64]
    latitude: Floats
    longitude: Floats
    age: Floats
    sex: Tri
    journey_limit_km: Floats
    hours_min: Floats
    hours_max: Floats
    pay_needed: Floats
    work_from_minute: Minutes
    work_to_minute: Minutes
    available_on: NDArray[np.int32]
    ready_on: NDArray[np.int32]
    conditions_known: Tri
    curfew_from_minute: Minutes
    curfew_to_minute: Minutes
    banned_occupations: list[tuple[str, ...]]
    banned_areas: list[tuple[tuple[float, float, float], ...]]
    banned_contacts: list[frozenset[str]]
    travel_leave: Tri
    under_correction: Bools
    county: NDArray[np.int64]
    reporting: list[tuple[tuple[int, int, int], ...]]
    offences_known: Tri
    offences: list[tuple[OffenceFact, ...]]
    home: Tri
    kin: Tri
    work: Tri
    qualifications: Bools
    qualifications_known: Bools
    skills: list[tuple[str, ...]]
    skills_known: Bools
    occupations: list[tuple[str, ...]]
    wished_occupations: list[tuple[str, ...]]
    text: list[str]
    household_size: Floats
    children: NDArray[np.int16]
    step_free_needed: Tri
    rent_limit: Floats
    house_rules_asked: Bools
    house_rules_refused: list[frozenset[str]]
    home_needed_on: NDArray[np.int32]
    has_job: Bools
    workplace_latitude: Floats
    workplace_longitude: Floats

    row_type = SubjectFacts
    dtypes = {
        **dict.fromkeys(("ids", "county"), np.int64),
        **dict.fromkeys(
            ("latitude", "longitude", "age", "journey_limit_km", "hours_min", "hours_max", "pay_needed"),
            float,
        ),
        **dict.fromkeys(("household_size", "rent_limit", "workplace_latitude", "workplace_longitude"), float),
        **dict.fromkeys(("work_from_minute", "work_to_minute", "curfew_from_minute", "curfew_to_minute"), np.int16),
        **dict.fromkeys(("sex", "conditions_known", "offences_known", "travel_leave", "home", "kin", "work"), np.int8),
        **dict.fromkeys(("under_correction", "qualifications_known", "skills_known"), bool),
        **dict.fromkeys(("house_rules_asked", "has_job"), bool),
        **dict.fromkeys(("available_on", "ready_on", "home_needed_on"), np.int32),
        "children": np.int16,
        "step_free_needed": np.int8,
    }
