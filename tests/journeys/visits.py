"""Which routes the journeys visit: every served service notes its answers, and the end of a run of all journeys counts."""

import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from webapp import views

NOTING = """\
def post_request(worker, req, environ, resp):
    with open({notes!r}, "a", encoding="utf-8") as file:
        file.write(f"{{req.method}} {{resp.status_code}} {{req.path}}\\n")
"""
"""What gunicorn reads in its folder: a line for every answer. The service itself knows nothing of it."""

JOURNEYS = Path(__file__).parent


@cache
def notes() -> Path:
    """Where this process's services write."""
    return Path(tempfile.mkdtemp(prefix="resettle-visits-")) / "visits.txt"


def note_visits(folder: Path) -> None:
    """Have a service that is started in this folder write a line for each answer."""
    (folder / "gunicorn.conf.py").write_text(NOTING.format(notes=str(notes())), encoding="utf-8")


def lines_noted() -> list[str]:
    """Each different answer once, as `METHOD STATUS PATH`."""
    return sorted(set(notes().read_text(encoding="utf-8").splitlines())) if notes().exists() else []


def addresses() -> Map:
    """The addresses of the service."""
    app = Flask("webapp")
    views.register(app)
    return app.url_map


def routes_of(known: Map) -> set[tuple[str, str]]:
    """Every route as method and endpoint."""
    return {
        (method, rule.endpoint)
        for rule in known.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.endpoint != "static"
    }


def routes_visited(lines: Iterable[str], known: Map) -> set[tuple[str, str]]:
    """The routes that gave a page, a file or a way onwards; a refusal is no visit."""
    found = {route_at(line, known) for line in lines if line.split()[1] < "400"}
    return {route for route in found if route}


def route_at(line: str, known: Map) -> tuple[str, str] | None:
    """The route of one line of the notes."""
    method, _status, path = line.split(" ", 2)
    try:
        return method, str(known.bind("").match(path, method)[0])
    except (HTTPException, RequestRedirect):
        return None


class Visits:
    """Gathers the notes of all test processes; a run of every journey fails where a route had no visitor."""

    def __init__(self) -> None:
        self.lines: set[str] = set()
        self.walked: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.walked.add(Path(report.fspath).name)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.lines |= set(getattr(node, "workeroutput", {}).get("visits", ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.lines |= set(lines_noted())
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["visits"] = sorted(self.lines)
        elif session.exitstatus == 0 and self.is_whole(session.config) and (missed := self.missed()):
            terminal = session.config.pluginmanager.getplugin("terminalreporter")
            terminal.section("no journey visits these routes", red=True)
            terminal.line("\n".join(f"{method} {endpoint}" for method, endpoint in missed))
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def is_whole(self, config: pytest.Config) -> bool:
        """Whether every journey was walked, and not some picked ones."""
        is_picked = config.option.keyword or any("::" in argument for argument in config.args)
        return not is_picked and {path.name for path in JOURNEYS.glob("test_*.py")} <= self.walked

    def missed(self) -> list[tuple[str, str]]:
        known = addresses()
        return sorted(routes_of(known) - routes_visited(self.lines, known))
