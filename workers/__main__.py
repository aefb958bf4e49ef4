"""`python -m workers worker` works; `python -m workers beat` rings. Embedded, the worker's parent rings as well."""

import os
import signal
import sys
import threading
import time
import warnings

import structlog
from celery.signals import worker_ready, worker_shutting_down

from matching.engine.ready import make_ready
from matching.scoring.policy import load_policy
from matching.services.versions import rulebook_in_force
from workers.app import configure, is_embedded
from workers.dispatcher import FORK_GUARD, Dispatcher
from workers.resources import resources

QUEUES = "quick,runs"
GRACE_SECONDS = 30


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
    make_ready(means.settings.var / "kernel", rulebook_in_force(), load_policy(), means.clock.today())
    if is_embedded(means.settings):
        warnings.filterwarnings("ignore", message="You're running the worker with superuser")
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
    parent, woken = os.getppid(), time.monotonic()

    def is_over() -> bool:
        return stop_with_parent and os.getppid() != parent

    def ring_until_stopped() -> None:
        dispatcher = Dispatcher(resources())
        dispatcher.run(stop, lambda: is_over() or (time.monotonic() - woken > GRACE_SECONDS and dispatcher.is_deaf))
        if not stop.is_set():
            end_at_once(is_over())

    def start(**_signal: object) -> None:
        threading.Thread(target=ring_until_stopped, name="dispatcher", daemon=True).start()

    def end(**_signal: object) -> None:
        stop.set()

    os.register_at_fork(
        before=FORK_GUARD.acquire, after_in_parent=FORK_GUARD.release, after_in_child=FORK_GUARD.release
    )
    worker_ready.connect(start, weak=False)
    worker_shutting_down.connect(end, weak=False)


def end_at_once(gently: bool) -> None:
    """End this worker: gently when its parent is gone; a deaf one with its children, to be started anew."""
    if gently:
        os.kill(os.getpid(), signal.SIGTERM)
    elif os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    else:
        os._exit(70)


if __name__ == "__main__":
    main(sys.argv[1:])
