"""Sessions as rows: they start, change and end when they must."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.clock import Clock
from matching.records import Account, SignedInSession
from matching.services import sign_in as service
from matching.settings import Settings
from matching.vocabulary import AccountState
from tests.builders import PASSWORD, Browser, Office, doing, sign_in_name_of
from webapp import create_app


class LaterClock(Clock):
    """The real clock, some time from now."""

    ahead = timedelta()

    def instant(self) -> datetime:
        """The instant, so much later."""
        return super().instant() + type(self).ahead


@pytest.fixture
def later(app: Flask) -> type[LaterClock]:
    """Put a clock into the application that a test can set forward."""

    class OwnClock(LaterClock):
        """This test's."""

    app.extensions["clock"] = OwnClock(date(2026, 9, 1))
    return OwnClock


@pytest.fixture
def browser(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.caseworker))


def cookie(client: FlaskClient, name: str = "resettle") -> str:
    found = client.get_cookie(name)
    assert found is not None
    return found.value


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/today").status_code == 200


def test_the_id_changes_at_sign_in(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app)
    before = cookie(browser.client)
    browser.post("/sign-in", sign_in_name=sign_in_name_of(engine, office.caseworker), password=PASSWORD)
    after = cookie(browser.client)
    assert before != after
    stolen = app.test_client()
    stolen.set_cookie("resettle", before)
    assert stolen.get("/today").status_code == 303


def test_the_database_does_not_hold_what_the_cookie_holds(browser: Browser, engine: Engine) -> None:
    with Session(engine) as session:
        assert cookie(browser.client) not in {row.token_hash for row in session.exec(select(SignedInSession))}


def test_sign_out_ends_the_session_for_every_copy_of_the_cookie(browser: Browser, app: Flask) -> None:
    copy = app.test_client()
    copy.set_cookie("resettle", cookie(browser.client))
    assert copy.get("/today").status_code == 200
    browser.get("/today")
    browser.post("/sign-out")
    assert copy.get("/today").status_code == 303 and not is_signed_in(browser)


def disable(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).state = AccountState.DISABLED


def new_password(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        service.set_password(work, work.session.get_one(Account, office.caseworker.account_id), "four quite new words")


def end_everywhere(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        service.end_sessions(work, office.caseworker.account_id or 0)


@pytest.mark.parametrize("ending", [disable, new_password, end_everywhere])
def test_it_ends_at_the_next_request_on_every_device(
    ending: Callable[[Engine, Office], None], app: Flask, engine: Engine, office: Office
) -> None:
    devices = [Browser(app, sign_in_name_of(engine, office.caseworker)) for _each in range(2)]
    bystander = Browser(app, sign_in_name_of(engine, office.officer))
    ending(engine, office)
    assert not any(is_signed_in(device) for device in devices)
    assert is_signed_in(bystander)


def test_it_ends_after_half_an_hour_without_a_page(browser: Browser, later: type[LaterClock]) -> None:
    later.ahead = timedelta(minutes=29)
    assert is_signed_in(browser)
    later.ahead = timedelta(minutes=58)
    assert is_signed_in(browser), "each page starts the half hour anew"
    later.ahead = timedelta(minutes=89)
    assert not is_signed_in(browser)


def test_it_ends_after_twelve_hours_in_any_case(browser: Browser, later: type[LaterClock]) -> None:
    for minutes in range(25, 12 * 60, 25):
        later.ahead = timedelta(minutes=minutes)
        assert is_signed_in(browser)
    later.ahead = timedelta(hours=12, minutes=1)
    assert not is_signed_in(browser)


def test_a_made_up_cookie_is_nobody(app: Flask, engine: Engine, office: Office) -> None:
    for value in ("x", "", "a" * 4000, "0" * 43, "%00", "'; DROP TABLE sessions; --"):
        client = app.test_client()
        client.set_cookie("resettle", value)
        assert client.get("/today").status_code == 303


def test_over_plain_http_the_cookie_is_out_of_reach_of_scripts(app: Flask, engine: Engine, office: Office) -> None:
    header = app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert header.startswith("resettle=") and "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header
    assert "Domain" not in header and "Secure" not in header


def test_over_https_the_cookie_is_bound_to_this_host(engine: Engine, settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://resettle.example"}), engine)
    answer = app.test_client().get("/sign-in", base_url="https://resettle.example")
    header = answer.headers["Set-Cookie"]
    assert (
        header.startswith("__Host-resettle=")
        and "Secure" in header
        and "HttpOnly" in header
        and "Path=/" in header
        and "Domain" not in header
    )
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_page_that_changes_nothing_writes_nothing(browser: Browser, engine: Engine) -> None:
    browser.get("/today")
    with Session(engine) as session:
        before = [row.seen_at for row in session.exec(select(SignedInSession))]
    for _each in range(3):
        browser.get("/today")
    with Session(engine) as session:
        assert [row.seen_at for row in session.exec(select(SignedInSession))] == before


# --- signing in


def try_to_sign_in(browser: Browser, name: str, password: str) -> Any:
    return browser.post("/sign-in", sign_in_name=name, password=password)


def words(page: Any) -> str:
    """The page without what differs by chance, and without the name that was typed."""
    text = re.sub(r'value="[^"]*"|nonce(="|-)[^"\']*|content="[^"]*"', "", page.text)
    return text


def test_five_wrong_passwords_slow_a_name_down_whether_it_exists_or_not(
    app: Flask, engine: Engine, office: Office
) -> None:
    known = sign_in_name_of(engine, office.caseworker)
    answers = {}
    for name in (known, "nobody-of-this-name"):
        browser = Browser(app)
        answers[name] = [
            (page.status_code, words(page)) for page in (try_to_sign_in(browser, name, "wrong") for _try in range(7))
        ]
    assert answers[known] == answers["nobody-of-this-name"]
    assert "Wait ten minutes" in answers[known][5][1] and "Wait ten minutes" not in answers[known][4][1]


def test_the_count_is_in_the_database_so_that_another_browser_meets_it(
    app: Flask, engine: Engine, settings: Settings, office: Office
) -> None:
    name = sign_in_name_of(engine, office.caseworker)
    for _try in range(5):
        try_to_sign_in(Browser(app), name.upper(), "wrong")
    other = Browser(create_app(settings, engine, app.extensions["clock"]))
    assert "Wait ten minutes" in try_to_sign_in(other, name, PASSWORD).text


def test_others_sign_in_meanwhile_and_ten_minutes_later_all_do(
    app: Flask, engine: Engine, office: Office, later: type[LaterClock]
) -> None:
    name, browser = sign_in_name_of(engine, office.caseworker), Browser(app)
    for _try in range(5):
        try_to_sign_in(browser, name, "wrong")
    assert is_signed_in(Browser(app, sign_in_name_of(engine, office.officer)))
    later.ahead = timedelta(minutes=11)
    assert is_signed_in(Browser(app, name))


def test_a_right_password_starts_the_count_anew(app: Flask, engine: Engine, office: Office) -> None:
    name = sign_in_name_of(engine, office.caseworker)
    for _turn in range(2):
        for _try in range(4):
            try_to_sign_in(Browser(app), name, "wrong")
        assert is_signed_in(Browser(app, name))


def test_a_disabled_account_looks_like_a_wrong_password(app: Flask, engine: Engine, office: Office) -> None:
    disable(engine, office)
    page = try_to_sign_in(Browser(app), sign_in_name_of(engine, office.caseworker), PASSWORD)
    assert page.status_code == 422 and "name or the password is wrong" in page.text


ADDRESSES = [
    ("/people", "/people"), ("/people?page=2", "/people?page=2"), ("", "/today"), ("https://evil.example/", "/today"), ("//evil.example", "/today"),
    ("///evil.example", "/today"), ("/\\evil.example", "/today"), ("\\\\evil.example", "/today"), ("/\t/evil.example", "/today"),
    ("/\n/evil.example", "/today"), (" //evil.example", "/today"), ("\x01//evil.example", "/today"), ("javascript:alert(1)", "/today"),
    ("people", "/today"), ("/today\r\nSet-Cookie: a=b", "/today"), ("//[", "/today"), ("http:evil.example", "/today"), ("//evil.example/%2f..", "/today"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "leads_to"), ADDRESSES)
def test_signing_in_never_leads_to_another_house(
    wanted: str, leads_to: str, app: Flask, engine: Engine, office: Office
) -> None:
    browser = Browser(app)
    page = browser.post(
        "/sign-in", sign_in_name=sign_in_name_of(engine, office.caseworker), password=PASSWORD, next=wanted
    )
    assert (page.status_code, page.headers["Location"]) == (303, leads_to)
    page = browser.post("/language/en", next=wanted)
    assert (page.status_code, page.headers["Location"]) == (303, leads_to)
