"""Choices that forms of offers share: occupations, qualifications, posts named by law, weekdays, grounds."""

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import StopValidation

from matching.facts.qualifications import QUALIFICATIONS
from matching.reference import reference_rows
from matching.vocabulary import ExclusionGround, PostKind

WEEKDAYS = [
    (0, _l("Monday")),
    (1, _l("Tuesday")),
    (2, _l("Wednesday")),
    (3, _l("Thursday")),
    (4, _l("Friday")),
    (5, _l("Saturday")),
    (6, _l("Sunday")),
]

POSTS = [
    (PostKind.CIVIL_SERVANT.value, _l("Civil servant: a post of the state's own staff")),
    (PostKind.TEACHER.value, _l("Teacher at a school or kindergarten")),
    (PostKind.SECURITY_GUARD.value, _l("Security guard with a guard's certificate")),
    (PostKind.WITH_MINORS.value, _l("Close contact with children: care, teaching, school transport")),
    (PostKind.FOOD_MANAGEMENT.value, _l("Manages food production or food safety (helpers and cooks do not)")),
    (PostKind.ACCOUNTING.value, _l("Accounting: keeps the books")),
]
"""PostKind -> what it means to a provider."""

GROUNDS = [
    (ExclusionGround.STATUTORY.value, _l("A law bars them. Say below which one; we apply exactly what it says")),
    (ExclusionGround.JUSTIFIED.value, _l("The task itself justifies it. An officer checks how")),
    (ExclusionGround.PREFERENCE.value, _l("We would rather not. The officer sees this wish; it is not applied")),
]
"""ExclusionGround -> what it means to a provider."""


class OccupationSelect(SelectField):
    """An occupation by its four-digit code, "none", or nothing said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = "SelectField"

    def pre_validate(self, form: Any) -> None:
        """Refuse a code that was not offered."""
        if self.data and self.data not in {choice[0] for choice in self.iter_choices()}:
            raise StopValidation(_("Choose one of the answers."))


def is_chinese() -> bool:
    """Whether the page speaks Chinese."""
    return str(get_locale() or "en").startswith("zh")


def occupation_choices() -> list[tuple[str, Any]]:
    """Every occupation of the reference table, by name, and *none of these*."""
    name = "zh" if is_chinese() else "en"
    named = sorted(((row["code"], row[name]) for row in reference_rows("occupations")), key=lambda choice: choice[1])
    return [*named, ("none", _l("None of these"))]


def qualification_choices() -> list[tuple[str, str]]:
    """Every qualification of the reference table, in its order."""
    return [(each.code, each.zh if is_chinese() else each.en) for each in QUALIFICATIONS]


def qualification_words(code: str) -> str:
    """Say a qualification in the page's language; the code itself where the table has none."""
    return dict(qualification_choices()).get(code, code)
