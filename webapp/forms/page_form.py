"""The base of all forms: protected against forgery, pressed once, able to show a refusal and another's edit."""

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
)

from webapp.forms.numbers import int_or_none
from webapp.forms.shown import shown_value

UNSEEN = ("once", "version", "csrf_token")
"""Fields that a reader never sees."""


class PageForm(FlaskForm):
    """A page's form: protected against forgery, pressed once, and able to show a refusal."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[str] = []
        self.stored: dict[str, tuple[Any, Any]] = {}

    def add_refusal(self, message: str, field: str | None = None) -> None:
        """Show a refusal beside the field that it is about, else at the top of the form."""
        if field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, message]
        else:
            self.refusals.append(message)

    def show_stored(self, stored: "PageForm") -> None:
        """Show, beside what was typed, what somebody else saved; the next press then saves knowingly."""
        for name, field in self._fields.items():
            if name not in stored._fields or name in UNSEEN:
                continue
            typed, saved = shown_value(field), shown_value(stored._fields[name])
            if typed != saved:
                self.stored[name] = (field.label.text, saved)
        self.version.data = stored.version.data
        self.once.data = secrets.token_urlsafe(16)

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 where it is not a number."""
        return int_or_none(self.version.data) or 0

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every fault as (field id, message), for the summary at the top."""
        found = [("", message) for message in self.refusals]
        for name, field in self._fields.items():
            where = getattr(field, "first_id", field.id)
            found += [(where, f"{field.label.text}{_(': ')}{error}") for error in field.errors if name != "csrf_token"]
        if "csrf_token" in self._fields and self._fields["csrf_token"].errors:
            found.append(("", _("This form is too old to be sent. Press the button once more.")))
        return found
