"""The base of all forms: protected against forgery, pressed once, able to show a refusal and another's edit."""

import secrets
from hashlib import sha256
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField, HiddenField

from webapp.forms.numbers import int_or_none
from webapp.forms.shown import shown_value

UNSEEN = ("once", "version", "csrf_token")
"""Fields that a reader never sees."""


class PageForm(FlaskForm):
    """A page's form: protected against forgery, pressed once, and able to show a refusal."""

    class Meta(FlaskForm.Meta):
        """How what was sent reaches the fields."""

        def wrap_formdata(self, form: "PageForm", formdata: Any) -> Any:
            """Give fields of files the files, and all others text, whatever was sent under their names."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if not form.is_submitted():
                return None
            takes_files = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = MultiDict(pair for pair in request.files.items(multi=True) if pair[0] in takes_files)
            texts = MultiDict(pair for pair in request.form.items(multi=True) if pair[0] not in takes_files)
            return CombinedMultiDict((files, texts))

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

    def press_token(self, account_id: int | None) -> str | None:
        """What one account's press of this form is remembered by; None where the page named no press."""
        once = str(self.once.data or "")
        return sha256(f"{account_id} {once}".encode(errors="replace")).hexdigest() if once else None

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
            found += [(where, _fault(str(field.label.text), error)) for error in field.errors if name != "csrf_token"]
        if "csrf_token" in self._fields and self._fields["csrf_token"].errors:
            found.append(("", _("This form is too old to be sent. Press the button once more.")))
        return found


def _fault(label: str, error: object) -> str:
    """One line of the summary: the field's name and what is wrong with it; a question keeps its own mark."""
    return f"{label} {error}" if label.endswith(("?", "\uff1f")) else f"{label}{_(': ')}{error}"
