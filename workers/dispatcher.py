"""The loop that rings Celery for what is due. Any number may run; a lost bell is rung again."""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from matching.database import reading, unit_of_work
from matching.viewer import WORKER
from matching.work import beat, bury_spent, is_anything_due, is_deaf, leave, ring_due
from workers.app import app
from workers.resources import Resources
from workers.schedule import add_due

TICK_SECONDS = 0.2
BEAT_EVERY = timedelta(seconds=5)
FORK_GUARD = threading.Lock()
"""Held while a tick has the database open: SQLite must not be carried open across a fork."""

log = structlog.get_logger()


def ring(item_id: int, name: str, queue: str) -> None:
    """Send one bell: the item's id. Raises where the broker is away."""
    app.send_task(name, args=[item_id], queue=queue, retry=False)


class Dispatcher:
    """Looks five times a second for what is due, and rings for it."""

    def __init__(self, means: Resources, bell: Callable[[int, str, str], None] = ring) -> None:
        self.means = means
        self.bell = bell
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.beat_at: datetime | None = None
        self.looked_at: datetime | None = None
        self.is_deaf = False
        """Whether nobody hears the bells, as after the death of a pool child; looked at with each sign of life."""

    def run(self, stop: threading.Event, is_over: Callable[[], bool] = lambda: False) -> None:
        """Tick until told to stop, or until `is_over` says so; a database or broker that is away is tried again."""
        while not stop.wait(TICK_SECONDS) and not is_over():
            try:
                with FORK_GUARD:
                    self.tick()
            except SQLAlchemyError as error:
                log.warning("dispatcher.database_away", fault=type(error).__name__)
                stop.wait(2)
        with suppress(SQLAlchemyError), FORK_GUARD:
            self._write(lambda session: leave(session, self.name))

    def tick(self) -> int:
        """Add what is periodic, take back what was given up, ring for what is due. Returns how many bells rang."""
        now = self.means.clock.instant()
        if self.beat_at is None or now - self.beat_at >= BEAT_EVERY:
            self._write(lambda session: self._minute(session, now))
            self.beat_at = now
        with reading(self.means.engine, self.means.clock, WORKER) as work:
            if not is_anything_due(work.session, now):
                return 0
        with unit_of_work(self.means.engine, self.means.clock, WORKER) as work:
            due = ring_due(work.session, now)
        return self._ring_all(due)

    def _minute(self, session: Session, now: datetime) -> None:
        beat(session, self.name, now)
        bury_spent(session, now)
        self.is_deaf = is_deaf(session, now)
        if self.looked_at is None or now.replace(second=0, microsecond=0) > self.looked_at:
            add_due(session, now, self.looked_at)
            self.looked_at = now.replace(second=0, microsecond=0)

    def _write(self, act: Callable[[Session], None]) -> None:
        with unit_of_work(self.means.engine, self.means.clock, WORKER) as work:
            act(work.session)

    def _ring_all(self, due: list[tuple[int, str, str]]) -> int:
        for rung, item in enumerate(due):
            try:
                self.bell(*item)
            except Exception as error:
                log.warning("dispatcher.broker_away", fault=type(error).__name__, unrung=len(due) - rung)
                return rung
        return len(due)
