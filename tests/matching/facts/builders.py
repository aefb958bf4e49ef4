"""One subject or offer as columns, everything unmentioned unknown; and subjects and offers for properties."""

from math import nan
from typing import Any

from hypothesis import strategies as st

from matching.facts import Exclusion, OffenceFact, OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.qualifications import QUALIFICATIONS
from matching.vocabulary import (
    Answer,
    ExclusionGround,
    HouseRule,
    HousingKind,
    OffenceCategory,
    OfferKind,
    Penalty,
    PostKind,
)


def subject(**facts: Any) -> Subjects:
    return Subjects.of([SubjectFacts(**{"id": 1, **facts})])


def offer(**facts: Any) -> Offers:
    return Offers.of([OfferFacts(**{"id": 1, **facts})])


NUMBERS = st.one_of(st.just(nan), st.floats(-10, 9000), st.sampled_from([0.0, float("inf")]))
MINUTES = st.integers(-1, 1440)
DAYS = st.one_of(st.just(-1), st.integers(20_000, 21_000))
TRI = st.integers(0, 2)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["电工 水电安装", "forklift driver, 叉车司机", "cook and clean", "🙂", "123"]),
)
NAMES = st.lists(st.sampled_from(["电工", "forklift", "cooking", "basket weaving", "", "三年叉车"]), max_size=3).map(
    tuple
)
CODES = st.lists(st.sampled_from(["7411", "7412", "5120", "9", ""]), max_size=2).map(tuple)
HELD = st.frozensets(st.sampled_from([each.code for each in QUALIFICATIONS[:6]]), max_size=2)
AREAS = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 300)), max_size=2).map(tuple)
RULES_OF_HOUSES = st.lists(st.sampled_from(list(HouseRule)), max_size=3, unique=True)
SPANS = st.lists(st.tuples(st.integers(20_000, 20_500), st.integers(20_500, 21_000)), max_size=2).map(tuple)
DUTIES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 700), st.integers(701, 1440)), max_size=2).map(tuple)
OFFENCES = st.lists(
    st.builds(
        OffenceFact,
        st.sampled_from(["", *OffenceCategory]),
        st.sampled_from(list(Answer)),
        st.sampled_from(["", *Penalty]),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)
PLACES = {
    "latitude": st.one_of(st.just(nan), st.floats(-90, 90)),
    "longitude": st.one_of(st.just(nan), st.floats(-180, 180)),
}

SUBJECT_ROWS = st.builds(
    SubjectFacts,
    id=st.integers(1, 10**9),
    **PLACES,
    age=st.one_of(st.just(nan), st.floats(10, 90)),
    journey_limit_km=NUMBERS,
    hours_min=NUMBERS,
    hours_max=NUMBERS,
    pay_needed=NUMBERS,
    work_from_minute=MINUTES,
    work_to_minute=MINUTES,
    available_on=DAYS,
    conditions_known=TRI,
    curfew_from_minute=MINUTES,
    curfew_to_minute=MINUTES,
    banned_occupations=CODES,
    banned_areas=AREAS,
    banned_contacts=st.frozensets(st.sampled_from(["minors", "provider:1"]), max_size=2),
    travel_leave=TRI,
    under_correction=st.booleans(),
    county=st.integers(-1, 2),
    reporting=DUTIES,
    offences_known=TRI,
    offences=OFFENCES,
    home=TRI,
    kin=TRI,
    work=TRI,
    qualifications=HELD,
    qualifications_known=st.booleans(),
    skills=NAMES,
    skills_known=st.booleans(),
    occupations=CODES,
    wished_occupations=CODES,
    text=TEXTS,
    ready_on=DAYS,
    sex=TRI,
    household_size=st.one_of(st.just(nan), st.integers(1, 5).map(float)),
    children=st.integers(-1, 3),
    step_free_needed=TRI,
    rent_limit=NUMBERS,
    house_rules_asked=st.booleans(),
    house_rules_refused=RULES_OF_HOUSES.map(frozenset),
    home_needed_on=DAYS,
    has_job=st.booleans(),
    workplace_latitude=PLACES["latitude"],
    workplace_longitude=PLACES["longitude"],
)

OFFER_ROWS = st.builds(
    OfferFacts,
    id=st.integers(1, 10**9),
    kind=st.sampled_from(list(OfferKind)),
    provider=st.integers(-1, 2),
    county=st.integers(-1, 2),
    **PLACES,
    coordinates_own=st.booleans(),
    title=TEXTS,
    text=TEXTS,
    occupation=st.sampled_from(["", "7411", "5120", "9112", "9"]),
    hours_per_week=NUMBERS,
    shift_from_minute=MINUTES,
    shift_to_minute=MINUTES,
    weekdays=st.integers(0, 127),
    pay_from=NUMBERS,
    pay_to=NUMBERS,
    starts_on=DAYS,
    closes_on=DAYS,
    age_from=st.one_of(st.just(nan), st.integers(16, 30)),
    age_to=st.one_of(st.just(nan), st.integers(31, 70)),
    lodging=TRI,
    qualifications=HELD,
    skills=NAMES,
    post_kinds=st.frozensets(st.sampled_from(list(PostKind)), max_size=2),
    exclusions=st.lists(
        st.builds(
            Exclusion,
            st.sampled_from(list(OffenceCategory)),
            st.sampled_from(list(ExclusionGround)),
            st.just("why"),
        ),
        max_size=2,
    ).map(tuple),
    transitional=st.booleans(),
    ends_on=DAYS,
    weeks=NUMBERS,
    certificate=st.sampled_from(["", "叉车证", "course certificate"]),
    leads_to=HELD,
    stipend=NUMBERS,
    fee=NUMBERS,
    housing_kind=st.sampled_from(list(HousingKind)),
    sex_only=TRI,
    household_max=st.one_of(st.just(nan), st.integers(0, 5).map(float)),
    stay_limit_days=NUMBERS,
    step_free=TRI,
    children=TRI,
    rent=NUMBERS,
    rules_stated=st.booleans(),
    rule_codes=RULES_OF_HOUSES.map(tuple),
    out_of_service=SPANS,
)


def unique(rows: Any, most: int = 4) -> Any:
    """Lists of rows with different ids."""
    return st.lists(rows, max_size=most, unique_by=lambda row: row.id)
