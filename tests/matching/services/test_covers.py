"""Covers and handovers: a caseload always waits for somebody, and protected files only for those who are named."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.errors import BadInput, IllegalStep, NotFound, ResettleError, StaleEdit
from matching.queries.case_files import Relation, case_file
from matching.queries.caseloads import CaseloadFilter, caseload
from matching.queries.reviews import review_queue
from matching.queries.waiting import my_work
from matching.queries.waiting.item import WaitingItem
from matching.records import Account, CaseAccess, CaseEvent, Cover, Notification, Subject
from matching.services.accounts import EditAccount, disable_account, edit_account, enable_account
from matching.services.case_files import CorrectDetails, correct_details
from matching.services.covers import AddCover, add_cover, end_cover, end_past_covers, let_see
from matching.services.handovers import HeirMissing, name_for_protected
from matching.services.intake import Details
from matching.services.sign_in import print_code
from matching.viewer import Viewer
from matching.vocabulary import AccountState, CaseState, CoverReason, Role
from tests.builders import NOW, TODAY, Office, doing, make_account, make_subject
from tests.reviewing import matched_world

LEAVE = CoverReason.LEAVE


@pytest.fixture
def second(engine: Engine, office: Office) -> Viewer:
    """Another caseworker of the office."""
    with doing(engine) as work:
        return make_account(work.session, Role.CASEWORKER, unit=office.township)


def person_of(engine: Engine, office: Office, viewer: Viewer, **fields: object) -> int:
    with doing(engine) as work:
        person = make_subject(work.session, office.township, caseworker_id=viewer.account_id, **fields)
        if person.is_protected:
            access = CaseAccess(subject_id=person.id or 0, account_id=viewer.account_id or 0, granted_at=NOW)
            work.session.add(access)
        return person.id or 0


def cover(engine: Engine, by: Viewer, away: Viewer, standing: Viewer, days: int | None = 7, today: date = TODAY) -> int:
    to_on = None if days is None else today + timedelta(days=days)
    with doing(engine, by, today) as work:
        return add_cover(work, AddCover(away.account_id or 0, standing.account_id or 0, LEAVE, today, to_on)).id or 0


def lines(engine: Engine, viewer: Viewer, today: date = TODAY) -> list[WaitingItem]:
    with doing(engine, viewer, today) as work:
        return my_work(work)


def about(items: list[WaitingItem]) -> set[int]:
    return {item.ids["id"] for item in items if item.key.startswith(("subject.", "review.", "circumstance."))}


def test_a_covered_caseload_waits_for_both_until_the_cover_ends(engine: Engine, office: Office, second: Viewer) -> None:
    person = person_of(engine, office, office.caseworker)
    assert person not in about(lines(engine, second))
    cover(engine, office.supervisor, office.caseworker, second)
    for viewer in (office.caseworker, second):
        assert person in about(lines(engine, viewer))
    with doing(engine, second) as work:
        assert case_file(work, person).relation is Relation.COVERING
        covered = caseload(work, CaseloadFilter(only_mine=True)).rows
        assert [(row.id, row.is_mine) for row in covered] == [(person, False)]
    with Session(engine) as session:
        told = session.exec(select(Notification.key).where(col(Notification.account_id) == second.account_id)).all()
    assert "cover.begins" in told
    after = TODAY + timedelta(days=8)
    assert person not in about(lines(engine, second, after))
    with doing(engine, today=after) as work:
        assert end_past_covers(work) == 1


def test_the_covering_account_reviews_what_waits(engine: Engine, office: Office, second: Viewer) -> None:
    subject, _jobs = matched_world(engine, office, offers=1)
    cover(engine, office.caseworker, office.caseworker, second)
    with doing(engine, second) as work:
        assert [row.is_mine for row in review_queue(work, mine_only=True) if row.subject_id == subject] == [True]


def test_who_arranges_a_cover_and_for_whom(engine: Engine, office: Office, second: Viewer) -> None:
    with pytest.raises(NotFound):
        cover(engine, second, office.caseworker, second)
    with pytest.raises(NotFound):
        cover(engine, office.county_officer, office.caseworker, second)
    for standing in (office.caseworker, office.officer, office.county_officer):
        with pytest.raises(BadInput):
            cover(engine, office.supervisor, office.caseworker, standing)
    with pytest.raises(BadInput):
        cover(engine, office.supervisor, office.caseworker, second, days=-1)
    number = cover(engine, office.supervisor, office.caseworker, second)
    with pytest.raises(BadInput):
        cover(engine, office.supervisor, office.caseworker, second)
    with pytest.raises(NotFound), doing(engine, second) as work:
        end_cover(work, number, 1)
    with pytest.raises(StaleEdit), doing(engine, office.caseworker) as work:
        end_cover(work, number, 2)
    with doing(engine, office.caseworker) as work:
        end_cover(work, number, 1)
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        end_cover(work, number, 2)


def test_protected_people_are_covered_only_where_their_caseworker_says_so(
    engine: Engine, office: Office, second: Viewer
) -> None:
    person = person_of(engine, office, office.caseworker, is_sealed=True)
    number = cover(engine, office.supervisor, office.caseworker, second)
    assert person not in about(lines(engine, second))
    for viewer in (second, office.supervisor):
        with pytest.raises(NotFound), doing(engine, viewer) as work:
            let_see(work, number, person)
    with doing(engine, office.caseworker) as work:
        let_see(work, number, person)
    assert person in about(lines(engine, second))
    with doing(engine, office.supervisor) as work:
        end_cover(work, number, 1)
    with pytest.raises(NotFound), doing(engine, second) as work:
        case_file(work, person)
    assert person in about(lines(engine, office.caseworker))


def sees(engine: Engine, viewer: Viewer, person: int) -> bool:
    with suppress(NotFound), doing(engine, viewer) as work:
        return case_file(work, person) is not None
    return False


@pytest.mark.parametrize("change", ["another caseworker", "account closed", "cover ended"])
def test_a_look_ends_with_the_caseworker_who_gave_it(
    engine: Engine, office: Office, second: Viewer, change: str
) -> None:
    person = person_of(engine, office, office.caseworker, is_juvenile=True)
    with doing(engine) as work:
        third = make_account(work.session, Role.CASEWORKER, unit=office.township)
        work.session.add(CaseAccess(subject_id=person, account_id=third.account_id or 0, granted_at=NOW))
        if change == "another caseworker":
            work.session.add(CaseAccess(subject_id=person, account_id=office.officer.account_id or 0, granted_at=NOW))
    number = cover(engine, office.supervisor, office.caseworker, second)
    with doing(engine, office.caseworker) as work:
        let_see(work, number, person)
    assert sees(engine, second, person)
    if change == "another caseworker":
        with doing(engine, office.officer) as work:
            held = work.session.get_one(Subject, person)
            kept = {name: getattr(held, name) for name in Details.__dataclass_fields__ if name != "latitude"}
            details = Details(**kept | {"longitude": None, "caseworker_id": third.account_id})
            correct_details(work, CorrectDetails(person, held.version, details))
    elif change == "account closed":
        with doing(engine, office.supervisor) as work:
            disable_account(work, office.caseworker.account_id or 0, third.account_id)
    else:
        with doing(engine) as work:
            work.session.get_one(Subject, person).caseworker_id = third.account_id
        with doing(engine, office.supervisor) as work:
            end_cover(work, number, 1)
    assert not sees(engine, second, person)
    assert sees(engine, third, person)


def test_a_look_given_to_whoever_takes_over_stays(engine: Engine, office: Office, second: Viewer) -> None:
    person = person_of(engine, office, office.caseworker, is_sealed=True)
    number = cover(engine, office.supervisor, office.caseworker, second)
    with doing(engine, office.caseworker) as work:
        let_see(work, number, person)
    with doing(engine, office.supervisor) as work:
        disable_account(work, office.caseworker.account_id or 0, second.account_id)
    assert sees(engine, second, person)


def test_nobody_is_let_see_through_a_cover_that_is_past(engine: Engine, office: Office, second: Viewer) -> None:
    person = person_of(engine, office, office.caseworker, is_sealed=True)
    number = cover(engine, office.supervisor, office.caseworker, second)
    with pytest.raises(IllegalStep), doing(engine, office.caseworker, TODAY + timedelta(days=8)) as work:
        let_see(work, number, person)


def test_an_officer_who_is_renamed_stays_named_and_one_who_becomes_supervisor_does_not(
    engine: Engine, office: Office
) -> None:
    person = person_of(engine, office, office.caseworker, is_sealed=True)
    number = office.officer.account_id or 0
    with doing(engine) as work:
        work.session.add(CaseAccess(subject_id=person, account_id=number, granted_at=NOW))
    for roles, stays in (({Role.OFFICER}, True), ({Role.SUPERVISOR}, False)):
        with doing(engine, office.administrator) as work:
            version = work.session.get_one(Account, number).version
            edit_account(work, EditAccount(number, version, "New Name", frozenset(roles)))
        with Session(engine) as session:
            assert (session.get(CaseAccess, (person, number)) is not None) == stays


def test_closing_an_account_asks_who_takes_over_and_moves_everything(
    engine: Engine, office: Office, second: Viewer
) -> None:
    person = person_of(engine, office, office.caseworker)
    with doing(engine) as work:
        third = make_account(work.session, Role.CASEWORKER, unit=office.township)
    cover(engine, office.supervisor, third, office.caseworker)
    with pytest.raises(HeirMissing), doing(engine, office.supervisor) as work:
        disable_account(work, office.caseworker.account_id or 0)
    with pytest.raises(BadInput), doing(engine, office.supervisor) as work:
        disable_account(work, office.caseworker.account_id or 0, office.officer.account_id)
    with doing(engine, office.supervisor) as work:
        disable_account(work, office.caseworker.account_id or 0, second.account_id)
    with Session(engine) as session:
        assert session.get_one(Subject, person).caseworker_id == second.account_id
        open_covers = session.exec(select(Cover).where(col(Cover.ended_on).is_(None))).all()
        keys = session.exec(select(CaseEvent.key).where(col(CaseEvent.subject_id) == person)).all()
        told = session.exec(select(Notification.key).where(col(Notification.account_id) == second.account_id)).all()
    assert [(each.account_id, each.covered_by_id) for each in open_covers] == [(third.account_id, second.account_id)]
    assert "subject.handed_over" in keys and "caseload.handed_over" in told


def test_without_another_caseworker_people_wait_to_be_named_one(engine: Engine, office: Office) -> None:
    person = person_of(engine, office, office.caseworker)
    number = office.caseworker.account_id or 0
    with doing(engine, office.administrator) as work:
        version = work.session.get_one(Account, number).version
        edit_account(work, EditAccount(number, version, "Somebody", frozenset({Role.OFFICER})))
    with Session(engine) as session:
        assert session.get_one(Subject, person).caseworker_id is None
    assert ("subject.no_caseworker", person) in {
        (item.key, item.ids.get("id")) for item in lines(engine, office.officer)
    }


def test_a_protected_file_that_nobody_may_see_is_told_without_whose_it_is(
    engine: Engine, office: Office, second: Viewer
) -> None:
    person = person_of(engine, office, office.caseworker, is_juvenile=True)
    with doing(engine, office.supervisor) as work:
        disable_account(work, office.caseworker.account_id or 0, second.account_id)
    with pytest.raises(NotFound), doing(engine, second) as work:
        case_file(work, person)
    for viewer in (office.supervisor, office.administrator):
        (line,) = [item for item in lines(engine, viewer) if item.key == "protected.needs_caseworker"]
        assert (line.ids, line.arguments) == ({"id": office.township.id}, {})
    assert not [item for item in lines(engine, office.officer) if item.key == "protected.needs_caseworker"]
    with pytest.raises(NotFound), doing(engine, second) as work:
        name_for_protected(work, office.township.id or 0, second.account_id or 0)
    with doing(engine, office.supervisor) as work:
        name_for_protected(work, office.township.id or 0, second.account_id or 0)
    assert person in about(lines(engine, second))
    with pytest.raises(NotFound), doing(engine, office.supervisor) as work:
        case_file(work, person)


def test_a_printed_code_is_told_to_the_owner_and_mailed(engine: Engine, office: Office) -> None:
    from matching.records import Mail

    with doing(engine) as work:
        work.session.get_one(Account, office.officer.account_id).mail = "officer@example.org"
    with doing(engine, office.supervisor) as work:
        print_code(work, office.officer.account_id or 0)
    with Session(engine) as session:
        told = session.exec(select(Notification.key).where(col(Notification.account_id) == office.officer.account_id))
        mails = session.exec(select(Mail).where(col(Mail.account_id) == office.officer.account_id)).all()
        assert (told.all(), len(mails)) == (["account.code_printed"], 1)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_accounts_no_open_case_is_nobodys(sqlite: Engine, seed: int) -> None:
    from tests.builders import add_office

    office, chance = add_office(sqlite), random.Random(seed)
    with doing(sqlite) as work:
        more = [make_account(work.session, Role.CASEWORKER, unit=office.township) for _number in range(2)]
    staff = [office.caseworker, office.officer, *more]
    for number in range(6):
        person_of(sqlite, office, chance.choice([office.caseworker, *more]), is_sealed=number < 2)
    for day in range(12):
        happen(sqlite, office, chance, staff, TODAY + timedelta(days=day))
        assert nobodys(sqlite, office, staff, TODAY + timedelta(days=day)) == set()


def happen(engine: Engine, office: Office, chance: random.Random, staff: list[Viewer], today: date) -> None:
    """One of the things that happen to accounts; what is refused changes nothing."""
    one, other = (chance.choice(staff).account_id or 0 for _number in range(2))
    acts = [
        lambda work: disable_account(work, one, chance.choice([other, None])),
        lambda work: add_cover(work, AddCover(one, other, LEAVE, today, today + timedelta(days=3))),
        lambda work: end_past_covers(work),
        lambda work: enable_account(work, one),
        lambda work: name_for_protected(work, office.township.id or 0, other),
    ]
    by = chance.choice([office.supervisor, office.administrator])
    with suppress(ResettleError), doing(engine, by, today) as work:
        chance.choice(acts)(work)


def nobodys(engine: Engine, office: Office, staff: list[Viewer], today: date) -> set[int]:
    """The open cases that wait for no active account, by their own line or by their unit's."""
    with Session(engine) as session:
        found = session.exec(select(Subject).where(col(Subject.state) != CaseState.CLOSED)).all()
        active = [each for each in staff if session.get_one(Account, each.account_id).state is AccountState.ACTIVE]
    waiting = {number for viewer in active for number in about(lines(engine, viewer, today))}
    unit = {item.key for viewer in (office.supervisor, office.administrator) for item in lines(engine, viewer, today)}
    left = {person.id or 0: person.is_protected for person in found if person.id not in waiting}
    told = {True: "protected.needs_caseworker" in unit, False: "unit.no_officer" in unit}
    return {number for number, is_protected in left.items() if not told[is_protected]}
