"""The command that imports postings, as a script meets it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import AuditEntry, Offer, Provider, ReleaseNotice, Service, Subject
from matching.reference import data_path
from tests.builders import Office, sign_in_name_of
from tests.conftest import KEYS
from tests.matching.importing.test_directories import folder_of
from webapp.cli import main

HEADER = (
    "reference,provider,title,description,address,latitude,longitude,places,starts_on,closes_on,pay_from,pay_to,pay_period,hours,"
    "age_from,qualifications,skills,contract,lodging\n"
)
ROWS = '1,Works,Cook,Cooking,,,,2,,,3000,,month,"40 hours, Mon-Fri, 8:30-17:00",,,cooking; cleaning,,\n2,Works,,Nothing,,,,x,,,,,,,,,,,\n'


@pytest.fixture
def console(engine: Engine, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    url = engine.url.render_as_string(hide_password=False)
    for name, value in (KEYS | {"RESETTLE_DATABASE_URL": url, "RESETTLE_VAR": str(tmp_path / "var")}).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "offers.csv").write_text(HEADER + ROWS)
    return engine


def run(folder: Path, *options: str, file: str = "offers.csv") -> Result:
    return CliRunner().invoke(main, ["import", "offers", str(folder / file), *options])


def stored(engine: Engine, record: type) -> int:
    with Session(engine) as session:
        return len(session.exec(select(record)).all())


def test_it_prints_one_object_and_nothing_else(console: Engine, office: Office, tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "--json", "--publish").stdout)
    assert list(found) == ["read", "created", "updated", "duplicates", "refused", "faults"]
    assert (found["read"], found["created"], found["refused"]) == (2, 1, 1)
    assert [(fault["row"], fault["column"]) for fault in found["faults"]] == [(3, "title"), (3, "places")]
    with Session(console) as session:
        assert session.exec(select(Offer)).one().unit_id == office.county.id


def test_a_dry_run_stores_nothing(console: Engine, office: Office, tmp_path: Path) -> None:
    before = [stored(console, record) for record in (Offer, Provider, AuditEntry)]
    result = run(tmp_path, "--dry-run", "--publish")
    assert (
        "Nothing was stored" in result.stdout
        and "Offers created: 1" in result.stdout
        and "row 3, column title" in result.stdout
    )
    assert [stored(console, record) for record in (Offer, Provider, AuditEntry)] == before


def test_it_acts_as_an_officer_for_their_unit(console: Engine, office: Office, tmp_path: Path) -> None:
    assert run(tmp_path, "--as", sign_in_name_of(console, office.officer)).exit_code == 0
    with Session(console) as session:
        assert session.exec(select(Offer)).one().unit_id == office.township.id
        assert (
            session.exec(select(AuditEntry).where(AuditEntry.act == "offer.imported")).one().account_id
            == office.officer.account_id
        )
    assert run(tmp_path, "--as", sign_in_name_of(console, office.caseworker)).exit_code == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"PK\x03\x04", b"\x1f\x8b"])
def test_a_file_that_is_no_table_is_refused_in_one_line(console: Engine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    result = run(tmp_path, "--json", file="bad.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ") and "Traceback" not in result.stderr


NOTICE = "name,born_on,legal_status,sender,received_on\nLi Na,{born_on},released,First Prison,2026-08-30\n"


def imported(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["import", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize("noun", ["notices", "subjects"])
def test_people_go_in_all_or_not_at_all(console: Engine, tmp_path: Path, noun: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text(NOTICE.format(born_on="1991-02-03") + "Wu Gang,soon,released,First Prison,2026-08-30\n")
    code, found = imported(noun, str(file))
    assert (code, found["created"], found["refused"]) == (1, 1, 1)
    assert found["faults"] == [{"row": 3, "column": "born_on", "message": "Write a date such as 2026-03-31."}]
    assert stored(console, Subject) == stored(console, ReleaseNotice) == 0
    file.write_text(NOTICE.format(born_on="1991-02-03"))
    assert imported(noun, str(file), "--dry-run")[0] == 0 and stored(console, Subject) == 0
    code, found = imported(noun, str(file))
    assert (code, found["read"], found["created"], found["faults"]) == (0, 1, 1, [])
    code, found = imported(noun, str(file))
    assert (code, found["created"], found["faults"][0]["column"]) == (1, 0, "name")
    assert "S0" in found["faults"][0]["message"] and stored(console, Subject) == 1


def test_a_directory_goes_in(console: Engine, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert imported("services", str(folder), "--dry-run")[1]["created"] == 1 and stored(console, Service) == 0
    code, found = imported("services", str(folder), "--publish")
    assert list(found) == ["read", "created", "updated", "duplicates", "refused", "flagged", "offers", "faults"]
    assert (code, found["created"], found["offers"], stored(console, Service), stored(console, Offer)) == (
        0,
        1,
        1,
        1,
        1,
    )


def test_a_mapping_of_something_else_is_refused(console: Engine, tmp_path: Path) -> None:
    result = run(tmp_path, "--mapping", str(data_path("mappings", "notices.toml")))
    assert result.exit_code == 1 and "resettle import notices" in result.stderr
