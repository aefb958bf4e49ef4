"""Importing release notices and case files: all rows or none, nobody twice, on both databases."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.errors import BadInput, NotAllowed
from matching.importing.mapping import ImportKind, read_mapping
from matching.importing.rows import checked_rows
from matching.importing.tables import table_in
from matching.importing.templates import columns_of
from matching.records import (
    CaseAccess,
    CaseFacts,
    Circumstance,
    Condition,
    Consent,
    Experience,
    HouseholdMember,
    Offence,
    Profile,
    Qualification,
    ReleaseNotice,
    Skill,
    Subject,
    WorkItem,
)
from matching.services.imports.files import ImportFile, NothingStored, import_file
from matching.services.imports.shared import Imported
from matching.viewer import CONSOLE, Viewer
from matching.vocabulary import CaseState, ConditionKind, LegalStatus, ManagementClass, Sex
from tests.builders import Office, doing, make_subject, sign_in_name_of

NUMBER = "110101199005171238"
NOTICE = {
    "name": "Li Na",
    "born_on": "1991-02-03",
    "legal_status": "released",
    "sender": "First Prison",
    "received_on": "2026-08-30",
}
PERSON = {"name": "Li Na", "born_on": "1991-02-03", "legal_status": "released"}
WHOLE = PERSON | {
    "reported_on": "2026-08-24", "home": "no", "home_source": "visit", "home_on": "2026-08-24", "skills": "welding; driving",
    "skills_complete": "yes", "qualifications": "welder", "experience": "Welder (5); Cook", "hours_max": "40", "work_from": "8:30",
    "wished_occupations": "welder", "step_free_needed": "no", "rent_limit": "500", "house_rules_refused": "no_pets",
    "household": "child, Li Ming, 2016-04-02, dependant; spouse, stays", "household_complete": "yes",
    "conditions_ground": "Order 12", "conditions_from": "2026-08-24", "curfew_from": "22:00", "curfew_to": "06:00",
    "occupations_banned": "accountant", "reporting_weekday": "1", "reporting_from": "9:00", "reporting_to": "11:00",
    "conditions_complete": "yes", "consent_signed_on": "2026-08-24", "consent_form": "Form 3", "offence_category": "property; drugs",
    "offence_penalty": "fixed_term; fine", "offence_text": "Canary judgment", "offences_complete": "yes",
}  # fmt: skip


def imported(
    engine: Engine,
    office: Office,
    rows: Sequence[dict[str, str]],
    *,
    kind: ImportKind = ImportKind.SUBJECTS,
    viewer: Viewer = CONSOLE,
) -> Imported:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    with doing(engine, viewer) as work:
        command = ImportFile(office.township.id or 0, read_mapping(None, kind), table_in(text.encode()))
        return import_file(work, command)


def faults_of(
    engine: Engine, office: Office, rows: Sequence[dict[str, str]], **options: object
) -> list[tuple[int, str, str]]:
    with pytest.raises(NothingStored) as refused:
        imported(engine, office, rows, **options)  # type: ignore[arg-type]
    with Session(engine) as session:
        assert session.exec(select(ReleaseNotice)).all() == []
    return [(fault.row, fault.column, fault.message) for fault in refused.value.done.faults]


def everyone(engine: Engine) -> list[Subject]:
    with Session(engine) as session:
        return list(session.exec(select(Subject).order_by(col(Subject.id))))


def test_a_notice_announces_an_expected_person(engine: Engine, office: Office) -> None:
    rows = [NOTICE | {"notice_number": "7", "release_on": "2026-12-20", "assessment": "Canary"}, NOTICE | {"name": "Zhao Wei", "born_on": "", "identity_number": NUMBER}]  # fmt: skip
    done = imported(engine, office, rows, kind=ImportKind.NOTICES)
    assert (done.created, done.updated, done.refused) == (2, 0, 0)
    first, second = everyone(engine)
    assert (first.state, first.release_on, first.unit_id) == (
        CaseState.EXPECTED,
        date(2026, 12, 20),
        office.township.id,
    )
    assert (second.born_on, second.sex) == (date(1990, 5, 17), Sex.MALE)
    with Session(engine) as session:
        assert [(row.number, row.sender) for row in session.exec(select(ReleaseNotice))] == [
            ("7", "First Prison"),
            (None, "First Prison"),
        ]
        waiting = [item.ids for item in session.exec(select(WorkItem)) if item.name == "rematch_subject"]
        assert sorted(ids["subject"] for ids in waiting) == [first.id, second.id]


def test_a_notice_about_somebody_known_is_added(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        make_subject(work.session, office.township, name="Li Na", identity_number=NUMBER)
    row = NOTICE | {"identity_number": NUMBER, "born_on": "", "notice_number": "7"}
    done = imported(engine, office, [row], kind=ImportKind.NOTICES, viewer=office.officer)
    assert (done.created, done.updated, len(everyone(engine))) == (0, 1, 1)
    with pytest.raises(NothingStored) as again:
        imported(engine, office, [row], kind=ImportKind.NOTICES)
    assert again.value.done.faults[0].column == "notice_number"


def test_who_may_be_registered_is_named_by_reference_and_not_stored(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        like = make_subject(work.session, office.township, name="Li Na", born_on=date(1991, 2, 3))
        numbered = make_subject(work.session, office.township, name="Wu Gang", identity_number=NUMBER)
        make_subject(work.session, office.county, name="Sun Yi", born_on=date(1980, 1, 1))
    rows = [
        NOTICE,
        NOTICE | {"name": "Zhao Wei", "born_on": "1970-01-01"},
        NOTICE | {"name": "Zhao Wei", "born_on": "1970-01-01"},
        NOTICE | {"name": "Quite Other", "born_on": "", "identity_number": NUMBER},
        NOTICE | {"name": "Sun Yi", "born_on": "1980-01-01"},
    ]
    found = faults_of(engine, office, rows, kind=ImportKind.NOTICES, viewer=office.officer)
    assert [(row, column) for row, column, _words in found] == [
        (2, "name"),
        (4, "name"),
        (5, "identity_number"),
        (6, "name"),
    ]
    assert like.reference in found[0][2] and "row 3" in found[1][2]
    assert numbered.reference in found[2][2] and "another unit" in found[3][2]
    assert len(everyone(engine)) == 3


def test_a_whole_case_file_goes_in(engine: Engine, office: Office) -> None:
    assert imported(engine, office, [WHOLE]).created == 1
    (subject,) = everyone(engine)
    assert (subject.state, subject.reported_on) == (CaseState.OPEN, date(2026, 8, 24))
    counts = {
        Circumstance: 1, Skill: 2, Qualification: 1, Experience: 2, HouseholdMember: 2, Condition: 3, Consent: 1, Offence: 2,
    }  # fmt: skip
    with Session(engine) as session:
        assert {table: len(session.exec(select(table)).all()) for table in counts} == counts
        profile, facts = session.get_one(Profile, subject.id), session.get_one(CaseFacts, subject.id)
        assert (profile.skills_known, profile.hours_max, profile.rent_limit) == (True, 40, 500)
        assert (profile.wished_occupations, profile.house_rules_refused) == (["7212"], ["no_pets"])
        assert facts.conditions_read_on and facts.offences_read_on and facts.household_asked_on
        kinds = {row.kind: row.terms for row in session.exec(select(Condition))}
        assert kinds[ConditionKind.REPORTING] == {"weekday": 0, "from": "09:00", "to": "11:00"}
        members = session.exec(select(HouseholdMember).order_by(col(HouseholdMember.id))).all()
        assert [(each.name, each.moves_along, each.is_dependant) for each in members] == [
            ("Li Ming", True, True),
            (None, False, False),
        ]
        texts = [row.text for row in session.exec(select(Offence).order_by(col(Offence.id)))]
        assert texts == ["Canary judgment", None]
        assert len([item for item in session.exec(select(WorkItem)) if item.name == "rematch_subject"]) == 1


def test_the_same_file_again_says_so_and_changes_nothing(engine: Engine, office: Office) -> None:
    imported(engine, office, [WHOLE | {"identity_number": NUMBER, "born_on": ""}])
    (subject,) = everyone(engine)
    found = faults_of(engine, office, [WHOLE | {"identity_number": NUMBER, "born_on": "", "phone": "1"}])
    assert found[0][:2] == (2, "identity_number") and subject.reference in found[0][2]
    assert everyone(engine)[0].phone is None


def test_one_wrong_row_leaves_all_out(engine: Engine, office: Office) -> None:
    bad = [
        {"name": "A", "identity_number": "110101199005171239"},
        {"name": "B", "identity_number": NUMBER, "born_on": "1990-05-18"},
        {"name": "C", "unit": "nowhere"},
        {"name": "D", "caseworker": "nobody"},
        {"name": "E", "juvenile": "yes"},
        {"name": "F", "home": "no"},
        {"name": "G", "curfew_from": "22:00", "conditions_ground": "x", "conditions_from": "2026-08-01"},
        {"name": "H", "qualifications": "juggling"},
        {"name": "I", "household": "neighbour, Li"},
        {"name": "J", "reported_on": "2027-01-01"},
        {"name": "K", "born_on": "", "identity_number": ""},
        {"name": "L", "offence_category": "property"},
        {"name": "M", "sex": "woman"},
        {"name": "N", "hours_max": "=1+1"},
        {
            "name": "O",
            "curfew_from": "22:00",
            "curfew_to": "22:00",
            "conditions_ground": "x",
            "conditions_from": "2026-08-01",
        },
    ]
    rows = [PERSON | {"name": f"Person {number} {row['name'] * 5}", "born_on": f"19{50 + number}-06-01"} | {key: text for key, text in row.items() if key != "name"} for number, row in enumerate(bad)]  # fmt: skip
    rows[0]["born_on"] = rows[1]["born_on"] = ""
    rows[1]["born_on"] = "1990-05-18"
    found = faults_of(engine, office, [PERSON, *rows])
    assert {(row, column) for row, column, _words in found} >= {
        (3, "identity_number"), (4, "born_on"), (5, "unit"), (6, "caseworker"), (7, "caseworker"), (8, "home_source"), (9, "curfew_to"),
        (10, "qualifications"), (11, "household"), (12, "reported_on"), (13, "born_on"), (14, "offence_penalty"), (15, "sex"), (16, "hours_max"),
        (17, "curfew_to"),
    }  # fmt: skip
    assert everyone(engine) == []
    assert all(NUMBER not in words for _row, _column, words in found)


def test_an_officer_cannot_record_offences_and_is_told_so(engine: Engine, office: Office) -> None:
    row = PERSON | {"offence_category": "property", "offence_penalty": "fine"}
    with pytest.raises(NothingStored) as refused:
        imported(
            engine, office, [row, PERSON | {"name": "Somebody Else", "identity_number": ""}], viewer=office.officer
        )
    done = refused.value.done
    assert [(fault.row, fault.column) for fault in done.faults] == [(2, "offence_category")]
    assert done.faults[0].message.startswith("Only caseworkers record offences.")
    assert (done.created, done.refused) == (1, 1)


def test_a_protected_person_belongs_to_the_named_caseworker(engine: Engine, office: Office) -> None:
    named = sign_in_name_of(engine, office.caseworker)
    row = PERSON | {"juvenile": "yes", "caseworker": named}
    assert imported(engine, office, [row], viewer=office.officer).created == 1
    with Session(engine) as session:
        assert session.exec(select(CaseAccess)).one().account_id == office.caseworker.account_id
    other = PERSON | {
        "name": "Qian Bo",
        "born_on": "1960-01-01",
        "sealed": "yes",
        "caseworker": named,
        "skills": "welding",
    }
    found = faults_of(engine, office, [other], viewer=office.officer)
    assert [column for _row, column, _words in found] == ["qualifications"] and "Only the caseworker" in found[0][2]


def test_a_village_can_be_named_and_a_foreign_unit_cannot(engine: Engine, office: Office) -> None:
    done = imported(engine, office, [PERSON | {"unit": office.village.code}], viewer=office.officer)
    assert done.created == 1 and everyone(engine)[0].unit_id == office.village.id
    other = PERSON | {"name": "Qian Bo", "born_on": "1960-01-01", "unit": office.county.code}
    assert faults_of(engine, office, [other], viewer=office.officer)[0][1] == "unit"


def test_a_row_is_told_everything_that_is_wrong_with_who_and_where(engine: Engine, office: Office) -> None:
    wrong = PERSON | {"identity_number": NUMBER[:-1] + "1", "unit": "nowhere", "caseworker": "nobody"}
    found = faults_of(engine, office, [wrong, WHOLE], viewer=office.officer)
    assert [(row, column) for row, column, _words in found if row == 2] == [
        (2, "identity_number"),
        (2, "unit"),
        (2, "caseworker"),
    ]


def test_everything_that_does_not_go_together_is_told_at_once(engine: Engine, office: Office) -> None:
    half = PERSON | {"home": "no", "curfew_from": "22:00", "latitude": "30.1", "offence_category": "property"}
    assert {column for _row, column, _words in faults_of(engine, office, [half])} == {
        "home_source", "home_on", "conditions_ground", "conditions_from", "curfew_to", "longitude", "offence_penalty",
    }  # fmt: skip
    mapping = read_mapping(None, ImportKind.JOB)
    job = dict.fromkeys(mapping.columns, "") | {
        "reference": "7",
        "provider": "Works",
        "title": "Cook",
        "description": "Cooking",
        "age_from": "60",
    }
    job |= {"age_to": "20", "pay_from": "5000", "pay_to": "100", "latitude": "30.1"}
    text = ",".join(job) + "\n" + ",".join(job.values())
    _rows, faults = checked_rows(table_in(text.encode()), mapping)
    assert [fault.column for fault in faults] == ["longitude", "age_to", "pay_to"]


def test_chinese_words_are_read_as_codes(engine: Engine, office: Office) -> None:
    said = {
        "name": "周远航",
        "born_on": "1990年5月17日",
        "sex": "男",
        "legal_status": "假释",
        "management_class": "宽管",
    }
    said |= {"home": "否", "home_source": "走访", "home_on": "2026年8月24日"}
    assert imported(engine, office, [said]).created == 1
    person = everyone(engine)[0]
    assert (person.sex, person.legal_status, person.management_class) == (
        Sex.MALE,
        LegalStatus.PAROLE,
        ManagementClass.LENIENT,
    )
    columns = {column.name: column.codes for column in columns_of(read_mapping(None, ImportKind.SUBJECTS))}
    assert columns["legal_status"][0] == "released / 刑满释放"


def test_only_an_officer_imports_people(engine: Engine, office: Office) -> None:
    for viewer in (office.caseworker, office.supervisor, office.provider_viewer):
        with pytest.raises(NotAllowed):
            imported(engine, office, [PERSON], viewer=viewer)


def test_a_column_that_is_needed_must_be_there(engine: Engine, office: Office) -> None:
    with pytest.raises(BadInput, match="missing: legal_status"):
        imported(engine, office, [{"name": "A"}])
