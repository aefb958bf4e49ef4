"""Fields that people can fill without an error page: lines, texts, dates, times, numbers."""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import (
    Field,
    StringField,
    TextAreaField,
)
from wtforms.utils import unset_value

NOT_STORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What no text may hold: control signs but breaks and tabs, and halves of a pair."""


class Stripped(StringField):
    """A line of text without blanks around it; empty becomes None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Strip, and take out characters that no text holds. A field that was not sent keeps what is stored."""
        if not valuelist:
            return
        text = str(valuelist[0]).strip()
        kept = NOT_STORABLE.sub("", text)
        self.raw_data, self.data = [kept], kept or None
        if kept != text:
            self.data = None
            raise ValueError(
                _("Some characters of this cannot be stored; they are taken out. Look at it and send it again.")
            )

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return str(self.data)


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
            raise ValueError(_("The date must also have a %(part)s.", part=format_list(missing, locale=get_locale())))
        if not all(text.isdecimal() and text.isascii() for text in self.typed.values()):
            raise ValueError(_("Write the date in numbers, such as 2026 3 31."))
        try:
            day = date(int(self.typed["year"]), int(self.typed["month"]), int(self.typed["day"]))
        except (ValueError, OverflowError):
            raise ValueError(_("There is no such day in the calendar.")) from None
        if not 1900 <= day.year <= 2200:
            raise ValueError(_("Write the year in full, between 1900 and 2200."))
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
        if not (
            len(digits) <= 5 and hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60
        ):
            raise ValueError(_("Write a time such as 08:30."))
        self.data = time(int(hours), int(minutes))  # type: ignore[assignment]

    def _value(self) -> str:
        return super()._value() if self.data is None else f"{self.data:%H:%M}"


THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def without_thousands(text: str) -> str:
    """Take the commas between thousands away; a comma elsewhere stays, for nobody knows what it means."""
    plain = text.replace("，", ",")
    return plain.replace(",", "") if THOUSANDS.fullmatch(plain) else plain


class NumberField(Stripped):
    """A number, whole or with decimals, within bounds."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        low: float = 0,
        high: float = 1e9,
        whole: bool = False,
        **kwargs: Any,
    ) -> None:
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
        bounds = {"low": written_out(self.low), "high": written_out(self.high)}
        try:
            number = float(without_thousands(text))
        except ValueError:
            raise ValueError(_("Write a number.")) from None
        if not self.low <= number <= self.high:
            raise ValueError(_("The number must be between %(low)s and %(high)s.", **bounds))
        if self.whole and number != int(number):
            raise ValueError(_("Write a whole number."))
        self.data = int(number) if self.whole else number  # type: ignore[assignment]

    def _value(self) -> str:
        return super()._value() if self.data is None else written_out(float(self.data))


def written_out(number: float) -> str:
    """A number as people write it: no exponent, nothing cut off, no needless decimal point."""
    return format(Decimal(repr(number)).normalize(), "f")
