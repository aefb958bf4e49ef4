"""The words of two case files side by side: what each detail is called, and how its value reads."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.queries.two_files import Difference
from webapp.rendering import day
from webapp.wording.case_files import occupation_words
from webapp.wording.codes import label

DETAILS: dict[str, Any] = {
    "name": _l("Name"),
    "identity_number": _l("Identity number"),
    "born_on": _l("Birth date"),
    "sex": _l("Sex in the identity document"),
    "phone": _l("Phone"),
    "household_place": _l("Place of household registration"),
    "residence": _l("Actual residence"),
    "unit_id": _l("Responsible unit"),
    "caseworker_id": _l("Caseworker"),
    "legal_status": _l("Legal status"),
    "management_class": _l("Management class"),
    "is_key_person": _l("Key person"),
    "release_on": _l("Planned release date"),
    "correction_ends_on": _l("End of correction"),
    "hours": _l("Hours a week"),
    "work_times": _l("Times of day"),
    "available_on": _l("Can begin from"),
    "journey_limit_km": _l("Longest journey in km"),
    "pay_needed": _l("Pay needed a month"),
    "work_adjustments": _l("Adjustments at work"),
    "wishes": _l("Wishes"),
    "wished_occupations": _l("Occupations wished for"),
    "step_free_needed": _l("Needs a home without steps"),
    "rent_limit": _l("Rent that the person can pay"),
    "home_needed_on": _l("Needs a home from"),
    "house_rules": _l("House rules that the person would not accept"),
}
"""Detail -> its name. A test holds it complete."""

SHOWN_ALONE = ("residence", "identity_number")
"""Details of several columns of which only the first is shown."""


def value_words(row: Difference, values: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> str:
    """Say the value of one side of a difference."""
    if row.name in ("unit_id", "caseworker_id"):
        return names.get((row.name, values[row.name] or 0)) or str(_("not known"))
    shown = list(values.values())[:1] if row.name in SHOWN_ALONE else list(values.values())
    if row.name == "wished_occupations":
        shown = [[occupation_words(code) for code in shown[0]]]
    said = [_said(value) for value in shown if value not in (None, "", [])]
    return " – ".join(said) or str(_("not known"))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list):
        return str(_(", ")).join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
