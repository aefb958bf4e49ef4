"""`python -m workers worker` works; `python -m workers beat` rings. Embedded, the worker's parent rings as well."""

import os
import signal
import sys
import threading
import warnings

import structlog
from celery.platforms import SecurityWarning
from celery.signals import worker_ready, worker_shutting_down

from workers.app import configure, is_embedded
from workers.dispatcher import FORK_GUARD, Dispatcher
from workers.resources import resources

QUEUES = "quick,runs"


def main(arguments: list[str]) -> None:
    """Run one of the two programs until told to stop."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    means = resources()
    app = configure(means.settings)
    stop = threading.Event()
    if arguments[:1] == ["beat"]:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        Dispatcher(means).run(stop)
        return
    if is_embedded(means.settings):
        warnings.filterwarnings("ignore", category=SecurityWarning)
        ring_beside_the_worker(stop, stop_with_parent="--stop-with-parent" in arguments)
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--loglevel=WARNING",
            "-Q",
            QUEUES,
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )


def ring_beside_the_worker(stop: threading.Event, *, stop_with_parent: bool) -> None:
    """Run the dispatcher as a thread of the worker's parent process, from ready to shutdown."""

    def ring_until_stopped() -> None:
        Dispatcher(resources()).run(stop, stop_with_parent)
        if not stop.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    def start(**_signal: object) -> None:
        threading.Thread(target=ring_until_stopped, name="dispatcher", daemon=True).start()

    def end(**_signal: object) -> None:
        stop.set()

    os.register_at_fork(
        before=FORK_GUARD.acquire, after_in_parent=FORK_GUARD.release, after_in_child=FORK_GUARD.release
    )
    worker_ready.connect(start, weak=False)
    worker_shutting_down.connect(end, weak=False)


if __name__ == "__main__":
    main(sys.argv[1:])
