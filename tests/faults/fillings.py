"""What a diligent person writes into a form, box by box."""

from matching.importing.mapping import ImportKind
from tests.builders import PASSWORD
from tests.faults.forms import Control, FormOnPage
from tests.faults.posts import File, Post, Value
from tests.faults.spoiled_tables import csv_of, good_rows

GUESSES = ("3", "Kitchen helper", "08:30", "2", "0571 8888 1234", "name@firm.example", "40", "three small words", "", "11010519491231002X")  # fmt: skip
"""What to type into a box, in the order of trying."""
DATES = (("2026", "9", "1"), ("2026", "9", "20"), ("2026", "8", "20"), ("", "", ""), ("1949", "12", "31"))
DAYS = [dict(zip(("year", "month", "day"), day, strict=True)) for day in DATES]
FILES = (File("a.csv", b"name\nWang\n", "text/csv"), File("a.pdf", b"%PDF-1.7 x", "application/pdf"))


TABLES = {kind.value: csv_of(good_rows(kind, 2)) for kind in ImportKind}
CODE = "ABCD-EFGH-JKLM"
BORN: dict[str, Value] = {"born_on-year": "1985", "born_on-month": "5", "born_on-day": "17"}
KNOWN: dict[str, dict[str, Value]] = {
    "accounts.sign_in": {"sign_in_name": "{sign_in_name}", "password": PASSWORD},
    "accounts.use_code": {"sign_in_name": "{sign_in_name}", "code": CODE, "new": "four quite long words"},
    "cases.find": {"reference": "{other_reference}"},
    "conditions.correct": {"home_to": "06:00"},
    "covers.add": {"from_on-year": "2026", "from_on-month": "9", "from_on-day": "2"},
    "notices.add_person": BORN,
    "offers.edit_step work": {"occupation_code": "9412"},
    "subjects.intake": BORN,
    **{f"imports.upload {kind}": {"file": File(f"{kind}.csv", table, "text/csv")} for kind, table in TABLES.items()},
}
"""Form -> what only somebody who knows the world can answer; blanks are filled from the world."""


def known_answers(name: str, blanks: dict[str, str]) -> dict[str, Value]:
    """What somebody who knows the world answers in a form."""
    known = KNOWN.get(name, {})
    return {box: answer.format(**blanks) if isinstance(answer, str) else answer for box, answer in known.items()}


def filled(address: str, form: FormOnPage, guesses: dict[str, int], known: dict[str, Value]) -> Post:
    """An answer in every box: the one that is known, else a guess, else the first that is offered."""
    fields: dict[str, list[Value]] = {}
    for control in form.controls:
        if not control.name:
            continue
        if control.name in known:
            fields[control.name] = [known[control.name]]
        elif (value := answer_to(control, guesses[control.name], control.name in fields)) is not None:
            fields.setdefault(control.name, []).append(value)
    pairs = tuple((name, value) for name, values in fields.items() for value in values)
    return Post(address, pairs, is_multipart="multipart" in form.encoding)


def answer_to(control: Control, guess: int, is_answered: bool) -> Value | None:
    """The value of one control; None where it is not sent."""
    if control.kind == "hidden":
        return control.value
    if control.kind in ("radio", "checkbox", "button"):
        return None if is_answered or (control.kind == "checkbox" and guess % 2) else control.value
    if control.kind == "select":
        choices = [control.value] * bool(control.value) + control.options[::-1]
        return choices[guess % len(choices)] if choices else ""
    if control.kind == "file":
        return FILES[guess % len(FILES)]
    if control.value and not guess:
        return control.value
    if control.hint == "numeric":
        return DAYS[guess % len(DAYS)].get(control.name.rpartition("-")[2], "1")
    return GUESSES[guess % len(GUESSES)]


def stem(name: str) -> str:
    """The name of the field that a box belongs to."""
    return name.removesuffix("-year").removesuffix("-month").removesuffix("-day")
