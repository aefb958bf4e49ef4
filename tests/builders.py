"""Builders of records: they default everything, so that a test mentions only what matters."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from matching.clock import Clock
from matching.database import unit_of_work
from matching.encryption import keyring
from matching.records import (
    Account,
    AccountRole,
    HousingTerms,
    JobTerms,
    Offer,
    Profile,
    Provider,
    Subject,
    TrainingTerms,
    Unit,
)
from matching.viewer import CONSOLE, Viewer
from matching.vocabulary import (
    CaseState,
    HousingKind,
    LegalStatus,
    OfferKind,
    OfferState,
    ProviderKind,
    ProviderState,
    Role,
    UnitLevel,
)

PASSWORD = "three small words"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Hashed at the least cost: a hash carries its cost, so that signing in is quick in tests."""
TODAY = date(2026, 9, 1)
NOW = Clock(TODAY).now()
_numbers = count(1)


def stored(session: Session, record: Any) -> Any:
    """Add a record and give it its id."""
    session.add(record)
    session.flush()
    return record


def make_unit(
    session: Session, level: UnitLevel = UnitLevel.TOWNSHIP, parent: Unit | None = None, **fields: Any
) -> Unit:
    number = next(_numbers)
    fields = {"code": f"U{number}", "name": f"Office {number}", "latitude": 30.1, "longitude": 120.2} | fields
    return stored(session, Unit(level=level, parent_id=parent.id if parent else None, **fields))


def make_account(
    session: Session, *roles: Role, unit: Unit | None = None, provider: Provider | None = None, **fields: Any
) -> Viewer:
    number = next(_numbers)
    fields = {
        "sign_in_name": f"account{number}",
        "name": f"Account {number}",
        "password_hash": PASSWORD_HASH,
        "created_at": NOW,
    } | fields
    account = stored(
        session, Account(unit_id=unit.id if unit else None, provider_id=provider.id if provider else None, **fields)
    )
    for role in roles:
        session.add(AccountRole(account_id=account.id, role=role))
    session.flush()
    return Viewer(account.id, account.unit_id, frozenset(roles), account.provider_id, account.name)


def make_subject(session: Session, unit: Unit, **fields: Any) -> Subject:
    number = next(_numbers)
    defaults = {
        "reference": f"S{number:06d}", "name": f"Subject {number}", "legal_status": LegalStatus.RELEASED, "state": CaseState.OPEN,
        "latitude": 30.1, "longitude": 120.2, "born_on": date(1990, 5, 17), "created_at": NOW, "reported_on": TODAY - timedelta(days=20),
    }  # fmt: skip
    values = defaults | fields
    if values.get("identity_number"):
        values["identity_hash"] = keyring.fingerprint(values["identity_number"])
    subject = stored(session, Subject(unit_id=unit.id, **values))
    stored(session, Profile(subject_id=subject.id))
    return subject


def make_provider(session: Session, unit: Unit, **fields: Any) -> Provider:
    number = next(_numbers)
    fields = {
        "kind": ProviderKind.EMPLOYER,
        "name": f"Works {number}",
        "state": ProviderState.APPROVED,
        "created_at": NOW,
    } | fields
    return stored(session, Provider(unit_id=unit.id, **fields))


def make_offer(session: Session, provider: Provider, terms: dict[str, Any] | None = None, **fields: Any) -> Offer:
    number = next(_numbers)
    defaults = {
        "kind": OfferKind.JOB, "state": OfferState.PUBLISHED, "title": f"Kitchen helper {number}", "description": "Washing and preparing vegetables",
        "places": 1, "latitude": 30.12, "longitude": 120.21, "created_at": NOW, "published_at": NOW,
    }  # fmt: skip
    offer = stored(session, Offer(provider_id=provider.id, unit_id=provider.unit_id, **(defaults | fields)))
    stored(session, _terms_of(offer, terms or {}))
    return offer


def _terms_of(offer: Offer, terms: dict[str, Any]) -> JobTerms | TrainingTerms | HousingTerms:
    """The terms of the offer's kind."""
    if offer.kind is OfferKind.HOUSING:
        return HousingTerms(offer_id=offer.id, **({"housing_kind": HousingKind.SHARED_FLAT} | terms))
    return (TrainingTerms if offer.kind is OfferKind.TRAINING else JobTerms)(offer_id=offer.id, **terms)


@dataclass(frozen=True)
class Office:
    """A county with one township, its village, and one account per role."""

    county: Unit
    township: Unit
    village: Unit
    caseworker: Viewer
    officer: Viewer
    supervisor: Viewer
    county_officer: Viewer
    administrator: Viewer
    provider: Provider
    provider_viewer: Viewer


def make_office(session: Session) -> Office:
    county = make_unit(session, UnitLevel.COUNTY)
    township = make_unit(session, UnitLevel.TOWNSHIP, county)
    village = make_unit(session, UnitLevel.VILLAGE, township)
    provider = make_provider(session, township)
    return Office(
        county, township, village,
        make_account(session, Role.CASEWORKER, unit=township), make_account(session, Role.OFFICER, unit=township),
        make_account(session, Role.SUPERVISOR, unit=township), make_account(session, Role.OFFICER, unit=county),
        make_account(session, Role.ADMINISTRATOR), provider, make_account(session, Role.PROVIDER, provider=provider),
    )  # fmt: skip


def doing(engine: Engine, viewer: Viewer = CONSOLE, today: date = TODAY) -> Any:
    """Open one act's transaction on a fixed date."""
    return unit_of_work(engine, Clock(today), viewer)


def add_office(engine: Engine) -> Office:
    with doing(engine) as work:
        return make_office(work.session)


class Browser:
    """A signed-in test client that carries the hidden fields of the last page's form."""

    def __init__(self, app: Flask, sign_in_name: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.page = self.client.get("/sign-in")
        if sign_in_name:
            self.post("/sign-in", sign_in_name=sign_in_name, password=PASSWORD)
            assert self.page.status_code == 303, self.page.text

    def get(self, path: str) -> Any:
        self.page = self.client.get(path)
        return self.page

    def post(self, path: str, **fields: Any) -> Any:
        """Send a form: hidden fields come from the last page, the rest from the test."""
        hidden = dict(
            re.findall(r'<input type="hidden" name="(csrf_token|once|version)" value="([^"]*)"', self.page.text)
        )
        if "csrf_token" not in hidden:
            hidden |= dict(re.findall(r'name="(csrf_token)" value="([^"]*)"', self.client.get("/password").text))
        self.page = self.client.post(path, data=hidden | fields)
        return self.page


def sign_in_name_of(engine: Engine, viewer: Viewer) -> str:
    with Session(engine) as session:
        return session.get_one(Account, viewer.account_id).sign_in_name
