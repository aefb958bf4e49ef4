"""Browsers of those who work in one office, and of its provider."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.builders import Browser, Office, sign_in_name_of


@pytest.fixture
def caseworker(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.caseworker))


@pytest.fixture
def officer(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.officer))


@pytest.fixture
def provider(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.provider_viewer))
