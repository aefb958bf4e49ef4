"""Fields that people can fill without an error page, the stale edit and the second press."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template_string, url_for
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.datastructures import MultiDict

from matching.errors import StaleEdit
from matching.records import FormPress, Unit
from matching.settings import Settings
from matching.vocabulary import Answer, Role
from tests.builders import Browser, Office, sign_in_name_of
from webapp import create_app
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.code_fields import CodeField, CodeSelect, IdSelect
from webapp.forms.fields import DateField, NumberField, Stripped, TimeField
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed

MANY = "9" * 10**6


class EveryField(PageForm):
    """One of each field."""

    text = Stripped("Text", [AtMost(20)])
    needed = Stripped("Needed", [Needed()])
    day = DateField("Day")
    hour = TimeField("Hour")
    number = NumberField("Number", low=0, high=84)
    whole = NumberField("Whole", low=1, high=500, whole=True)
    yuan = NumberField("Yuan", high=1e6)
    answer = CodeField("Answer", Answer)
    choice = CodeSelect("Choice", Answer)
    row = IdSelect("Row")


@pytest.fixture(scope="module")
def pages_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("forms")
    app = create_app(
        Settings(_env_file=None, var=folder, secret_key="x" * 40, field_keys="", lookup_key="x"), engine=object()
    )  # type: ignore[call-arg]
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture(autouse=True)
def request_context(request: pytest.FixtureRequest) -> Iterator[None]:
    if "pages_app" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("pages_app").test_request_context("/", method="POST"):
        yield


def sent(**values: Any) -> EveryField:
    """The form as if these were typed and nothing else."""
    form = EveryField(formdata=MultiDict({name.replace("__", "-"): value for name, value in values.items()}))
    form.row.choices = [(1, "one"), (2, "two")]
    form.validate()
    return form


def fault(form: EveryField, name: str) -> str:
    return " ".join(map(str, form._fields[name].errors))


@pytest.mark.parametrize(
    ("year", "month", "day", "found", "words"),
    [
        ("2026", "3", "31", date(2026, 3, 31), ""),
        (" 2026 ", "03", "01", date(2026, 3, 1), ""),
        ("", "", "", None, ""),
        ("2026", "", "", None, "must also have a month and day"),
        ("", "3", "31", None, "must also have a year"),
        ("2026", "2", "30", None, "no such day"),
        ("2027", "2", "29", None, "no such day"),
        ("2026", "13", "1", None, "no such day"),
        ("26", "3", "31", None, "in full"),
        ("0", "0", "0", None, "no such day"),
        ("9999", "12", "31", None, "in full"),
        ("2026", "March", "31", None, "in numbers"),
        ("2026", "-3", "31", None, "in numbers"),
        ("2026", "3.0", "31", None, "in numbers"),
        ("²026", "3", "31", None, "in numbers"),
        (MANY, "3", "31", None, "no such day"),
    ],
)
def test_a_date_in_three_boxes(
    pages_app: Flask, year: str, month: str, day: str, found: date | None, words: str
) -> None:
    form = sent(day__year=year, day__month=month, day__day=day)
    assert form.day.data == found and (words in fault(form, "day") if words else not form.day.errors)
    assert form.day.typed == {"year": year.strip(), "month": month.strip(), "day": day.strip()}, (
        "what was typed is kept"
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("08:30", time(8, 30)), ("8:30", time(8, 30)), ("8.30", time(8, 30)), ("0830", time(8, 30)), ("830", time(8, 30)), ("８:３０", time(8, 30)),
        ("8：30", time(8, 30)), ("00:00", time(0)), ("23:59", time(23, 59)), ("", None), ("24:00", None), ("8:60", None), ("8", None), (":30", None),
        ("8:", None), ("8:3:0", None), ("-8:30", None), ("half past eight", None), ("²:30", None), (MANY, None), ("1:" + MANY, None),
    ],
)  # fmt: skip
def test_a_time_of_day(pages_app: Flask, typed: str, found: time | None) -> None:
    form = sent(hour=typed)
    assert form.hour.data == found
    assert fault(form, "hour") == ("" if found is not None or not typed else "Write a time such as 08:30.")


@pytest.mark.parametrize(
    ("typed", "found", "words"),
    [
        ("40", 40.0, ""), ("37.5", 37.5, ""), (" 40 ", 40.0, ""), ("0", 0.0, ""), ("84", 84.0, ""), ("", None, ""),
        ("84.1", None, "between 0 and 84"), ("-1", None, "between 0 and 84"), ("nan", None, "between 0 and 84"), ("inf", None, "between 0 and 84"),
        ("1e400", None, "between 0 and 84"), ("forty", None, "Write a number"), ("4 0", None, "Write a number"), ("40,5", None, "Write a number"), (MANY, None, "between 0 and 84"),
    ],
)  # fmt: skip
def test_a_number_within_bounds(pages_app: Flask, typed: str, found: float | None, words: str) -> None:
    form = sent(number=typed)
    assert form.number.data == found and (words in fault(form, "number") if words else not form.number.errors)


def test_numbers_are_written_as_people_write_them(pages_app: Flask) -> None:
    assert "between 0 and 1000000." in fault(sent(yuan="1000001"), "yuan")
    for number, written in ((123456.75, "123456.75"), (40.0, "40"), (1e6, "1000000"), (0.5, "0.5"), (0.0, "0")):
        assert f'value="{written}"' in str(EveryField(yuan=number).yuan())


@pytest.mark.parametrize(
    ("typed", "found"), [("3", 3), ("3.0", 3), ("3.5", None), ("1,0", None), ("0", None), ("501", None)]
)
def test_a_whole_number(pages_app: Flask, typed: str, found: int | None) -> None:
    form = sent(whole=typed)
    assert form.whole.data == found and bool(form.whole.errors) == (found is None)
    assert not isinstance(form.whole.data, float)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" 王 芳 ", "王 芳"),
        ("", None),
        ("   ", None),
        ("a\nb", "a\nb"),
        ("\u202eevil", "\u202eevil"),
        ("é" * 20, "é" * 20),
    ],
)
def test_a_text_without_blanks_around_it(pages_app: Flask, typed: str, found: str | None) -> None:
    form = sent(text=typed)
    assert form.text.data == found and not form.text.errors


@pytest.mark.parametrize("typed", ["a\x00b", "\x01", "\x1b[31m", "\ud800", "x\udfff"])
def test_characters_that_cannot_be_stored_are_refused(pages_app: Flask, typed: str) -> None:
    for name in ("text", "hour", "number"):
        assert "cannot be stored" in fault(sent(**{name: typed}), name)


def test_a_text_too_long_says_by_how_much(pages_app: Flask) -> None:
    assert "5 characters too long" in fault(sent(text="x" * 25), "text")


def test_what_is_needed_and_missing_is_said_once(pages_app: Flask) -> None:
    assert fault(sent(), "needed") == "This is needed. Fill it in."
    assert fault(sent(needed="\x00"), "needed").count(".") == 2


@pytest.mark.parametrize("typed", ["maybe", "YES", "yes ", "\x00", MANY])
def test_a_code_outside_the_list_asks_to_choose(pages_app: Flask, typed: str) -> None:
    form = sent(answer=typed, choice=typed)
    assert (form.answer.data, form.choice.data) == (None, None)
    assert fault(form, "answer") == fault(form, "choice") == "Choose one of the answers."


def test_a_code_is_the_code_itself(pages_app: Flask) -> None:
    assert sent(answer="yes").answer.data is Answer.YES and sent(answer="").answer.data is None


@pytest.mark.parametrize(
    ("typed", "found", "is_fault"),
    [("1", 1, False), ("", None, False), ("3", 3, True), ("x", None, False), ("-1", None, False), (MANY, None, False)],
)
def test_a_row_that_was_not_offered_is_refused(pages_app: Flask, typed: str, found: int | None, is_fault: bool) -> None:
    form = sent(row=typed)
    assert form.row.data == found and bool(form.row.errors) == is_fault


@dataclass
class Stored:
    """A record to edit."""

    text: str = "as stored"
    needed: str = "as stored"
    day: date = date(2026, 3, 31)
    hour: time = time(8, 30)
    number: float = 37.5
    whole: int = 3
    answer: Answer = Answer.YES
    choice: Answer = Answer.NO
    row: int = 1
    version: int = 4


def test_a_stored_record_fills_the_form(pages_app: Flask) -> None:
    form = EveryField(formdata=None, obj=Stored())
    assert form.day.typed == {"year": "2026", "month": "3", "day": "31"}
    assert (form.hour._value(), form.number._value(), form.whole._value(), form.text._value()) == (
        "08:30",
        "37.5",
        "3",
        "as stored",
    )


def test_fields_that_were_not_sent_keep_what_is_stored(pages_app: Flask) -> None:
    form = EveryField(formdata=MultiDict({"text": "typed"}), obj=Stored())
    form.row.choices = [(1, "one")]
    form.validate()
    assert form.text.data == "typed"
    assert (form.hour.data, form.number.data, form.whole.data, form.day.data) == (
        time(8, 30),
        37.5,
        3,
        date(2026, 3, 31),
    )


@pytest.mark.parametrize(("typed", "seen"), [("4", 4), ("", 0), ("x", 0), ("²", 0), (MANY, 0), ("-4", 0), ("4.0", 0)])
def test_the_version_that_was_seen(pages_app: Flask, typed: str, seen: int) -> None:
    assert sent(version=typed).seen_version == seen


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.dictionaries(st.sampled_from(["text", "needed", "day-year", "day-month", "day-day", "hour", "number", "whole", "answer", "choice", "row", "once", "version"]), st.text(max_size=30)))  # fmt: skip
def test_nothing_that_is_typed_breaks_a_form(pages_app: Flask, values: dict[str, str]) -> None:
    form = EveryField(formdata=MultiDict(values), obj=Stored())
    form.row.choices = [(1, "one")]
    form.validate()
    assert form.problems is not None and [field._value() for field in form if hasattr(field, "_value")]


# --- the stale edit and the second press, on a page of a test


class UnitForm(PageForm):
    """Edits a unit's name."""

    name = Stripped("Name", [Needed()])


UNIT_PAGE = '{% from "parts/forms.html" import summary, hidden, field %}{{ summary(form) }}<form method="post">{{ hidden(form) }}{{ field(form.name) }}</form>'


def unit_page() -> Blueprint:
    pages = Blueprint("edits", __name__)
    seen = {"version": 1}

    @pages.route("/edit/<int:unit_id>", methods=["GET", "POST"])
    @allow(Role.CASEWORKER)
    def edit(unit_id: int) -> Any:
        with acting() as work:
            stored = work.session.get_one(Unit, unit_id)
            current = {"name": stored.name, "version": seen["version"]}
        form = UnitForm(data=current)
        if form.validate_on_submit():
            if again := pressed_before(form):
                return again
            with attempt(form, fresh=lambda: UnitForm(formdata=None, data=current)), acting() as work:
                if form.seen_version != seen["version"]:
                    raise StaleEdit
                work.session.get_one(Unit, unit_id).name = form.name.data or ""
                seen["version"] += 1
                return done(work, form, url_for("today.today"), "Saved")
        return render_template_string(UNIT_PAGE, form=form), 422 if form.is_submitted() else 200

    return pages


@pytest.fixture
def edit_app(app: Flask) -> Flask:
    app.register_blueprint(unit_page())
    return app


def test_a_stale_edit_shows_both_versions_and_the_next_press_saves_knowingly(
    edit_app: Flask, engine: Engine, office: Office
) -> None:
    name, path = sign_in_name_of(engine, office.caseworker), f"/edit/{office.village.id}"
    mine, theirs = Browser(edit_app, name), Browser(edit_app, name)
    mine.get(path)
    theirs.get(path)
    assert theirs.post(path, name="Their name").status_code == 303
    page = mine.post(path, name="My name")
    assert page.status_code == 422
    assert (
        "Somebody else saved this page since you opened it." in page.text
        and "Their name" in page.text
        and "My name" in page.text
    )
    with Session(engine) as session:
        assert session.get_one(Unit, office.village.id).name == "Their name"
    assert mine.post(path, name="My name").status_code == 303
    with Session(engine) as session:
        assert session.get_one(Unit, office.village.id).name == "My name"


def test_a_second_press_leads_to_the_first_ones_page_and_saves_nothing(
    edit_app: Flask, engine: Engine, office: Office
) -> None:
    browser, path = Browser(edit_app, sign_in_name_of(engine, office.caseworker)), f"/edit/{office.village.id}"
    form = browser.get(path)
    first = browser.post(path, name="First")
    browser.page = form
    second = browser.post(path, name="Second")
    assert (first.status_code, second.status_code, second.headers["Location"]) == (303, 303, first.headers["Location"])
    assert "has not been saved twice" in browser.get("/today").text
    with Session(engine) as session:
        assert session.get_one(Unit, office.village.id).name == "First"
        assert len(session.exec(select(FormPress)).all()) == 1


def test_somebody_elses_press_answers_nobody_else(edit_app: Flask, engine: Engine, office: Office) -> None:
    path = f"/edit/{office.village.id}"
    first = Browser(edit_app, sign_in_name_of(engine, office.caseworker))
    first.get(path)
    assert first.post(path, name="First", once="the-same-token").status_code == 303
    other = Browser(edit_app, sign_in_name_of(engine, office.officer))
    assert other.post(path, name="Other", once="the-same-token").status_code == 403


@pytest.mark.parametrize("once", ["\x00", "x" * 5000, "\ud800".encode("utf-8", "surrogatepass"), ""])
def test_a_strange_token_of_a_press_breaks_nothing(edit_app: Flask, engine: Engine, office: Office, once: Any) -> None:
    browser, path = Browser(edit_app, sign_in_name_of(engine, office.caseworker)), f"/edit/{office.village.id}"
    browser.get(path)
    assert browser.post(path, name="Name", once=once).status_code in (303, 422)
