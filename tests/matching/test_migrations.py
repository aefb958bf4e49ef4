"""A database that is in use is brought forward without losing what it holds."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session, select

from matching.database import make_engine
from matching.encryption import keyring
from matching.errors import UnsafeSettings
from matching.migrations import config_for, migrate
from matching.records import Experience, Profile, Referral
from matching.vocabulary import ReferralState

WISHES, DONE, ADJUSTED = "夜里不上班, no nights", "洗菜 washing vegetables", ["no heavy lifting", "坐着工作"]


@pytest.fixture
def before(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """An empty database as the first version made it, on each kind of server."""
    if engine.dialect.name == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'before.db'}")
    else:
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA before"))
        made = make_engine(engine.url.update_query_dict({"options": "-csearch_path=before"}).render_as_string(False))
    command.upgrade(config_for(made), "0001")
    yield made
    made.dispose()
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA before CASCADE"))


def add_person(engine: Engine) -> None:
    """One person with a profile, two stretches of work and a need, written as the first version did."""
    unit = "INSERT INTO units (id, code, name, level, version) VALUES (1, 'U1', 'Office', 'township', 1)"
    person = (
        "INSERT INTO subjects (id, reference, unit_id, state, name, sex, coordinates_from, legal_status, is_key_person,"
        " is_juvenile, is_sealed, created_at, facts_version, version) VALUES (1, 'S1', 1, 'open', :name, 'unknown', 'unit',"
        " 'released', false, false, false, '2026-01-01', 1, 1)"
    )
    profile = (
        "INSERT INTO profiles (subject_id, skills_known, qualifications_known, work_adjustments, wishes, wished_occupations,"
        " version) VALUES (1, false, false, :adjusted, :wishes, '[]', 1)"
    )
    stretch = "INSERT INTO experiences (id, subject_id, title, text) VALUES (:id, 1, 'Cook', :text)"
    need = (
        "INSERT INTO needs (id, subject_id, kind, state, referred_to, opened_on, version)"
        " VALUES (1, 1, 'cv', 'referred', 'Job centre', '2026-01-02', 1)"
    )
    with engine.execution_options(resettle_writes=True).begin() as connection:
        connection.execute(text(unit))
        connection.execute(text(person), {"name": b"-"})
        connection.execute(text(profile), {"adjusted": json.dumps(ADJUSTED), "wishes": WISHES})
        connection.execute(text(need))
        connection.execute(text(stretch), [{"id": 1, "text": DONE}, {"id": 2, "text": None}])


def test_plain_texts_of_a_profile_are_sealed_and_read_as_before(before: Engine) -> None:
    add_person(before)
    migrate(before)
    with Session(before) as session:
        profile = session.get_one(Profile, 1)
        assert (profile.wishes, profile.work_adjustments) == (WISHES, ADJUSTED)
        assert [session.get_one(Experience, number).text for number in (1, 2)] == [DONE, None]
    with before.connect() as connection:
        held: list[Any] = [
            *connection.execute(text("SELECT wishes, work_adjustments FROM profiles")).one(),
            connection.execute(text("SELECT text FROM experiences WHERE id = 1")).scalar_one(),
        ]
    assert all(isinstance(value, bytes | memoryview) and b"nights" not in bytes(value) for value in held)


def test_without_keys_nothing_is_changed(before: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person(before)
    with monkeypatch.context() as patched:
        patched.setattr(keyring, "_fields", None)
        with pytest.raises(UnsafeSettings):
            migrate(before)
    with before.connect() as connection:
        assert connection.execute(text("SELECT wishes FROM profiles")).scalar_one() == WISHES
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0001"
        assert "scans" not in inspect(connection).get_table_names()
        if before.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    migrate(before)


def test_no_plain_text_stays_beside_the_database(before: Engine, tmp_path: Path) -> None:
    add_person(before)
    migrate(before)
    assert not [file for file in tmp_path.iterdir() if b"vegetables" in file.read_bytes()]


def test_where_a_need_was_referred_becomes_its_first_referral(before: Engine) -> None:
    add_person(before)
    migrate(before)
    with Session(before) as session:
        referral = session.exec(select(Referral)).one()
    assert (referral.need_id, referral.referred_to, referral.referred_on) == (1, "Job centre", date(2026, 1, 2))
    assert referral.state is ReferralState.SENT and referral.answer_by_on is None


def test_an_empty_database_is_brought_forward_too(before: Engine) -> None:
    migrate(before)
    command.check(config_for(before))
