"""Signing in, as a visitor meets it."""

from flask import Flask
from sqlalchemy import Engine

from tests.builders import Browser, Office, sign_in_name_of


def test_a_caseworker_signs_in_and_sees_todays_work(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app, sign_in_name_of(engine, office.caseworker))
    assert "My work today" in browser.get("/today").text


def test_a_sixth_wrong_password_is_slowed_down(app: Flask, engine: Engine, office: Office) -> None:
    name, browser = sign_in_name_of(engine, office.caseworker), Browser(app)
    for _attempt in range(5):
        assert "name or the password is wrong" in browser.post("/sign-in", sign_in_name=name, password="wrong").text
    assert "Wait ten minutes" in browser.post("/sign-in", sign_in_name=name, password="wrong").text
