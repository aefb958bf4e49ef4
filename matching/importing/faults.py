"""What can be wrong in a row, each said in plain words with what to do. Their docstrings are the messages."""

from dataclasses import dataclass, field
from typing import Any

from matching.errors import BadInput, ResettleError


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, and in which column of the file.

    Attributes:
        row: the number that a spreadsheet shows.
        column: the column of the file.
        words: the sentence, with %(name)s where a value belongs.
        values: what belongs there; never what a cell holds.
    """

    row: int
    column: str
    words: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The whole sentence."""
        return self.words % self.values if self.values else self.words

    @property
    def said(self) -> dict[str, Any]:
        """The fault as the commands print it."""
        return {"row": self.row, "column": self.column, "message": self.message}


class RowFault(BadInput):
    """This cannot be read."""

    def __init__(self, column: str = "", **values: Any) -> None:
        super().__init__()
        self.column, self.values = column, values

    @property
    def message(self) -> str:
        """The sentence of the class."""
        return (type(self).__doc__ or "").strip()


class Empty(RowFault):
    """This is needed. Fill it in."""


class TooLong(RowFault):
    """This is too long: at most %(most)s characters."""


class NoWholeNumber(RowFault):
    """Write a whole number."""


class NoNumber(RowFault):
    """Write a number."""


class TooSmall(RowFault):
    """This must be %(least)s or more."""


class TooLarge(RowFault):
    """This must be %(most)s or less."""


class NoCode(RowFault):
    """Write one of these codes: %(codes)s."""


class NoDay(RowFault):
    """Write a date such as 2026-03-31."""


class NoTime(RowFault):
    """Write a time of day such as 08:30."""


class SpreadsheetError(RowFault):
    """The spreadsheet shows an error here in place of a value. Mend the formula, or empty the cell."""


class RoundedNumber(RowFault):
    """The spreadsheet has rounded this long number, and its last characters are lost. Format the column as text and type it again."""


class TooManyCells(RowFault):
    """The row has %(count)s cells too many: look for a comma that is not in quotes."""


class TooFewCells(RowFault):
    """The row has %(count)s cells too few: look for a line break that is not in quotes."""


class ExampleLeftIn(RowFault):
    """This is the made-up row of the template. Take it out."""


class UpperBelowLower(RowFault):
    """The upper of the two numbers is less than the lower."""


class HalfAPlace(RowFault):
    """Give both latitude and longitude, or neither."""


class Unreadable(RowFault):
    """This cannot be read. Look at the explanations in the template."""


def fault_of(row: int, column: str, error: ResettleError) -> Fault:
    """A fault that says what an error says."""
    values = error.values if isinstance(error, RowFault) else {}
    return Fault(row, column, error.message, values)
