"""The identity number of eighteen characters: its form, its check digit, the birth date and sex it states."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from matching.errors import BadInput
from matching.vocabulary import Sex


@dataclass(frozen=True)
class Identity:
    """A well-formed identity number and what it says."""

    number: str = field(repr=False)
    born_on: date = field(repr=False)
    sex: Sex


def read_identity(text: str) -> Identity:
    """Read an identity number as people type it, with blanks or in full width.

    The place code is not looked up: districts come and go, and a number outlives them.

    Raises:
        BadInput: with what is wrong.
    """
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(number) != 18:
        raise BadInput("The identity number must have 18 characters. Check that none is missing.")
    if not (number[:17].isascii() and number[:17].isdigit()):
        raise BadInput("The identity number may hold only digits, and perhaps an X at the end.")
    if number[17] != ric.calc_check_digit(number):
        raise BadInput("The identity number is mistyped: its last character does not fit the others.")
    try:
        born_on = ric.get_birth_date(number)
    except ValidationError:
        raise BadInput("The identity number holds a birth date that is not in the calendar.") from None
    return Identity(number, born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
