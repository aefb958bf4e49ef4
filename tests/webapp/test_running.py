"""Commands that wait for background work keep somebody at it."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from matching.errors import Refused
from matching.migrations import migrate
from matching.records import Heartbeat, Run
from matching.vocabulary import RunState
from matching.work import add_work, beat, leave
from tests.conftest import KEYS
from webapp.cli.context import Console, open_console
from webapp.cli.running import ended_run, workers_for


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.chdir(tmp_path)
    for name, value in (KEYS | {"RESETTLE_VAR": str(tmp_path / "var")}).items():
        monkeypatch.setenv(name, value)
    made = open_console()
    migrate(made.engine)
    return made


def test_a_worker_that_died_is_started_anew_while_a_command_waits(console: Console) -> None:
    with workers_for(console) as workers:
        first = workers.own
        assert first is not None
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        workers.keep()
        assert workers.own is not None and workers.own.pid != first.pid and workers.own.poll() is None


def test_who_works_already_is_waited_for_and_replaced_once_silent(console: Console) -> None:
    with console.acting() as work:
        beat(work.session, "elsewhere", work.instant)
    with workers_for(console) as workers:
        assert workers.own is None
        with console.acting() as work:
            silent = update(Heartbeat).where(col(Heartbeat.dispatcher) == "elsewhere")
            work.session.execute(silent.values(seen_at=work.instant - timedelta(minutes=1)))
        workers.keep()
        assert workers.own is not None


def test_who_has_left_is_not_waited_for(console: Console) -> None:
    with console.acting() as work:
        beat(work.session, "elsewhere", work.instant)
        leave(work.session, "elsewhere")
    with workers_for(console) as workers:
        assert workers.own is not None


def test_a_command_ends_at_once_with_words_when_a_part_of_its_run_died(console: Console) -> None:
    with console.acting() as work:
        add_work(work.session, "start_run", work.instant, key="console:1")
        versions = {"rulebook": "r", "policy": "p", "vocabulary": "v", "seed": 1}
        work.session.add(Run(**versions, state=RunState.FAILED, started_at=work.instant, ended_at=work.instant))
    with pytest.raises(Refused, match="Run 1 failed.*Background work"):
        ended_run(console, 0, "console:1")
