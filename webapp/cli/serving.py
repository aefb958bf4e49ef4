"""Starting the service and its parts."""

import os
import signal
import subprocess
import sys
import threading
import time

import click

from matching.migrations import migrate
from matching.settings import new_keys, read_settings
from matching.settings_example import settings_example
from webapp.cli.context import open_console

RESTART_SECONDS = 1.0


@click.command("migrate")
def migrate_database() -> None:
    """Bring the database to the newest schema; running it again changes nothing."""
    migrate(open_console().engine)
    click.echo("The database is up to date.")


@click.command("keys")
def print_keys() -> None:
    """Print a fresh set of keys for .env; store them outside the database and its backups."""
    for name, value in new_keys().items():
        click.echo(f"{name}={value}")


@click.command("worker")
def become_worker() -> None:
    """Do background work until stopped."""
    os.execv(sys.executable, [sys.executable, "-m", "workers", "worker"])


@click.command("beat")
def become_beat() -> None:
    """Ring the workers for what is due; any number may run."""
    os.execv(sys.executable, [sys.executable, "-m", "workers", "beat"])


@click.command("serve")
def serve() -> None:
    """Serve the pages, with a background worker beside them."""
    console = open_console()
    migrate(console.engine)
    console.engine.dispose()
    settings = console.settings
    web = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", str(settings.web_threads), "--workers", "1",
         "--bind", settings.bind, "--access-logfile", "/dev/null", "--log-level", "warning", "--no-control-socket", "--timeout", "60",
         "--graceful-timeout", "10", "webapp.wsgi:app"]
    )  # fmt: skip
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    click.echo(f"resettle listens on {settings.bind}, for {settings.public_url} – stop it with Ctrl-C.")
    worker = start_worker() if settings.broker_url.startswith("memory:") else None
    while not stop.wait(0.2) and web.poll() is None:
        if worker is not None and worker.poll() is not None:
            time.sleep(RESTART_SECONDS)
            worker = start_worker()
    end([process for process in (web, worker) if process is not None])
    if web.returncode not in (0, None) and not stop.is_set():
        raise click.ClickException(
            f"The pages could not be served on {settings.bind}: is something else using that port?"
        )


def start_worker() -> subprocess.Popen[bytes]:
    """Start one worker process that ends with this one. Its log goes to standard error; Celery's farewell is left out."""
    return subprocess.Popen(
        [sys.executable, "-m", "workers", "worker", "--stop-with-parent"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask processes to stop, and make them after a while."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@click.command("settings")
@click.option("--example", "wants_example", is_flag=True, help="Print the text of .env.example instead.")
def print_settings(wants_example: bool) -> None:
    """Check the settings, and say which are not safe."""
    if wants_example:
        click.echo(settings_example(), nl=False)
        return
    settings = read_settings()
    click.echo(f"The settings are safe: {settings.environment}, database {settings.database.split('@')[-1]}")


commands = [migrate_database, print_keys, become_worker, become_beat, serve, print_settings]
