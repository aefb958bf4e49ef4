"""People of a drawn town, as their case files stand before anything was suggested."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from matching.demo.town.chance import dice_for
from matching.demo.town.counties import NO_PASSWORD
from matching.demo.town.model import Person
from matching.demo.town.people.noes import ask_again
from matching.demo.town.rows import Rows, fill, table_of
from matching.demo.town.territory import draw_territory
from matching.errors import BadInput
from matching.facts.qualifications import qualification_index
from matching.identity import read_identity
from matching.passwords import is_password
from matching.queries.ages import age_on
from matching.records import (
    Account,
    CaseAccess,
    CaseEvent,
    Circumstance,
    Condition,
    Consent,
    Experience,
    HouseholdMember,
    Need,
    Offence,
    Profile,
    Qualification,
    Referral,
    ReleaseNotice,
    Skill,
    Subject,
    Unit,
)
from matching.reference import aliases, plain, reference_rows
from matching.vocabulary import (
    Answer,
    CaseState,
    CircumstanceKind,
    LegalStatus,
    NeedState,
    OffenceCategory,
    ReferralState,
    Sex,
    UnitLevel,
)
from tests.builders import TODAY
from tests.matching.demo.conftest import Drawn, draw
from webapp.wording.events import EVENTS

Row = dict[str, Any]


def _rows(people: Iterable[Person], table: type[SQLModel]) -> list[Row]:
    return [row for person in people for kind, row in person.rows if kind is table]


def test_nobody_shares_an_identity_number_and_every_one_is_well_formed(large_town: Drawn, told: Engine) -> None:
    with Session(told) as session:
        known = {subject.identity_number for subject in session.exec(select(Subject))}
    numbers = [person.subject["identity_number"] for person in large_town.people]
    assert len(set(numbers)) == len(numbers) and not known.intersection(numbers)
    for person in large_town.people:
        stated = read_identity(person.subject["identity_number"])
        assert (stated.born_on, stated.sex) == (person.born_on, person.sex)
        assert stated.number.startswith("999")


def test_the_same_seed_draws_the_same_people_to_the_last_letter(told: Engine, town: Drawn) -> None:
    again = draw(told, 544, 157)
    assert again.people == town.people and again.openings == town.openings
    assert again.rows.lines == town.rows.lines
    other = draw(told, 544, 157, seed=2)
    assert [person.subject["name"] for person in other.people] != [person.subject["name"] for person in town.people]


def test_a_larger_town_keeps_the_people_of_the_smaller_one(town: Drawn, large_town: Drawn) -> None:
    def told_of(person: Person) -> tuple[Any, ...]:
        return (
            person.subject["name"],
            person.born_on,
            person.taken_in_on,
            person.trade,
            person.subject["household_place"],
        )

    assert [told_of(person) for person in large_town.people[:544]] == [told_of(person) for person in town.people]


def test_whoever_is_not_of_age_is_protected_and_only_the_caseworker_is_named(large_town: Drawn) -> None:
    protected = 0
    for person in large_town.people:
        age, named = age_on(person.born_on, TODAY), _rows([person], CaseAccess)
        assert age >= 16
        assert person.subject["is_juvenile"] or age >= 18
        if person.subject["is_juvenile"] or person.subject["is_sealed"]:
            protected += 1
            assert [row["account_id"] for row in named] == [person.subject["caseworker_id"]]
            assert not _rows([person], ReleaseNotice)
        else:
            assert not named
    assert 0 < protected < 0.05 * len(large_town.people)


def test_every_code_is_known_to_the_reference_tables(large_town: Drawn) -> None:
    occupations = {row["code"] for row in reference_rows("occupations")}
    assert all(row["occupation_code"] in occupations for row in _rows(large_town.people, Experience))
    wished = {code for row in _rows(large_town.people, Profile) for code in row.get("wished_occupations", ())}
    banned = {
        code for row in _rows(large_town.people, Condition) for code in row["terms"].get("occupations", ())
    }  # fmt: skip
    assert wished <= occupations and all(any(code.startswith(ban) for code in occupations) for ban in banned)
    for row in _rows(large_town.people, Qualification):
        qualification_index(row["code"])
    names = {row["name"] for row in _rows(large_town.people, Skill)}
    assert all(plain(name, 80) in aliases("skills") for name in names)


def test_every_line_of_the_timeline_has_its_words_and_nothing_lies_in_the_future(large_town: Drawn) -> None:
    for row in _rows(large_town.people, CaseEvent):
        assert row["key"] in EVENTS
        assert row["on"] < TODAY and row["at"].date() == row["on"]
    for person in large_town.people:
        assert person.subject["created_at"].date() == person.taken_in_on
        assert all(row["on"] >= person.taken_in_on for row in _rows([person], CaseEvent))


@pytest.mark.parametrize("table", [Subject, Profile, Circumstance, Condition, Consent, Need, Offence, ReleaseNotice])
def test_rows_name_columns_of_their_tables_and_leave_out_nothing_required(town: Drawn, table: type[SQLModel]) -> None:
    rows = [person.subject for person in town.people] if table is Subject else _rows(town.people, table)
    columns = set(table_of(table).c.keys())
    assert rows
    for row in map(dict, rows):
        fill(table, row)
        assert columns - {"id"} <= set(row) <= columns


def test_days_of_an_arrival_stand_in_their_order(large_town: Drawn) -> None:
    for person in large_town.people:
        reported, released = person.subject["reported_on"], person.subject["release_on"]
        assert (person.subject["state"] is CaseState.OPEN) == (reported is not None)
        if reported is not None:
            assert person.taken_in_on <= reported < TODAY
            assert released is None or released <= reported
        if person.kept_on is not None:
            assert reported is not None and reported <= person.kept_on < TODAY
        ends = person.subject["correction_ends_on"]
        assert (ends is not None) == (person.subject["legal_status"] is not LegalStatus.RELEASED)
        assert ends is None or ends > TODAY


def test_conditions_are_laid_only_on_people_under_correction(large_town: Drawn) -> None:
    laid = [person for person in large_town.people if _rows([person], Condition)]
    assert laid and all(person.subject["legal_status"] is not LegalStatus.RELEASED for person in laid)
    assert {row["kind"].value for row in _rows(laid, Condition)} >= {"curfew", "reporting"}
    for person in laid:
        curfews = [row for row in _rows([person], Condition) if row["kind"].value == "curfew"]
        assert bool(curfews) == (person.curfew_from is not None)


def test_an_offence_lies_before_its_judgment_and_was_an_adults_unless_it_says_otherwise(large_town: Drawn) -> None:
    for person in large_town.people:
        for row in _rows([person], Offence):
            done, judged = row["committed_on"] or row["judged_on"], row["judged_on"]
            assert done <= judged < TODAY
            assert row["as_minor"] == person.subject["is_juvenile"]
            assert row["as_minor"] or age_on(person.born_on, done) >= 17
            assert row["category"] in OffenceCategory


def test_shares_are_those_of_a_county_that_one_could_believe(large_town: Drawn) -> None:
    people, count = large_town.people, len(large_town.people)
    kept = [person for person in people if person.kept_on is not None]
    noes = [(person.home, person.kin, person.work) for person in kept]
    assert 0.11 < noes.count((Answer.NO,) * 3) / len(kept) < 0.19
    assert 0.75 < sum(person.sex is Sex.MALE for person in people) / count < 0.9
    long_ago = TODAY - timedelta(days=365)
    assert 0.25 < sum(person.taken_in_on < long_ago for person in people) / count < 0.42
    assert 0.02 < sum(person.reported_on is None for person in people) / count < 0.1
    assert 0.85 < sum(person.consented_on is not None for person in kept) / len(kept) < 0.97
    states = Counter(row["state"] for row in _rows(people, Need))
    assert states[NeedState.ANSWERED] > states[NeedState.OPEN] > 0 and states[NeedState.REFERRED] > 0


def test_trades_go_by_sex_and_by_place(large_town: Drawn) -> None:
    def share(trades: set[str], people: list[Person]) -> float:
        return sum(person.trade in trades for person in people) / len(people)

    women = [person for person in large_town.people if person.sex is Sex.FEMALE]
    men = [person for person in large_town.people if person.sex is Sex.MALE]
    hills = [person for person in large_town.people if person.office.is_rural]
    towns = [person for person in large_town.people if not person.office.is_rural]
    assert share({"sewing"}, women) > 2 * share({"sewing"}, men)
    assert share({"freight", "labourer"}, men) > 2 * share({"freight", "labourer"}, women)
    assert share({"tea", "vegetables"}, hills) > share({"tea", "vegetables"}, towns)


def test_a_file_says_of_the_household_only_what_the_noes_allow(large_town: Drawn) -> None:
    for person in large_town.people:
        members = _rows([person], HouseholdMember)
        assert not members or person.kin is Answer.YES
        assert all(row["born_on"] is None or row["born_on"] < TODAY for row in members)


def test_needs_and_referrals_agree(large_town: Drawn) -> None:
    needs = {row["id"]: row for row in _rows(large_town.people, Need)}
    live = {ReferralState.SENT, ReferralState.ACCEPTED}
    for row in _rows(large_town.people, Referral):
        need = needs[row["need_id"]]
        assert need["opened_on"] <= row["referred_on"] < TODAY
        assert (row["answered_on"] is None) == (row["state"] is ReferralState.SENT)
        if row["state"] in live:
            assert need["state"] is NeedState.REFERRED
    assert all(
        (row["closed_on"] is None) == (row["state"] in (NeedState.OPEN, NeedState.REFERRED)) for row in needs.values()
    )


def test_notices_are_numbered_once_and_receipts_follow_them(large_town: Drawn) -> None:
    notices = _rows(large_town.people, ReleaseNotice)
    assert len({(row["sender"], row["number"]) for row in notices}) == len(notices)
    assert all(row["receipt_sent_on"] is None or row["received_on"] <= row["receipt_sent_on"] for row in notices)
    assert sum(row["receipt_sent_on"] is None for row in notices) < 0.04 * len(notices)


def test_the_noes_are_asked_again_before_their_review_but_not_of_what_a_placement_has_told(town: Drawn) -> None:
    kept_on = TODAY - timedelta(days=400)
    person = next(each for each in town.people if each.kept_on and each.kept_on < kept_on and len(_found(each)) == 3)
    version = person.subject["facts_version"]
    placed = {CircumstanceKind.WORK: person.kept_on}
    before = len(person.rows)
    ask_again(person, placed, TODAY - timedelta(days=1), dice_for(1, "again", 7))
    new = [row for kind, row in person.rows[before:] if kind is Circumstance]
    del person.rows[before:]
    person.subject["facts_version"] = version
    assert {row["kind"] for row in new} == {CircumstanceKind.HOME, CircumstanceKind.KIN}
    days = sorted({row["found_on"] for row in new})
    assert all(
        later - earlier <= timedelta(days=180) for earlier, later in zip([person.kept_on, *days], days, strict=False)
    )


def _found(person: Person) -> list[Row]:
    return _rows([person], Circumstance)


def test_no_caseworker_of_the_told_county_has_more_people_than_can_be_known(town: Drawn) -> None:
    loads = Counter(person.subject["caseworker_id"] for person in town.people)
    assert max(loads.values()) < 90
    assert all(person.subject["caseworker_id"] in person.office.caseworker_ids for person in town.people)


def test_further_counties_lie_apart_under_names_of_their_own_with_accounts_that_nobody_can_enter(
    large_town: Drawn,
) -> None:
    counties = large_town.land.counties
    assert [len(county.people) for county in counties] == [544, 600, 600]
    units = [row for row in large_town.rows.lines[Unit] if row["level"] is UnitLevel.COUNTY]
    assert len({county.name for county in counties}) == len(counties) == len(units) + 1
    assert len({(row["latitude"], row["longitude"]) for row in units}) == len(units)
    codes = [row["code"] for row in large_town.rows.lines[Unit]]
    assert len(set(codes)) == len(codes)
    staff = [row for row in large_town.rows.lines[Account] if row["unit_id"] is not None]
    assert staff and not any(is_password(row["password_hash"], word) for row in staff[:2] for word in ("", "!"))
    assert {row["password_hash"] for row in staff} == {NO_PASSWORD}


def test_more_people_than_there_are_names_of_counties_are_refused(told: Engine) -> None:
    with Session(told) as session, pytest.raises(BadInput, match="ask for fewer"):
        draw_territory(session, Rows({"units": 1, "accounts": 1}), 1, 2_000_000, TODAY)
