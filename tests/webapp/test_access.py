"""Who may open which page."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from matching.vocabulary import Role
from tests.builders import Browser, Office, doing, make_account, sign_in_name_of
from webapp.access import allow, allow_everyone


@pytest.fixture
def doors(app: Flask) -> Flask:
    """Add one page for each kind of access, and one where it was forgotten."""

    def page() -> str:
        return "inside"

    for name, access in {
        "open": allow_everyone,
        "signed-in": allow(),
        "officers": allow(Role.OFFICER),
        "two": allow(Role.OFFICER, Role.PROVIDER),
    }.items():

        def view() -> str:
            return page()

        app.add_url_rule(f"/door/{name}", f"door.{name}", access(view), methods=["GET", "POST"])
    app.add_url_rule("/door/forgotten", "door.forgotten", page)
    return app


@pytest.mark.parametrize(
    ("who", "opened"),
    [
        ("nobody", {"open"}), ("caseworker", {"open", "signed-in"}), ("officer", {"open", "signed-in", "officers", "two"}),
        ("provider_viewer", {"open", "signed-in", "two"}), ("administrator", {"open", "signed-in"}),
    ],
)  # fmt: skip
def test_a_door_opens_for_its_roles(doors: Flask, engine: Engine, office: Office, who: str, opened: set[str]) -> None:
    browser = Browser(doors, None if who == "nobody" else sign_in_name_of(engine, getattr(office, who)))
    answers = {name: browser.get(f"/door/{name}").status_code for name in ("open", "signed-in", "officers", "two")}
    refused = 303 if who == "nobody" else 403
    assert answers == {name: 200 if name in opened else refused for name in answers}


def test_a_page_without_access_is_no_page_for_anyone(doors: Flask, engine: Engine, office: Office) -> None:
    assert Browser(doors, sign_in_name_of(engine, office.officer)).get("/door/forgotten").status_code == 404


def test_a_visitor_is_led_to_sign_in_and_back(app: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(app)
    led = browser.get("/today?from=mail")
    assert led.status_code == 303 and led.headers["Location"] == "/sign-in?next=/today?from%3Dmail"
    browser.get(led.headers["Location"])
    assert 'name="next" value="/today?from=mail"' in browser.page.text


def test_a_role_taken_away_counts_at_the_next_request(doors: Flask, engine: Engine, office: Office) -> None:
    browser = Browser(doors, sign_in_name_of(engine, office.officer))
    assert browser.get("/door/officers").status_code == 200
    with doing(engine) as work:
        work.session.connection().exec_driver_sql(
            f"DELETE FROM account_roles WHERE account_id = {office.officer.account_id}"
        )
    assert browser.get("/door/officers").status_code == 403


def test_an_account_holds_several_roles(doors: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        both = make_account(work.session, Role.CASEWORKER, Role.OFFICER, unit=office.township)
    assert Browser(doors, sign_in_name_of(engine, both)).get("/door/officers").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/people/99999999999999999999", "/people/2147483648", "/people/-1", "/people/1.5", "/people/%00", "/people/１２"],
)
def test_a_number_that_no_table_can_hold_is_no_page(app: Flask, engine: Engine, office: Office, path: str) -> None:
    assert Browser(app, sign_in_name_of(engine, office.caseworker)).get(path).status_code == 404
