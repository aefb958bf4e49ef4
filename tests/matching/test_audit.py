"""The chain of audit entries: whatever is changed in a sealed entry is found."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matching.audit import broken_links, chain_head, record_act, seal_entries
from matching.encryption import keyring
from matching.records import AuditEntry
from tests.builders import Office, doing
from tests.conftest import KEYS

FAR = datetime(2100, 1, 1)
Tamper = Callable[[Session, list[int], Random], None]


def write_chain(engine: Engine, length: int = 30) -> list[int]:
    """Seal a chain in several goes; return the ids in order."""
    for start in range(0, length, 10):
        with doing(engine) as work:
            for number in range(start, min(start + 10, length)):
                record_act(work, "case_file.seen", subject_id=number, offer=number * 2)
        with doing(engine) as work:
            seal_entries(work.session, FAR)
    with Session(engine) as session:
        return list(session.exec(select(AuditEntry.id).order_by(col(AuditEntry.sealed_as))))  # type: ignore[arg-type]


def edit(column: str, value: str) -> Tamper:
    def change(session: Session, ids: list[int], random: Random) -> None:
        session.execute(text(f"UPDATE audit_entries SET {column} = {value} WHERE id = :id"), {"id": random.choice(ids)})

    change.__name__ = f"edit_{column}"
    return change


def delete(session: Session, ids: list[int], random: Random) -> None:
    session.execute(text("DELETE FROM audit_entries WHERE id = :id"), {"id": random.choice(ids[:-1])})


def delete_and_close_the_gap(session: Session, ids: list[int], random: Random) -> None:
    place = random.randrange(len(ids) - 1)
    session.execute(text("DELETE FROM audit_entries WHERE id = :id"), {"id": ids[place]})
    for later in ids[place + 1 :]:
        session.execute(text("UPDATE audit_entries SET sealed_as = sealed_as - 1 WHERE id = :id"), {"id": later})


def swap(session: Session, ids: list[int], random: Random) -> None:
    one, other = (session.get_one(AuditEntry, key) for key in random.sample(ids, 2))
    one.subject_id, other.subject_id = other.subject_id, one.subject_id


def insert(session: Session, ids: list[int], random: Random) -> None:
    after = session.get_one(AuditEntry, random.choice(ids[:-1]))
    place = after.sealed_as or 0
    session.execute(
        text("UPDATE audit_entries SET sealed_as = sealed_as + 1000 WHERE sealed_as > :place"), {"place": place}
    )
    session.execute(text("UPDATE audit_entries SET sealed_as = sealed_as - 999 WHERE sealed_as > 1000"))
    forged = {"act": "case_file.seen", "actor": "account", "sealed_as": place + 1, "sealed_by": after.sealed_by}
    session.add(AuditEntry(at=after.at, **forged))


def unseal_in_the_middle(session: Session, ids: list[int], random: Random) -> None:
    session.execute(
        text("UPDATE audit_entries SET sealed_as = NULL, sealed_by = NULL WHERE id = :id"),
        {"id": random.choice(ids[:-1])},
    )


@pytest.mark.parametrize(
    "tamper",
    [
        edit("act", "'case_file.closed'"), edit("subject_id", "999"), edit("account_id", "NULL, actor = 'nobody'"), edit("actor", "'worker'"),
        edit("at", "'2020-01-01 00:00:00'"), edit("ids", "'{}'"), edit("unit_id", "NULL, act = 'x'"), edit("sealed_by", "'0'"),
        delete, delete_and_close_the_gap, swap, insert, unseal_in_the_middle,
    ],
    ids=lambda tamper: tamper.__name__,
)  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
def test_any_change_is_found(tamper: Tamper, seed: int, engine: Engine, office: Office) -> None:
    ids = write_chain(engine)
    with Session(engine) as session:
        assert broken_links(session) == []
    with doing(engine) as work:
        tamper(work.session, ids, Random(seed))
    with Session(engine) as session:
        assert broken_links(session)


def test_the_changed_entry_is_named(engine: Engine, office: Office) -> None:
    ids = write_chain(engine)
    with doing(engine) as work:
        work.session.get_one(AuditEntry, ids[17]).subject_id = 4711
    with Session(engine) as session:
        assert broken_links(session) == [ids[17]]


def test_a_chain_cannot_be_made_anew_without_the_key(engine: Engine, office: Office) -> None:
    write_chain(engine, 10)
    try:
        keyring.load(KEYS["RESETTLE_FIELD_KEYS"], "the key of somebody who can only write to the database")
        with doing(engine) as work:
            for entry in work.session.exec(select(AuditEntry)):
                entry.sealed_as = entry.sealed_by = None
            work.session.flush()
            seal_entries(work.session, FAR)
    finally:
        keyring.load(KEYS["RESETTLE_FIELD_KEYS"], KEYS["RESETTLE_LOOKUP_KEY"])
    with Session(engine) as session:
        assert len(broken_links(session)) == 10


def test_an_entry_that_commits_late_is_sealed_late_and_breaks_nothing(engine: Engine, office: Office) -> None:
    ids = write_chain(engine, 10)
    with doing(engine) as work:
        entry = work.session.get_one(AuditEntry, ids[-1])
        work.session.add(AuditEntry(id=(entry.id or 0) + 500, at=entry.at, act="case_file.seen", actor="account"))
        work.session.flush()
        seal_entries(work.session, FAR)
        work.session.add(AuditEntry(id=(entry.id or 0) + 400, at=entry.at, act="case_file.seen", actor="account"))
        work.session.flush()
        seal_entries(work.session, FAR)
    with Session(engine) as session:
        assert broken_links(session) == [] and chain_head(session)[0] == 12


def test_a_cut_tail_is_only_found_against_a_head_kept_elsewhere(engine: Engine, office: Office) -> None:
    """The chain's stated limit."""
    ids = write_chain(engine)
    with Session(engine) as session:
        head = chain_head(session)
    with doing(engine) as work:
        work.session.execute(text("DELETE FROM audit_entries WHERE id = :id"), {"id": ids[-1]})
    with Session(engine) as session:
        assert broken_links(session) == []
        assert chain_head(session) != head


def test_entries_newer_than_the_limit_wait(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        record_act(work, "case_file.seen", subject_id=1)
        assert seal_entries(work.session, work.now - timedelta(seconds=1)) == 0
        assert seal_entries(work.session, work.now + timedelta(seconds=1)) == 1


def test_two_sealers_never_make_two_chains(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        for number in range(20):
            record_act(work, "case_file.seen", subject_id=number)
    starts = threading.Barrier(2)

    def seal() -> None:
        starts.wait()
        try:
            with doing(engine) as work:
                seal_entries(work.session, FAR)
        except Exception as fault:
            assert "UNIQUE" in str(fault).upper() or "DEADLOCK" in str(fault).upper(), fault

    threads = [threading.Thread(target=seal) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert broken_links(session) == [] and chain_head(session)[0] == 20


def test_ids_in_entries_hold_no_names(engine: Engine, office: Office) -> None:
    with doing(engine, office.caseworker) as work:
        record_act(work, "case_file.seen", 7, offer=3)
    with Session(engine) as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.account_id, entry.actor, entry.unit_id) == (
        office.caseworker.account_id,
        "account",
        office.township.id,
    )
