"""Fields that choose: codes of closed lists, and rows by their ids."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from webapp.forms.numbers import int_or_none
from webapp.wording.codes import label


def offered(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Make choices of pairs: what is sent, and its words."""
    return [SelectChoice(value, words) for value, words in pairs]


def choices_of(codes: Iterable[StrEnum]) -> list[Any]:
    """Make choices of codes, labelled in the page's language."""
    return offered((code.value, label(code)) for code in codes)


class CodeField(RadioField):
    """One code of a closed list, as radios. Its data is the code itself, or None."""

    def __init__(
        self,
        label: Any,
        codes: type[StrEnum],
        validators: Any = None,
        *,
        leave_out: Sequence[StrEnum] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            validators,
            choices=lambda: choices_of(code for code in codes if code not in leave_out),
            validate_choice=False,
            **kwargs,
        )
        self.codes = codes

    def process_data(self, value: Any) -> None:
        """Show a stored code."""
        self.data = value

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a code; anything else asks to choose."""
        text, self.data = (valuelist[0] if valuelist else ""), None
        if text:
            try:
                self.data = self.codes(text)
            except ValueError:
                raise ValueError(_("Choose one of the answers.")) from None


class CodeSelect(CodeField):
    """One code of a longer closed list, as a drop-down."""


class IdSelect(SelectField):
    """One row by its id; choices are set by the view. Its data is an int, or None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=int_or_none, choices=[], **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse an id that was not offered."""
        if self.data is not None and self.data not in {choice[0] for choice in self.iter_choices()}:
            raise StopValidation(_("Choose one of the answers."))


class CodesField(SelectMultipleField):
    """Several codes, as checkboxes. Its data is a list of codes."""
