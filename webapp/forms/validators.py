"""What a field refuses, saying what to do."""

from typing import Any

from flask_babel import gettext as _
from wtforms.validators import StopValidation

from matching.errors import BadInput
from matching.passwords import refuse_easy_password
from webapp.wording.errors import error_message


class Needed:
    """Refuse an empty answer, saying what is missing."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Stop at an empty answer unless the field already says what is wrong with it."""
        if field.errors or getattr(field, "process_errors", None):
            raise StopValidation()
        if field.data is None or field.data == "" or field.data == []:
            raise StopValidation(str(self.message or self._plain(field)))

    @staticmethod
    def _plain(field: Any) -> str:
        """Ask to choose where there are choices, else to fill in."""
        if hasattr(field, "iter_choices"):
            return str(_("Choose one of the answers."))
        return str(_("This is needed. Fill it in."))


class AtMost:
    """Refuse a text that is longer than the record can hold."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, form: Any, field: Any) -> None:
        """Say by how much it is too long."""
        if field.data and len(field.data) > self.length:
            over = len(field.data) - self.length
            raise StopValidation(
                _("This is %(over)s characters too long; at most %(length)s fit.", over=over, length=self.length)
            )


class MailAddress:
    """Refuse what cannot be a mail address; an empty one is not looked at."""

    def __call__(self, form: Any, field: Any) -> None:
        """Ask for the whole address."""
        text = field.data or ""
        name, _at, domain = text.rpartition("@")
        is_plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>()"')
        if text and not (is_plain and name and "." in domain.strip(".") and domain == domain.strip(".")):
            raise StopValidation(_("Write the mail address in full, such as name@firm.example."))


class PhoneNumber:
    """Refuse what nobody could ring; an empty one is not looked at."""

    LEAST_DIGITS = 5

    def __call__(self, form: Any, field: Any) -> None:
        """Ask for the whole number; words beside it may stay."""
        if field.data and sum(each.isdigit() for each in field.data) < self.LEAST_DIGITS:
            raise StopValidation(_("Write the phone number in full, such as 0571 8888 1234."))


class HardToGuess:
    """Refuse a new password that is too easy, beside its box."""

    def __call__(self, form: Any, field: Any) -> None:
        """Say what is wrong with it."""
        try:
            refuse_easy_password(field.data or "")
        except BadInput as error:
            raise StopValidation(error_message(error)) from None
