"""Who needs a bed tonight, in which order, and who may take which bed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from matching.queries.tonight import Tonight, tonight
from matching.records import CaseAccess, CaseFacts, Condition, Cover, HouseholdMember, Offer, Subject
from matching.viewer import Viewer
from matching.vocabulary import (
    Answer,
    CaseState,
    ConditionKind,
    CoverReason,
    Fact,
    HousingKind,
    OfferKind,
    OfferState,
    PlacementState,
    Relation,
    Sex,
    SuggestionState,
    UnitLevel,
)
from tests.builders import NOW, TODAY, Office, doing, make_offer, make_provider, make_unit
from tests.figuring import ago, offer_of, person, placement
from tests.proposing import make_suggestion
from tests.reviewing import Statements

HOUSING = OfferKind.HOUSING
EXPECTED = {"state": CaseState.EXPECTED, "reported_on": None}


def bed(session: Any, office: Office, terms: dict[str, Any] | None = None, **fields: Any) -> Any:
    stated = {"housing_kind": HousingKind.HOSTEL} | (terms or {})
    return make_offer(session, office.provider, stated, kind=HOUSING, **({"places": 3} | fields))


@pytest.fixture
def ids(engine: Engine, office: Office) -> dict[str, int]:
    """People of the office by a word on each, and two beds."""
    with doing(engine) as work:
        session, here = work.session, office.township
        mine = {"caseworker_id": office.caseworker.account_id}
        people = {
            "nobody": person(session, here, 60, home="no", kin="no", work="no", sex=Sex.MALE, **mine),
            "soon": person(session, here, home="no", release_on=ago(-7), **EXPECTED),
            "late": person(session, here, home="no", release_on=ago(5), **EXPECTED),
            "asked": person(session, office.village, 3, home="unknown", **mine),
            "silent": person(session, here, 40, kin="no", work="no"),
            "planned": person(session, here, 10, home="no", **mine),
            "housed": person(session, here, home="no"),
            "settled": person(session, here, home="yes"),
            "later": person(session, here, home="no", release_on=ago(-8), **EXPECTED),
            "gone": person(session, here, home="no", release_on=ago(8), **EXPECTED),
            "closed": person(session, here, home="no", state=CaseState.CLOSED),
            "sealed": person(session, here, home="no", is_sealed=True),
        }
        women = bed(session, office, {"sex_only": Sex.FEMALE}, title="A bed for women", places=2, places_taken=1)
        plain = bed(session, office, {"step_free": Answer.YES, "household_max": 2}, title="B bed for anybody")
        placement(session, office, people["housed"], plain, 4)
        placement(session, office, people["planned"], plain, -2, state=PlacementState.PLANNED)
        return {name: each.id or 0 for name, each in people.items()} | {"women": women.id, "plain": plain.id}


def seen(engine: Engine, viewer: Viewer) -> Tonight:
    with doing(engine, viewer) as work:
        return tonight(work)


def names(night: Tonight, ids: dict[str, int]) -> list[str]:
    by_id = {number: name for name, number in ids.items() if name not in ("women", "plain")}
    return [by_id[row.subject_id] for row in night.people]


def test_people_without_a_home_come_first_and_each_group_by_priority(
    engine: Engine, office: Office, ids: dict[str, int]
) -> None:
    night = seen(engine, office.officer)
    assert names(night, ids) == ["nobody", "late", "soon", "planned", "silent", "asked"]
    assert [len(night.without_home), len(night.not_known), night.more] == [4, 2, 0]


def test_a_caseworker_sees_the_own_people_and_those_covered(
    engine: Engine, office: Office, ids: dict[str, int]
) -> None:
    assert names(seen(engine, office.caseworker), ids) == ["nobody", "planned", "asked"]
    with doing(engine) as work:
        work.session.add(
            Cover(
                account_id=office.caseworker.account_id, covered_by_id=office.officer.account_id, from_on=TODAY,
                reason=CoverReason.LEAVE, made_at=NOW,
            )
        )  # fmt: skip
    only_caseworker = Viewer(office.officer.account_id, office.officer.unit_id, office.caseworker.roles)
    assert names(seen(engine, only_caseworker), ids) == ["nobody", "planned", "asked"]


def test_a_protected_person_is_listed_only_for_those_named(engine: Engine, office: Office, ids: dict[str, int]) -> None:
    with doing(engine) as work:
        named = CaseAccess(subject_id=ids["sealed"], account_id=office.officer.account_id, granted_at=NOW)
        work.session.add(named)
    assert "sealed" in names(seen(engine, office.officer), ids)


def test_what_is_known_of_a_person_and_what_is_not(engine: Engine, office: Office, ids: dict[str, int]) -> None:
    with doing(engine) as work:
        number = ids["nobody"]
        work.session.add(CaseFacts(subject_id=number, conditions_read_on=TODAY, household_asked_on=TODAY))
        for along in (True, True, False):
            work.session.add(HouseholdMember(subject_id=number, relation=Relation.CHILD, moves_along=along))
        for kind, to_on in ((ConditionKind.CURFEW, None), (ConditionKind.AREA_BAN, ago(1))):
            work.session.add(
                Condition(subject_id=number, kind=kind, ground="Order", from_on=ago(9), to_on=to_on, recorded_at=NOW)
            )
    rows = {row.subject_id: row for row in seen(engine, office.officer).people}
    known, silent = rows[ids["nobody"]], rows[ids["silent"]]
    assert (known.moving_in, known.conditions, known.home) == (3, [ConditionKind.CURFEW], Answer.NO)
    assert (silent.moving_in, silent.conditions, silent.home) == (None, None, Answer.UNKNOWN)
    assert rows[ids["planned"]].starts_on == TODAY + timedelta(days=2)


def test_beds_that_are_free_and_in_service_tonight(engine: Engine, office: Office, ids: dict[str, int]) -> None:
    with doing(engine) as work:
        session, shut = work.session, {"from": ago(1).isoformat(), "to": TODAY.isoformat()}
        bed(session, office, {"out_of_service": [shut]}, title="Shut tonight")
        bed(session, office, title="Full", places=1, places_taken=1)
        bed(session, office, title="Paused", state=OfferState.PAUSED)
        bed(session, office, title="From tomorrow", starts_on=ago(-1))
        bed(session, office, title="Closed to new people", closes_on=ago(1))
        offer_of(session, office, OfferKind.JOB, title="Not a bed")
        elsewhere = make_provider(session, make_unit(session, UnitLevel.COUNTY))
        beside = make_provider(session, make_unit(session, parent=office.county))
        offer_of(session, office, HOUSING, title="Another township").unit_id = beside.unit_id
        offer_of(session, office, HOUSING, title="Another county").unit_id = elsewhere.unit_id
    night = seen(engine, office.officer)
    assert [(row.title, row.free) for row in night.beds] == [
        ("A bed for women", 1),
        ("B bed for anybody", 3),
        ("Another township", 3),
    ]
    assert night.places == 7


def test_who_may_take_which_bed_why_not_and_what_to_ask(engine: Engine, office: Office, ids: dict[str, int]) -> None:
    with doing(engine) as work:
        subject, opening = work.session.get_one(Subject, ids["nobody"]), work.session.get_one(Offer, ids["plain"])
        make_suggestion(work.session, subject, opening, office.caseworker, state=SuggestionState.HELD, held_until=TODAY)
    night = seen(engine, office.officer)
    first, second = night.stays.of[ids["nobody"]]
    assert (first.bed.offer_id, first.rule, first.needs_information, first.state) == (ids["plain"], None, True, "held")
    assert (second.bed.offer_id, second.rule) == (ids["women"], "home_sex")
    assert Fact.HOUSEHOLD in night.stays.asks[ids["nobody"]]
    assert not [fact for fact in night.stays.asks[ids["nobody"]] if fact.startswith("offer_")]


def test_without_people_or_beds_nothing_is_assessed(engine: Engine, office: Office) -> None:
    night = seen(engine, office.officer)
    assert (night.people, night.more, night.beds, night.stays.of) == ([], 0, [], {})


def test_the_night_takes_as_many_statements_for_few_as_for_many(
    engine: Engine, office: Office, ids: dict[str, int]
) -> None:
    with Statements(engine) as few:
        seen(engine, office.officer)
    with doing(engine) as work:
        for number in range(60):
            person(work.session, office.township, number, home="no")
        for number in range(10):
            bed(work.session, office, title=f"Bed {number}")
    with Statements(engine) as many:
        night = seen(engine, office.officer)
    assert few.count == many.count
    assert (len(night.people), night.more) == (50, 16)
