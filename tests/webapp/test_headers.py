"""The headers of every answer, and errors that say nothing of the inside."""

from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from matching.database import make_engine
from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound, Refused, StaleEdit
from matching.settings import Settings
from tests.builders import Browser, Office, sign_in_name_of
from webapp import create_app
from webapp.failures import status_of

SECRET = "SELECT name FROM subjects -- /home/secret.py"


def broken(app: Flask, error: Exception) -> Flask:
    def fail() -> str:
        raise error

    fail.access = app.view_functions["health.healthz"].access  # type: ignore[attr-defined]
    app.add_url_rule("/broken", "broken", fail, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize(
    "path", ["/sign-in", "/today", "/nothing-here", "/healthz", "/static/resettle.css", "/language/en"]
)
def test_every_answer_carries_them(app: Flask, office: Office, path: str) -> None:
    answer = app.test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and "base-uri 'none'" in policy
        and "form-action 'self'" in policy
    )
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert ("Cache-Control" in answer.headers and "no-store" in answer.headers["Cache-Control"]) != path.startswith(
        "/static/"
    )
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("path", ["/today", "/nothing-here", "/work"])
def test_a_refused_page_has_its_nonce_too(app: Flask, engine: Engine, office: Office, path: str) -> None:
    visitor = app.test_client().get(path)
    caseworker = Browser(app, sign_in_name_of(engine, office.caseworker)).get(path)
    for answer in (visitor, caseworker):
        assert "'nonce-'" not in answer.headers["Content-Security-Policy"]


def test_each_page_has_a_nonce_of_its_own(app: Flask, office: Office) -> None:
    client = app.test_client()
    assert (
        client.get("/sign-in").headers["Content-Security-Policy"]
        != client.get("/sign-in").headers["Content-Security-Policy"]
    )


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404), (NotAllowed(), 403), (Refused(), 409), (IllegalStep(), 409), (StaleEdit(), 409), (BadInput("Say more."), 422),
        (IntegrityError(SECRET, {}, Exception(SECRET)), 409), (OperationalError(SECRET, {}, Exception(SECRET)), 503), (RuntimeError(SECRET), 500),
    ],
)  # fmt: skip
def test_an_error_is_answered_in_plain_words(app: Flask, office: Office, error: Exception, status: int) -> None:
    answer = broken(app, error).test_client().get("/broken")
    assert answer.status_code == status and "This did not work" in answer.text
    assert "SELECT" not in answer.text and "Traceback" not in answer.text and "secret.py" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_child_of_an_error_answers_like_its_parent() -> None:
    class Odd(IllegalStep):
        """An odd one."""

    assert status_of(Odd()) == 409 and status_of(ValueError()) == 500


def test_a_form_from_before_is_told_so(app: Flask, office: Office) -> None:
    answer = app.test_client().post("/sign-in", data={"sign_in_name": "x", "password": "y"})
    assert answer.status_code in (400, 422) and "too old" in answer.text


def test_the_wrong_method_says_which_is_right(app: Flask, office: Office) -> None:
    answer = app.test_client().get("/language/en")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"sign_in_name": "x" * (3 * 2**20), "password": "y"}},
        {"data": b"a&" * (3 * 2**20), "content_type": "application/x-www-form-urlencoded"},
        {"data": {"sign_in_name": "x" * (3 * 2**20)}, "content_type": "multipart/form-data"},
        {"data": {f"field{number}": "x" for number in range(600)}, "content_type": "multipart/form-data"},
        {"data": {"file": (BytesIO(b"x" * (11 * 2**20)), "big.csv")}, "content_type": "multipart/form-data"},
    ],
    ids=["text", "fields", "part", "parts", "file"],
)
def test_too_much_is_refused(app: Flask, office: Office, sent: dict[str, Any]) -> None:
    answer = app.test_client().post("/sign-in", **deepcopy(sent))
    assert answer.status_code == 413 and "too large" in answer.text


def test_a_database_that_is_away_is_a_pause_and_not_a_trace(
    app: Flask, engine: Engine, settings: Settings, office: Office
) -> None:
    browser = Browser(app, sign_in_name_of(engine, office.caseworker))
    app.extensions["engine"] = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/nowhere?connect_timeout=1")
    for answer in (browser.get("/today"), browser.client.get("/people/1"), browser.client.get("/readyz")):
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "10"
        assert "nowhere" not in answer.text and "psycopg" not in answer.text
    assert browser.get("/healthz").status_code == 200
    app.extensions["engine"] = engine
    assert browser.get("/today").status_code == 200, "the session was not lost"


def test_a_settings_object_is_never_shown(settings: Settings, engine: Engine) -> None:
    app = create_app(settings, engine)
    assert settings.secret_key not in app.test_client().get("/nothing-here").text
