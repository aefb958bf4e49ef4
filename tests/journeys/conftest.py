"""A really served service (pages, worker, database) and a real Chromium."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine

from matching.database import make_engine
from matching.encryption import keyring
from matching.migrations import migrate
from tests.builders import PASSWORD
from tests.conftest import KEYS, TODAY
from tests.journeys.visits import note_visits
from tests.servers import create_database, drop_database, find_postgres, missing

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class Service:
    """One served service."""

    address: str
    engine: Engine
    folder: Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def serve(folder: Path, database_url: str, **settings: str) -> Iterator[Service]:
    """Start `resettle serve` on a free port and stop it afterwards."""
    port = free_port()
    engine = make_engine(database_url)
    migrate(engine)
    keyring.load(KEYS["RESETTLE_FIELD_KEYS"], KEYS["RESETTLE_LOOKUP_KEY"])
    address = f"http://127.0.0.1:{port}"
    note_visits(folder)
    environment = {
        **os.environ, **KEYS, "RESETTLE_VAR": str(folder), "RESETTLE_DATABASE_URL": database_url, "RESETTLE_TODAY": TODAY.isoformat(),
        "RESETTLE_BIND": f"127.0.0.1:{port}", "RESETTLE_PUBLIC_URL": address, **settings,
    }  # fmt: skip
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "webapp", "serve"], env=environment, stdout=log, stderr=log, cwd=folder
        )
        try:
            await_ready(process, address, folder / "serve.log")
            yield Service(address, engine, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            engine.dispose()


def await_ready(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the service did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session", params=["sqlite"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with its own worker, on SQLite; the story for jobs asks for PostgreSQL as well."""
    folder = tmp_path_factory.mktemp(f"service-{request.param}")
    if request.param == "sqlite":
        yield from serve(folder, f"sqlite:///{folder / 'resettle.db'}")
        return
    server = find_postgres()
    address = create_database(server)
    yield from serve(folder, address.render_as_string(hide_password=False))
    drop_database(address, server)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        missing("chromium", "no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def later(service: Service, chromium: Browser) -> Callable[[int], "AbstractContextManager[Service]"]:
    """The same service, some days later: served anew over the same database."""

    def start(days: int) -> "AbstractContextManager[Service]":
        folder = service.folder / f"later-{days}"
        folder.mkdir(exist_ok=True)
        day = (TODAY + timedelta(days=days)).isoformat()
        return contextmanager(serve)(folder, service.engine.url.render_as_string(False), RESETTLE_TODAY=day)

    return start


@dataclass
class Visitor:
    """Somebody at a browser."""

    page: Page
    address: str

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.open("/sign-in")
        self.page.locator("[name=sign_in_name]").fill(name)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main button").click()
        self.page.wait_for_url("**/today")

    def at(self, address: str) -> None:
        """Come to the same service at another address, signed out."""
        self.address = address

    def fill(self, **fields: str) -> None:
        """Type into boxes by their names; a box of a group is `born_on-year`, written `born_on__year`."""
        for name, text in fields.items():
            self.page.locator(f"[name='{name.replace('__', '-')}']").fill(text)

    def date(self, name: str, day: date) -> None:
        self.fill(**{f"{name}__year": str(day.year), f"{name}__month": str(day.month), f"{name}__day": str(day.day)})

    def choose(self, name: str, value: str) -> None:
        """Take a radio, a tick or an entry of a drop-down."""
        box = self.page.locator(f"select[name='{name}']")
        if box.count():
            box.select_option(value)
        else:
            self.page.locator(f"input[name='{name}'][value='{value}']").check()

    def press(self, selector: str = "main form button") -> None:
        """Press a button and wait for the next page; a page that shows faults fails."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        assert not self.page.locator(".govuk-error-summary").count(), self.page.locator(
            ".govuk-error-summary"
        ).inner_text()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def number_in_address(self, noun: str) -> int:
        found = re.search(rf"/{noun}/(\d+)", self.page.url)
        assert found, self.page.url
        return int(found[1])

    def axe_faults(self) -> list[str]:
        """What axe finds wrong with the present page (WCAG 2.2 A and AA)."""
        found: Any = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found.response["violations"]]


@pytest.fixture
def visit(chromium: Browser, service: Service) -> Iterator[Callable[..., Visitor]]:
    """Open a browser window of its own for each person."""
    contexts = []

    def new(language: str = "en", width: int = 1200, scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            locale="zh-CN" if language.startswith("zh") else "en-GB",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context.new_page(), service.address)

    yield new
    for context in contexts:
        context.close()
