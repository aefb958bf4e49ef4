"""The command that lists accounts and says how to sign in to the made-up county."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from matching.demo.files import tables
from matching.migrations import migrate
from matching.services.units import AddUnit, add_unit
from tests.conftest import KEYS
from webapp.cli import main
from webapp.cli.context import open_console


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (KEYS | {"RESETTLE_VAR": str(tmp_path / "var")}).items():
        monkeypatch.setenv(name, value)
    return tmp_path / "var"


def test_without_the_county_it_says_how_to_load_it(var: Path) -> None:
    migrate(open_console().engine)
    answer = CliRunner().invoke(main, ["users", "--demo"])
    assert answer.exit_code == 1 and "`resettle demo` loads it" in answer.output


def test_with_the_county_it_prints_one_json_object_with_a_sign_in_per_role(var: Path) -> None:
    console = open_console()
    migrate(console.engine)
    with console.acting() as work:
        for row in tables("units"):
            add_unit(work, AddUnit(row["code"], row["name"]))
    answer = CliRunner().invoke(main, ["users", "--demo", "--json"])
    found = json.loads(answer.stdout)
    roles = {each["role"] for each in found["users"]}
    assert roles == {"caseworker", "officer", "supervisor", "administrator", "provider"}


def test_the_accounts_are_listed_without_names(var: Path) -> None:
    migrate(open_console().engine)
    answer = CliRunner().invoke(main, ["users", "--json"])
    assert json.loads(answer.stdout) == {"users": []}


@pytest.mark.parametrize("words", [["users"], ["users", "--demo"], ["shortlist", "--all", "--as", "officer"], ["run"]])
def test_before_the_first_migration_it_says_what_to_run(var: Path, words: list[str]) -> None:
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 1 and "`resettle migrate`" in answer.output
