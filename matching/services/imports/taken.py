"""Whom an import has taken in so far, so that nobody who stands in two rows of a file gets two case files."""

from collections import defaultdict

from matching.importing.faults import RowFault
from matching.queries.duplicates import NEAR, Sought, is_alike


class SameAsRow(RowFault):
    """This may be the person of row %(other)s. Take out one of the two rows, or use the form for one of them."""


class TakenIn:
    """Everybody of a file who has a new case file: by identity number, and by stretches of birth dates.

    Attributes:
        rows: subject -> the row that made the case file.
    """

    def __init__(self) -> None:
        self.rows: dict[int, int] = {}
        self._numbers: dict[str, int] = {}
        self._born: dict[int, list[tuple[Sought, int]]] = defaultdict(list)

    def add(self, subject_id: int, row: int, sought: Sought) -> None:
        """Note whom a row has taken in."""
        self.rows[subject_id] = row
        if sought.identity_number:
            self._numbers[sought.identity_number] = row
        self._born[_stretch(sought)].append((sought, row))

    def refuse_twice(self, sought: Sought) -> None:
        """Raise SameAsRow, naming the row before that may be about the same person."""
        by_number = self._numbers.get(sought.identity_number or "")
        if by_number is not None:
            raise SameAsRow(column="identity_number", other=by_number)
        here = _stretch(sought)
        for other, row in (each for stretch in (here - 1, here, here + 1) for each in self._born[stretch]):
            if _is_near(sought, other) and is_alike(sought.name, other.name):
                raise SameAsRow(column="name", other=row)


def _stretch(sought: Sought) -> int:
    return sought.born_on.toordinal() // NEAR.days if sought.born_on else 0


def _is_near(one: Sought, other: Sought) -> bool:
    return one.born_on is not None and other.born_on is not None and abs(one.born_on - other.born_on) <= NEAR
