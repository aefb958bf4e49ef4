"""Taking in people, as an officer does it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound, StaleEdit
from matching.privacy import subject_for
from matching.queries.case_files import case_file
from matching.queries.duplicates import Likeness, duplicates_mark, is_alike, possible_duplicates
from matching.records import AuditEntry, CaseAccess, CaseEvent, CaseFacts, Profile, Subject, WorkItem
from matching.services.case_files import CorrectDetails, correct_details, reveal_identity
from matching.services.intake import (
    CaseworkerNeeded,
    Details,
    PossibleDuplicate,
    RegisteredAlready,
    ReportSubject,
    TakeIn,
    report_subject,
    take_in,
)
from matching.vocabulary import CaseState, CoordinatesFrom, LegalStatus, Role, Sex
from tests.builders import TODAY, Office, doing, make_account, make_subject, make_unit

NUMBER = "11010519491231002X"


def details(office: Office, **fields: Any) -> Details:
    values = {
        "name": "赵 一",
        "unit_id": office.township.id,
        "legal_status": LegalStatus.RELEASED,
        "born_on": date(1991, 2, 3),
    }
    return Details(**(values | fields))


def taken_in(engine: Engine, office: Office, **fields: Any) -> Subject:
    with doing(engine, office.officer) as work:
        return take_in(work, TakeIn(details(office, **fields)))


def test_a_case_file_opens_expected_with_all_that_hangs_on_it(engine: Engine, office: Office) -> None:
    subject = taken_in(engine, office, identity_number=NUMBER, caseworker_id=office.caseworker.account_id)
    assert subject.state is CaseState.EXPECTED and subject.reference == f"S{subject.id:06d}"
    with Session(engine) as session:
        assert session.get(Profile, subject.id) and session.get(CaseFacts, subject.id)
        assert session.exec(select(CaseEvent.key)).all() == ["subject.taken_in"]
        assert session.exec(select(WorkItem.name)).all() == ["rematch_subject"]
        stored = session.execute(text("SELECT name, identity_number FROM subjects")).one()
        assert NUMBER.encode() not in bytes(stored[1]) and "赵".encode() not in bytes(stored[0])


def test_coordinates_are_rounded_and_without_them_the_units_stand_in(engine: Engine, office: Office) -> None:
    own = taken_in(engine, office, latitude=30.12345, longitude=120.98765)
    lent = taken_in(engine, office, name="Quite Different", unit_id=office.village.id)
    assert (own.latitude, own.longitude, own.coordinates_from) == (30.12, 120.99, CoordinatesFrom.OWN)
    assert (lent.latitude, lent.longitude, lent.coordinates_from) == (30.1, 120.2, CoordinatesFrom.UNIT)


def test_a_unit_or_caseworker_of_others_is_refused(engine: Engine, office: Office) -> None:
    with pytest.raises(BadInput, match="own unit"):
        taken_in(engine, office, unit_id=office.county.id)
    with pytest.raises(BadInput, match="caseworker of the responsible"):
        taken_in(engine, office, caseworker_id=office.supervisor.account_id)
    with pytest.raises(BadInput, match="past"):
        taken_in(engine, office, born_on=TODAY)


def test_a_like_name_with_a_near_birth_date_is_shown_before_anything_is_stored(engine: Engine, office: Office) -> None:
    first = taken_in(engine, office, name="李伟")
    alike = details(office, name="李薇", born_on=date(1991, 3, 1))
    with pytest.raises(PossibleDuplicate), doing(engine, office.officer) as work:
        take_in(work, TakeIn(alike))
    with doing(engine, office.officer) as work:
        found = possible_duplicates(work, alike.name, alike.born_on, None)
        assert [(row.subject_id, row.likeness, row.is_visible, row.name) for row in found] == [
            (first.id, Likeness.NAME, True, "李伟")
        ]
        stored = take_in(work, TakeIn(alike, somebody_else=duplicates_mark(found)))
    assert stored.id != first.id


def test_a_tick_for_some_people_does_not_hold_for_others(engine: Engine, office: Office) -> None:
    taken_in(engine, office, name="李伟")
    with doing(engine, office.officer) as work:
        mark = duplicates_mark(possible_duplicates(work, "李伟", date(1991, 2, 3), None))
    with doing(engine, office.officer) as work:
        make_subject(work.session, office.township, name="李薇", born_on=date(1991, 2, 4))
    with pytest.raises(PossibleDuplicate), doing(engine, office.officer) as work:
        take_in(work, TakeIn(details(office, name="李伟"), somebody_else=mark))


def test_an_open_identity_number_is_never_stored_twice_and_a_closed_one_may_return(
    engine: Engine, office: Office
) -> None:
    first = taken_in(engine, office, identity_number=NUMBER)
    again = details(office, name="Another Name", identity_number=NUMBER, born_on=date(1949, 12, 31))
    with doing(engine, office.officer) as work:
        found = possible_duplicates(work, again.name, again.born_on, NUMBER.lower())
    assert [(row.likeness, row.is_final) for row in found] == [(Likeness.IDENTITY, True)]
    with pytest.raises(RegisteredAlready), doing(engine, office.officer) as work:
        take_in(work, TakeIn(again, somebody_else=duplicates_mark(found)))
    with doing(engine) as work:
        work.session.get_one(Subject, first.id).state = CaseState.CLOSED
    with doing(engine, office.officer) as work:
        found = possible_duplicates(work, again.name, again.born_on, NUMBER)
        assert take_in(work, TakeIn(again, somebody_else=duplicates_mark(found))).id != first.id


def test_of_a_person_of_another_unit_only_the_unit_is_told_and_of_a_protected_one_nothing(
    engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        other = make_unit(work.session, parent=office.county, name="Far Office")
        make_subject(work.session, other, name="周静", born_on=date(1991, 2, 3))
        make_subject(work.session, other, name="周静", born_on=date(1991, 2, 3), is_juvenile=True)
    with doing(engine, office.officer) as work:
        found = possible_duplicates(work, "周静", date(1991, 2, 3), None)
    assert [(row.unit, row.is_visible, row.name, row.reference, row.born_on) for row in found] == [
        ("Far Office", False, "", "", None)
    ]


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("李伟", "李伟", True), ("李伟", "李薇", True), ("张山", "张三", True), ("欧阳娜娜", "欧阳娜", True),
        ("Zhang Lan", "Lan Zhang", True), ("李伟", "王芳", False), ("李伟", "Li Wei", True), ("陈静", "刘强", False),
    ],
)  # fmt: skip
def test_names_are_compared_as_written_and_as_they_sound(name: str, other: str, alike: bool) -> None:
    assert is_alike(name, other) is alike


def test_a_protected_person_needs_a_named_caseworker_and_is_seen_by_nobody_else(engine: Engine, office: Office) -> None:
    with pytest.raises(CaseworkerNeeded):
        taken_in(engine, office, is_juvenile=True)
    subject = taken_in(engine, office, is_juvenile=True, caseworker_id=office.caseworker.account_id)
    with doing(engine, office.caseworker) as work:
        assert case_file(work, subject.id or 0).header.is_protected
    for viewer in (office.officer, office.supervisor, office.county_officer, office.provider_viewer):
        with pytest.raises(NotFound), doing(engine, viewer) as work:
            subject_for(work.session, viewer, subject.id or 0)


def test_a_new_caseworker_of_a_protected_person_takes_the_case_file_over(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        second = make_account(work.session, Role.CASEWORKER, unit=office.township)
    subject = taken_in(engine, office, is_sealed=True, caseworker_id=office.caseworker.account_id)
    with doing(engine, office.caseworker) as work:
        moved = details(office, is_sealed=True, caseworker_id=second.account_id)
        correct_details(work, CorrectDetails(subject.id or 0, subject.version, moved))
    with Session(engine) as session:
        assert session.exec(select(CaseAccess.account_id).where(col(CaseAccess.subject_id) == subject.id)).all() == [
            second.account_id
        ]


def test_reporting_opens_the_case_once_and_not_in_the_future(engine: Engine, office: Office) -> None:
    subject = taken_in(engine, office)
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        report_subject(work, ReportSubject(subject.id or 0, TODAY + timedelta(days=1)))
    with doing(engine, office.caseworker) as work:
        assert report_subject(work, ReportSubject(subject.id or 0, TODAY)).state is CaseState.OPEN
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        report_subject(work, ReportSubject(subject.id or 0, TODAY))


def test_a_correction_keeps_the_identity_number_unless_a_new_one_is_given(engine: Engine, office: Office) -> None:
    subject = taken_in(engine, office, identity_number=NUMBER, born_on=date(1949, 12, 31), sex=Sex.FEMALE)
    corrected = details(office, born_on=None, residence="Somewhere else")
    with doing(engine, office.caseworker) as work:
        saved = correct_details(work, CorrectDetails(subject.id or 0, 1, corrected))
        assert (saved.identity_number, saved.born_on, saved.residence) == (NUMBER, date(1949, 12, 31), "Somewhere else")
    with pytest.raises(StaleEdit), doing(engine, office.caseworker) as work:
        correct_details(work, CorrectDetails(subject.id or 0, 1, corrected))
    with pytest.raises(BadInput, match="identity number on file"), doing(engine, office.caseworker) as work:
        correct_details(work, CorrectDetails(subject.id or 0, 2, replace(corrected, born_on=date(1950, 1, 1))))


def test_only_an_officer_looks_at_the_whole_identity_number_and_the_look_is_recorded(
    engine: Engine, office: Office
) -> None:
    subject = taken_in(engine, office, identity_number=NUMBER, born_on=date(1949, 12, 31))
    with pytest.raises(NotAllowed), doing(engine, office.caseworker) as work:
        reveal_identity(work, subject.id or 0)
    with doing(engine, office.officer) as work:
        assert reveal_identity(work, subject.id or 0) == NUMBER
    with Session(engine) as session:
        entry = session.exec(select(AuditEntry).where(col(AuditEntry.act) == "subject.identity_revealed")).one()
        assert (entry.account_id, entry.subject_id) == (office.officer.account_id, subject.id)
