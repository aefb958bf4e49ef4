"""Transactions on both databases."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from matching.audit import record_act
from matching.clock import Clock
from matching.database import reading, unit_of_work
from matching.records import AuditEntry, Unit, WorkItem
from matching.services.timeline import facts_changed
from matching.viewer import CONSOLE
from matching.work import add_work
from tests.builders import Office, doing, make_subject, make_unit

NOW = datetime(2026, 9, 1, 8)


def rows(engine: Engine, record: type) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(record)).one()


def test_an_error_takes_everything_back(engine: Engine, office: Office) -> None:
    before = [rows(engine, record) for record in (Unit, AuditEntry, WorkItem)]
    with pytest.raises(ZeroDivisionError), doing(engine) as work:
        subject = make_subject(work.session, make_unit(work.session))
        record_act(work, "subject.taken_in", subject.id)
        facts_changed(work, subject.id or 0)
        raise ZeroDivisionError
    assert [rows(engine, record) for record in (Unit, AuditEntry, WorkItem)] == before


def test_what_a_read_would_have_written_is_dropped(engine: Engine, office: Office, clock: Clock) -> None:
    before = rows(engine, Unit)
    with reading(engine, clock, CONSOLE) as work:
        work.session.get_one(Unit, office.county.id).name = "changed in a read"
        work.session.add(Unit(code="X", name="X", level="county"))
    assert rows(engine, Unit) == before
    with Session(engine) as session:
        assert session.get_one(Unit, office.county.id).name != "changed in a read"


def test_many_writers_wait_for_each_other(engine: Engine, office: Office, clock: Clock) -> None:
    faults: list[Exception] = []
    starts = threading.Barrier(6)

    def write(number: int) -> None:
        starts.wait()
        try:
            for turn in range(5):
                with unit_of_work(engine, clock, CONSOLE) as work:
                    unit = work.session.exec(select(Unit).where(col(Unit.id) == office.village.id)).one()
                    unit.name = f"{number}.{turn}"
                    add_work(work.session, "tidy_up", NOW, key=f"{number}.{turn}")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and rows(engine, WorkItem) == 30


def test_a_writer_on_sqlite_takes_the_lock_before_it_reads_and_a_reader_never(sqlite: Engine, clock: Clock) -> None:
    statements: list[str] = []
    with sqlite.connect() as connection:
        assert connection.connection.driver_connection is not None
        connection.connection.driver_connection.set_trace_callback(statements.append)
    with unit_of_work(sqlite, clock, CONSOLE) as work:
        work.session.exec(select(Unit)).all()
    with reading(sqlite, clock, CONSOLE) as work:
        work.session.exec(select(Unit)).all()
    assert [line for line in statements if line.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_readers_go_on_while_somebody_writes(engine: Engine, office: Office, clock: Clock) -> None:
    with unit_of_work(engine, clock, CONSOLE) as work:
        make_unit(work.session)
        with reading(engine, clock, CONSOLE) as other:
            assert len(other.session.exec(select(Unit)).all()) == 3


def test_errors_of_the_database_hide_what_was_sent(engine: Engine, office: Office) -> None:
    with pytest.raises(Exception) as fault, doing(engine) as work:
        make_subject(work.session, office.township, reference="same", name="Canary Wang")
        make_subject(work.session, office.township, reference="same", born_on=None, name="Canary Li")
    assert "Canary" not in str(fault.value) and "[SQL parameters hidden" in str(fault.value)
