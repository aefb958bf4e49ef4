"""Real worker processes for tests: started as the service starts them, killed as machines kill them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, update
from sqlmodel import Session, col, func, select

from matching.records import Mail, WorkItem
from matching.settings import Settings
from matching.viewer import Viewer
from matching.vocabulary import WorkState
from matching.work import add_work
from tests.builders import doing
from tests.conftest import KEYS


@dataclass
class Service:
    """One database, one broker, and the processes that work between them."""

    engine: Engine
    broker_url: str
    folder: Path
    account: Viewer
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told."""
        own = {
            "RESETTLE_VAR": str(self.folder / "var"),
            "RESETTLE_DATABASE_URL": self.engine.url.render_as_string(hide_password=False),
            "RESETTLE_BROKER_URL": self.broker_url,
            "RESETTLE_WORKER_PROCESSES": "2",
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("RESETTLE_")} | KEYS | own

    def start(self, program: str = "worker") -> None:
        log = (self.folder / f"{program}.log").open("ab")
        self.running[program] = subprocess.Popen(
            [sys.executable, "-m", "workers", program],
            env=self.environment,
            cwd=self.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def children(self) -> list[int]:
        """The pool's processes."""
        parent = self.running["worker"].pid
        listed = Path(f"/proc/{parent}/task/{parent}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def kill_child(self, place: int) -> None:
        """What the machine does when memory runs out."""
        children = self.children()
        if children:
            with_luck(lambda: os.kill(children[place % len(children)], signal.SIGKILL))

    def kill_group(self, program: str = "worker") -> None:
        """What a power cut does."""
        process = self.running.pop(program)
        with_luck(lambda: os.killpg(process.pid, signal.SIGKILL))
        process.wait()

    def stop(self) -> None:
        for program in list(self.running):
            self.kill_group(program)

    def log(self) -> str:
        """The end of what the processes said."""
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in self.folder.glob("*.log"))

    def add_mails(self, count: int) -> None:
        """Add work with an effect that can be counted: mails to be written into the outbox."""
        now = datetime.now(UTC).replace(tzinfo=None)
        with doing(self.engine) as work:
            for _each in range(count):
                mail = Mail(
                    account_id=self.account.account_id or 0,
                    template="one_time_code",
                    arguments=json.dumps({"code": "X"}),
                    created_at=now,
                )
                work.session.add(mail)
                work.session.flush()
                add_work(work.session, "send_mail", now, mail=mail.id or 0)

    def end_leases(self) -> None:
        """Let the leases of the dead run out now instead of in ninety seconds."""
        past = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
        with doing(self.engine) as work:
            held = col(WorkItem.leased_until) > past
            work.session.execute(
                update(WorkItem).where(held).values(leased_until=past, rung_at=None),
                execution_options={"synchronize_session": False},
            )

    def left(self) -> int:
        """How many mails wait."""
        with Session(self.engine) as session:
            waits = (
                select(func.count())
                .select_from(WorkItem)
                .where(WorkItem.name == "send_mail", WorkItem.state == WorkState.TODO)
            )
            return session.exec(waits).one()

    def wait_for_work_in_progress(self) -> None:
        """Wait until a worker that is awake has done some of what waited."""
        waited = self.left()
        wait_until(lambda: self.left() < waited, 45, self.log)

    def finish(self, seconds: float) -> None:
        """Wait until no mail waits, starting anew whatever ends by itself, as `resettle serve` does."""

        def is_done() -> bool:
            for program, process in list(self.running.items()):
                if process.poll() is not None:
                    self.start(program)
            return self.left() == 0

        wait_until(is_done, seconds, lambda: f"{self.left()} mails wait\n{self.log()}")

    def assert_all_sent_once(self, count: int) -> None:
        with Session(self.engine) as session:
            items = session.exec(select(WorkItem).where(WorkItem.name == "send_mail")).all()
            assert len(items) == count and {item.state for item in items} == {WorkState.DONE}, [
                (item.state, item.fault) for item in items
            ]
            assert all(mail.sent_at is not None for mail in session.exec(select(Mail)))
        assert len(list((self.folder / "var" / "outbox").iterdir())) == count


def with_luck(act: Callable[[], object]) -> None:
    """Signal a process that may just have ended by itself."""
    try:
        act()
    except ProcessLookupError:
        return


def wait_until(is_so: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, otherwise()
        time.sleep(0.1)


@contextmanager
def service(engine: Engine, broker_url: str, folder: Path, account: Viewer) -> Iterator[Service]:
    """Give a service and end all its processes afterwards."""
    made = Service(engine, broker_url, folder, account)
    try:
        yield made
    finally:
        made.stop()


def settings_of(made: Service) -> Settings:
    """The same settings for this process."""
    names = {
        name.removeprefix("RESETTLE_").lower(): value
        for name, value in made.environment.items()
        if name.startswith("RESETTLE_")
    }
    return Settings(_env_file=None, **names)  # type: ignore[call-arg, arg-type]
