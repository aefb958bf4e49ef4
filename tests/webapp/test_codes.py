"""One-time codes: by mail and printed."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.errors import NotFound
from matching.records import Account, Mail, OneTimeCode, WorkItem
from matching.services import sign_in as service
from matching.viewer import Viewer
from matching.vocabulary import AccountState, Role, UnitLevel
from tests.builders import Browser, Office, doing, make_account, make_unit, sign_in_name_of

NEW = "four quite new words"


@pytest.fixture
def name(engine: Engine, office: Office) -> str:
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).mail = "casework@resettle.example"
    return sign_in_name_of(engine, office.caseworker)


def mailed_code(engine: Engine) -> str:
    with Session(engine) as session:
        return str(json.loads(session.exec(select(Mail)).one().arguments)["code"])


def printed_code(engine: Engine, office: Office) -> str:
    with doing(engine, office.supervisor) as work:
        return service.print_code(work, office.caseworker.account_id or 0)


def use(app: Flask, name: str, code: str, new: str = NEW) -> Browser:
    browser = Browser(app)
    browser.get("/password/code")
    browser.post("/password/code", sign_in_name=name, code=code, new=new)
    return browser


def sign_in(app: Flask, name: str, password: str) -> int:
    browser = Browser(app)
    browser.post("/sign-in", sign_in_name=name, password=password)
    return int(browser.get("/today").status_code)


def test_a_mailed_code_sets_a_new_password_once(app: Flask, engine: Engine, name: str) -> None:
    browser = Browser(app)
    browser.get("/password/forgotten")
    assert browser.post("/password/forgotten", sign_in_name=name).status_code == 303
    code = mailed_code(engine)
    assert use(app, name, code).page.status_code == 303
    assert sign_in(app, name, NEW) == 200
    assert use(app, name, code, "five other quite new words").page.status_code == 422


def test_mail_rows_hold_no_code_in_the_clear(app: Flask, engine: Engine, name: str) -> None:
    with doing(engine) as work:
        service.ask_for_code(work, name)
    code = mailed_code(engine)
    with engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT arguments FROM mails").scalar_one()
    assert code.encode() not in bytes(raw)
    with Session(engine) as session:
        assert (
            code
            not in str([item.ids for item in session.exec(select(WorkItem))])
            + session.exec(select(OneTimeCode)).one().code_hash
        )


def test_asking_answers_alike_whether_the_name_exists_or_not(app: Flask, engine: Engine, name: str) -> None:
    answers = set()
    for asked in (name, "nobody-of-this-name"):
        browser = Browser(app)
        browser.get("/password/forgotten")
        page = browser.post("/password/forgotten", sign_in_name=asked)
        answers.add((page.status_code, page.headers["Location"]))
    assert len(answers) == 1
    with Session(engine) as session:
        assert len(session.exec(select(Mail)).all()) == 1


def test_a_printed_code_works_without_mail(app: Flask, engine: Engine, office: Office, name: str) -> None:
    code = printed_code(engine, office)
    assert use(app, name, code.lower().replace("-", " ")).page.status_code == 303
    assert sign_in(app, name, NEW) == 200


def test_a_supervisor_prints_for_the_own_unit_only(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        stranger = make_account(
            work.session, Role.CASEWORKER, unit=make_unit(work.session, UnitLevel.TOWNSHIP, office.county)
        )
    helpers: list[Viewer] = [office.supervisor, office.caseworker, office.officer, office.provider_viewer]
    for viewer in helpers:
        with pytest.raises(NotFound), doing(engine, viewer) as work:
            service.print_code(work, stranger.account_id or 0)
    with doing(engine, office.administrator) as work:
        assert service.print_code(work, stranger.account_id or 0)


def test_a_printed_code_works_after_too_many_wrong_attempts(
    app: Flask, engine: Engine, office: Office, name: str
) -> None:
    for _attempt in range(service.FREE_FAILURES):
        use(app, name, "AAAA-AAAA-AAAA")
    assert use(app, name, printed_code(engine, office)).page.status_code == 303


def test_a_new_code_ends_the_one_before(app: Flask, engine: Engine, office: Office, name: str) -> None:
    first, second = printed_code(engine, office), printed_code(engine, office)
    assert use(app, name, first).page.status_code == 422
    assert use(app, name, second).page.status_code == 303


def test_an_old_code_is_refused(app: Flask, engine: Engine, office: Office, name: str) -> None:
    code = printed_code(engine, office)
    with doing(engine) as work:
        work.session.exec(select(OneTimeCode)).one().expires_at = work.instant - timedelta(seconds=1)
    assert use(app, name, code).page.status_code == 422


def test_a_code_fits_its_own_account_only(app: Flask, engine: Engine, office: Office, name: str) -> None:
    code = printed_code(engine, office)
    assert use(app, sign_in_name_of(engine, office.officer), code).page.status_code == 422
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).state = AccountState.DISABLED
    assert use(app, name, code).page.status_code == 422


def test_guessing_codes_is_slowed_down(app: Flask, engine: Engine, office: Office, name: str) -> None:
    code = printed_code(engine, office)
    for _guess in range(5):
        assert "code is wrong" in use(app, name, "AAAA-BBBB-CCCC").page.text
    assert "Wait ten minutes" in use(app, name, code).page.text


def test_too_easy_a_password_does_not_count_as_a_guess(app: Flask, engine: Engine, office: Office, name: str) -> None:
    code = printed_code(engine, office)
    for _try in range(6):
        assert "at least 10 characters" in use(app, name, code, "short").page.text
    assert use(app, name, code).page.status_code == 303


def test_a_new_password_ends_every_session(app: Flask, engine: Engine, office: Office, name: str) -> None:
    browser = Browser(app, name)
    use(app, name, printed_code(engine, office))
    assert browser.get("/today").status_code == 303


def test_who_must_change_the_password_gets_nowhere_before(
    app: Flask, engine: Engine, office: Office, name: str
) -> None:
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).must_change_password = True
    browser = Browser(app, name)
    assert browser.get("/today").headers["Location"] == "/password"
    browser.get("/password")
    assert browser.post("/password", old="three small words", new=NEW).status_code == 303
    assert sign_in(app, name, NEW) == 200


def test_the_old_password_is_asked_for(app: Flask, engine: Engine, office: Office, name: str) -> None:
    browser = Browser(app, name)
    browser.get("/password")
    assert "The present password is wrong" in browser.post("/password", old="not this one", new=NEW).text
    assert "must differ" in browser.post("/password", old="three small words", new="three small words").text
