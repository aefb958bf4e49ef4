"""The base of all forms, and fields that people can fill without an error page."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from webapp.forms.shown import shown_value
from webapp.wording.codes import label


class PageForm(FlaskForm):
    """A page's form: protected against forgery, pressed once, and able to show a refusal."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[str] = []
        self.stored: dict[str, tuple[Any, Any]] = {}

    def add_refusal(self, message: str) -> None:
        """Show a refusal at the top of the form."""
        self.refusals.append(message)

    def show_stored(self, stored: "PageForm") -> None:
        """Show, beside what was typed, what somebody else saved; the next press then saves knowingly."""
        for name, field in self._fields.items():
            other = stored._fields.get(name)
            if other is not None and name not in ("once", "version", "csrf_token") and field.data != other.data:
                self.stored[name] = (field.label.text, shown_value(other))
        self.version.data = stored.version.data
        self.once.data = secrets.token_urlsafe(16)

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 where it is not a number."""
        return _int_or_none(self.version.data) or 0

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every fault as (field id, message), for the summary at the top."""
        found = [("", message) for message in self.refusals]
        for name, field in self._fields.items():
            where = getattr(field, "first_id", field.id)
            found += [(where, f"{field.label.text}: {error}") for error in field.errors if name != "csrf_token"]
        if "csrf_token" in self._fields and self._fields["csrf_token"].errors:
            found.append(("", _("This form is too old to be sent. Press the button once more.")))
        return found


class Stripped(StringField):
    """A line of text without blanks around it; empty becomes None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Strip, and refuse characters that no text holds. A field that was not sent keeps what is stored."""
        if not valuelist:
            return
        super().process_formdata(valuelist)
        text = (self.data or "").strip()
        if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text) or any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
            self.data = None
            raise ValueError(_("This holds characters that cannot be stored. Type it again."))
        self.data = text or None


class LongText(Stripped, TextAreaField):
    """Several lines of text without blanks around them; empty becomes None."""


class PartsField(Field):
    """The base of fields typed in several small boxes."""

    parts: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed = dict.fromkeys(self.parts, "")

    @property
    def first_id(self) -> str:
        """The id of the first box, where the summary's link leads."""
        return f"{self.id}-{self.parts[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the boxes where any was sent, else the stored value."""
        self.process_errors = []
        given = None if data is unset_value else data
        stored = self.object_data = self.default() if given is None and callable(self.default) else given
        names = {part: f"{self.name}-{part}" for part in self.parts}
        if formdata is not None and any(name in formdata for name in names.values()):
            self.typed = {part: (formdata.get(name) or "").strip() for part, name in names.items()}
            self.data = None
            try:
                self.data = self.parse() if any(self.typed.values()) else None
            except ValueError as fault:
                self.process_errors.append(str(fault))
        else:
            self.data = stored
            self.typed = self.split(stored) if stored is not None else dict.fromkeys(self.parts, "")

    def parse(self) -> Any:
        """Read the boxes. Raises ValueError with what to do."""
        raise ValueError

    def split(self, value: Any) -> dict[str, str]:
        """Write a value into the boxes."""
        return dict.fromkeys(self.parts, "")

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class DateField(PartsField):
    """A date typed as year, month and day."""

    parts = ("year", "month", "day")

    def parse(self) -> date:
        """Read the date; a half-filled one says which part is missing."""
        names = {"year": _("year"), "month": _("month"), "day": _("day")}
        missing = [names[part] for part, text in self.typed.items() if not text]
        if missing:
            raise ValueError(_("The date must also have a %(part)s.", part=", ".join(missing)))
        if not all(text.isdecimal() and text.isascii() for text in self.typed.values()):
            raise ValueError(_("Write the date in numbers, such as 2026 3 31."))
        try:
            day = date(int(self.typed["year"]), int(self.typed["month"]), int(self.typed["day"]))
        except (ValueError, OverflowError):
            raise ValueError(_("There is no such day in the calendar.")) from None
        if not 1900 <= day.year <= 2200:
            raise ValueError(_("The year must have four digits, such as 2026."))
        return day

    def split(self, value: date) -> dict[str, str]:
        """Write a date into the three boxes."""
        return {"year": str(value.year), "month": str(value.month), "day": str(value.day)}


class TimeField(Stripped):
    """A time of day typed as 08:30."""

    def process_data(self, value: time | None) -> None:
        """Show a stored time."""
        self.data = value  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read 8:30, 08.30 or 0830."""
        super().process_formdata(valuelist)
        if not valuelist or self.data is None:
            return
        digits = self.data.replace("：", ":").replace(".", ":")
        hours, _sep, minutes = digits.partition(":") if ":" in digits else (digits[:-2], "", digits[-2:])
        self.raw_data = [self.data]
        self.data = None
        if not (len(digits) <= 5 and hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
            raise ValueError(_("Write a time such as 08:30."))
        self.data = time(int(hours), int(minutes))  # type: ignore[assignment]

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return f"{self.data:%H:%M}"  # type: ignore[str-format]


class NumberField(Stripped):
    """A number, whole or with decimals, within bounds."""

    def __init__(self, label: Any = None, validators: Any = None, *, low: float = 0, high: float = 1e9, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.low, self.high, self.whole = low, high, whole

    def process_data(self, value: float | None) -> None:
        """Show a stored number without a needless decimal point."""
        self.data = value  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number; commas between thousands are allowed."""
        super().process_formdata(valuelist)
        if not valuelist:
            return
        text, self.data = self.data, None
        if text is None:
            return
        self.raw_data = [text]
        bounds = {"low": f"{self.low:g}", "high": f"{self.high:g}"}
        try:
            number = float(text.replace(",", "").replace("，", ""))
        except ValueError:
            raise ValueError(_("Write a number.")) from None
        if not self.low <= number <= self.high:
            raise ValueError(_("The number must be between %(low)s and %(high)s.", **bounds))
        if self.whole and number != int(number):
            raise ValueError(_("Write a whole number."))
        self.data = int(number) if self.whole else number  # type: ignore[assignment]

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return f"{self.data:g}" if float(self.data) < 1e6 else str(int(self.data))


def choices_of(codes: type[StrEnum], *, leave_out: Sequence[StrEnum] = ()) -> Callable[[], list[tuple[str, Any]]]:
    """Make the choices of a closed list, labelled in the page's language."""
    return lambda: [(code.value, label(code)) for code in codes if code not in leave_out]


class CodeField(RadioField):
    """One code of a closed list, as radios. Its data is the code itself, or None."""

    def __init__(self, label: Any, codes: type[StrEnum], validators: Any = None, *, leave_out: Sequence[StrEnum] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, choices=choices_of(codes, leave_out=leave_out), validate_choice=False, **kwargs)
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

    is_select = True


class IdSelect(SelectField):
    """One row by its id; choices are set by the view. Its data is an int, or None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_int_or_none, choices=[], **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse an id that was not offered."""
        if self.data is not None and self.data not in {value for value, *_rest in self.choices or []}:
            raise StopValidation(_("Choose one of the answers."))


class CodesField(SelectMultipleField):
    """Several codes, as checkboxes. Its data is a list of codes."""


def _int_or_none(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= 18 else None


class Needed:
    """Refuse an empty answer, saying what is missing."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("This is needed. Fill it in.")

    def __call__(self, form: Any, field: Any) -> None:
        """Stop at an empty answer unless the field already says what is wrong with it."""
        if field.errors or getattr(field, "process_errors", None):
            raise StopValidation()
        if field.data is None or field.data == "" or field.data == []:
            raise StopValidation(str(self.message))


class AtMost:
    """Refuse a text that is longer than the record can hold."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, form: Any, field: Any) -> None:
        """Say by how much it is too long."""
        if field.data and len(field.data) > self.length:
            over = len(field.data) - self.length
            raise StopValidation(_("This is %(over)s characters too long; at most %(length)s fit.", over=over, length=self.length))
