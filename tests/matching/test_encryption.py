"""Fields encrypted at rest."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine, text
from sqlmodel import Session

from matching.encryption import KeyRing, keyring
from matching.errors import UnsafeSettings
from matching.records import Subject
from tests.builders import Office, doing, make_subject
from tests.conftest import KEYS

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def own_keys() -> Iterator[None]:
    yield
    keyring.load(KEYS["RESETTLE_FIELD_KEYS"], KEYS["RESETTLE_LOOKUP_KEY"])


def ring(*keys: str) -> KeyRing:
    made = KeyRing()
    made.load(",".join(keys), "lookup")
    return made


def test_a_new_first_key_encrypts_and_the_old_one_still_reads() -> None:
    before = ring(OLD).seal("王芳")
    turned = ring(NEW, OLD)
    assert turned.open(before) == "王芳"
    assert ring(NEW).open(turned.seal("王芳")) == "王芳"
    with pytest.raises(InvalidToken):
        ring(NEW).open(before)


def test_equal_texts_meet_by_fingerprint_and_look_different_sealed() -> None:
    one = ring(OLD)
    assert one.fingerprint(" 11010519491231002x") == one.fingerprint("11010519491231002X")
    assert one.seal("same") != one.seal("same")


def test_a_fingerprint_needs_the_lookup_key() -> None:
    other = KeyRing()
    other.load(OLD, "another key")
    assert ring(OLD).fingerprint("110105") != other.fingerprint("110105")


def test_nothing_is_sealed_without_keys() -> None:
    with pytest.raises(UnsafeSettings):
        KeyRing().seal("text")


def test_the_database_holds_other_bytes_than_the_text(engine: Engine, office: Office) -> None:
    secrets = {
        "name": "Canary Wang",
        "identity_number": "11010519491231002X",
        "phone": "13800000001",
        "residence": "12 Canary Lane",
    }
    with doing(engine) as work:
        subject = make_subject(work.session, office.township, **secrets)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM subjects WHERE id = :id"), {"id": subject.id}).mappings().one()
    stored = b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row.values()
    )
    assert not [text_ for text_ in secrets.values() if text_.encode() in stored]
    assert "Canary" not in repr(subject) and "1380000" not in repr(subject)


def test_rows_written_under_the_old_key_are_read_after_a_turn_of_keys(
    engine: Engine, office: Office, own_keys: None
) -> None:
    with doing(engine) as work:
        subject = make_subject(work.session, office.township, name="Before the turn")
    keyring.load(f"{NEW},{KEYS['RESETTLE_FIELD_KEYS']}", KEYS["RESETTLE_LOOKUP_KEY"])
    with Session(engine) as session:
        assert session.get_one(Subject, subject.id).name == "Before the turn"
