"""Letting workers do what is waiting: the running one, or one started for the while."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlmodel import col, select

from matching.errors import Refused
from matching.records import Run, WorkItem
from matching.vocabulary import RunState, WorkState
from matching.work import MAX_ATTEMPTS, add_work, is_anyone_working, waiting_work
from webapp.cli.context import Console, as_account, as_json, print_json, ready_console
from webapp.cli.serving import end, start_worker

PATIENCE_SECONDS = 600.0
MATCHING = ("rematch_subject", "rematch_offer", "start_run", "run_block", "close_run")


class Workers:
    """Who does the work that a command waits for: those that run already, or one worker of its own."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.own: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """See to it that somebody works: start a worker where nobody gives a sign of life, and anew where the own one ended."""
        if not self.console.settings.broker_url.startswith("memory:"):
            return
        if self.own is not None and self.own.poll() is None:
            return
        with self.console.looking() as work:
            if is_anyone_working(work.session, work.instant):
                return
        self.own = start_worker()

    def end(self) -> None:
        """End the own worker, where there is one."""
        if self.own is not None:
            end([self.own])


@contextmanager
def workers_for(console: Console) -> Iterator[Workers]:
    """Have workers for the length of the block, as long as whoever waits keeps them."""
    workers = Workers(console)
    try:
        workers.keep()
        yield workers
    finally:
        workers.end()


def full_run(console: Console, workers: Workers) -> dict[str, Any]:
    """Ask for a full run and wait for its end. Returns its figures."""
    started = time.monotonic()
    with console.acting() as work:
        last = work.session.exec(select(Run.id).order_by(col(Run.id).desc())).first() or 0
        key = f"console:{time.time_ns()}"
        add_work(work.session, "start_run", work.instant, key=key)
    run = wait_for(lambda: ended_run(console, last, key), workers)
    return {
        "run": run.id, "subjects": run.subjects, "offers": run.offers, "pairs_visited": run.pairs_visited,
        "shortlisted": run.shortlisted, "seconds": round(time.monotonic() - started, 2),
    }  # fmt: skip


def wait_until_matched(console: Console, workers: Workers) -> None:
    """Wait until no rematch waits."""

    def is_done() -> bool | None:
        with console.looking() as work:
            return True if waiting_work(work.session, MATCHING) == 0 else None

    wait_for(is_done, workers)


def wait_for(look: Callable[[], Any], workers: Workers) -> Any:
    """Look again and again until there is something. Raises Refused when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        workers.keep()
        time.sleep(0.1)
    raise Refused("The workers did not finish in time: see Background work in the administration.")


def ended_run(console: Console, last: int, key: str) -> Run | None:
    """The run that followed a request, once it is over; None while it is not. Raises Refused for one that failed."""
    with console.looking() as work:
        item = work.session.exec(select(WorkItem).where(col(WorkItem.key) == key)).one()
        if item.state is WorkState.DEAD:
            raise Refused("The run could not be started: see Background work in the administration.")
        ended = select(Run).where(col(Run.id) > last, col(Run.state) != RunState.RUNNING)
        run = work.session.exec(ended.order_by(col(Run.id).desc())).first()
    if run is not None and run.state is RunState.FAILED:
        raise Refused(
            f"Run {run.id} failed: a part of it could not be done in {MAX_ATTEMPTS} attempts, so that some shortlists are old. "
            "See Background work in the administration, and requeue it there."
        )
    return run


@click.command("run")
@as_account
@as_json
def run(as_name: str | None, wants_json: bool) -> None:
    """Renew every shortlist, through the workers."""
    console = ready_console(as_name)
    with workers_for(console) as workers:
        figures = full_run(console, workers)
    if wants_json:
        print_json(figures)
        return
    click.echo(
        f"Run {figures['run']}: {figures['subjects']} subjects and {figures['offers']} offers, {figures['pairs_visited']} pairs visited, "
        f"{figures['shortlisted']} entries shortlisted in {figures['seconds']} s."
    )


commands = [run]
