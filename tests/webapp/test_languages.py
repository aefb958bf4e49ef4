"""Both languages, their dates and numbers."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine

from matching.records import Account
from matching.settings import Settings
from matching.vocabulary import Language
from tests.builders import Browser, Office, doing, sign_in_name_of
from webapp import create_app
from webapp.rendering import day, moment, percent, points


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.5", "zh-Hans"), ("zh", "zh-Hans"), ("en-GB,en;q=0.9", "en"), ("de,en;q=0.5", "en"),
        ("de", "en"), ("", "en"), ("x" * 5000, "en"),
    ],
)  # fmt: skip
def test_a_first_visit_speaks_the_browsers_language(app: Flask, office: Office, accepted: str, language: str) -> None:
    assert f'<html lang="{language}"' in app.test_client().get("/sign-in", headers={"Accept-Language": accepted}).text


def test_the_setting_decides_where_the_browser_says_nothing_we_know(
    settings: Settings, engine: Engine, office: Office
) -> None:
    app = create_app(settings.model_copy(update={"language": "zh_Hans_CN"}), engine)
    assert '<html lang="zh-Hans"' in app.test_client().get("/sign-in").text


def test_the_pressed_language_stays_through_sign_in(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app)
    assert browser.post("/language/zh_Hans_CN", next="/sign-in").status_code == 303
    assert '<html lang="zh-Hans"' in browser.get("/sign-in").text
    browser.post("/sign-in", sign_in_name=sign_in_name_of(engine, office.caseworker), password="three small words")
    assert '<html lang="zh-Hans"' in browser.get("/today").text
    browser.post("/language/en")
    assert '<html lang="en"' in browser.get("/today").text


def test_the_pressed_language_stays_where_a_session_ends(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app, sign_in_name_of(engine, office.caseworker))
    browser.get("/today")
    browser.post("/language/zh_Hans_CN", next="/today")
    browser.post("/sign-out")
    assert '<html lang="zh-Hans"' in browser.get("/sign-in").text


def test_an_accounts_own_language_counts_where_nothing_was_pressed(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).language = Language.CHINESE
    assert '<html lang="zh-Hans"' in Browser(app, sign_in_name_of(engine, office.caseworker)).get("/today").text


@pytest.mark.parametrize("code", ["xx", "EN", "en%00", "../en", "zh_Hans_CN%0d%0aX:y"])
def test_an_unknown_language_changes_nothing(app: Flask, office: Office, code: str) -> None:
    browser = Browser(app)
    assert browser.post(f"/language/{code}").status_code in (303, 404)
    assert '<html lang="en"' in browser.get("/sign-in").text


def spoken(app: Flask, language: str) -> tuple[str, ...]:
    with app.test_request_context(headers={"Accept-Language": language}):
        shown = (
            day(date(2026, 9, 1)),
            moment(datetime(2026, 8, 31, 16, 30)),
            day(None),
            moment(None),
            points(724_000),
            percent(0.125),
        )
        return tuple(text.replace("\xa0", " ") for text in shown)


def test_dates_and_times_are_the_offices_and_in_the_pages_language(app: Flask) -> None:
    english, chinese = spoken(app, "en"), spoken(app, "zh-CN")
    assert english[:4] == ("1 Sep 2026", "1 Sep 2026, 00:30", "–", "–")
    assert chinese[:4] == ("2026年9月1日", "2026年9月1日 00:30", "–", "–")


def test_scores_are_points_of_a_hundred_with_one_decimal(app: Flask) -> None:
    assert spoken(app, "en")[4:] == ("72.4", "12 %") and points(0) == "0.0" and points(1_000_000) == "100.0"
