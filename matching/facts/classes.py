"""Which rows of columns are alike: whatever reads the same values of two rows answers alike for both."""

from collections.abc import Hashable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.facts.columns import Columns

Codes = NDArray[np.int64]
Body = TypeVar("Body", bound=Columns[Any])


class Classes(NamedTuple):
    """The classes of n rows: each row's class, int64 (n,), and the first row of each of the k classes, intp (k,)."""

    of: Codes
    first: NDArray[np.intp]


class Classifier(Generic[Body]):
    """Sorts the rows of columns into classes by some of the columns; each column is coded once.

    Attributes:
        columns: whose rows they are.
    """

    def __init__(self, columns: Body) -> None:
        self.columns = columns
        self._codes: dict[str, tuple[Codes, int]] = {}
        self._classes: dict[tuple[str, ...], Classes] = {}

    def by(self, names: tuple[str, ...]) -> Classes:
        """Classes of rows that agree in these columns; without any, one class of all."""
        if names not in self._classes:
            self._classes[names] = self._by(names)
        return self._classes[names]

    def keys(self, names: tuple[str, ...]) -> list[Hashable]:
        """What the rows of each class hold in these columns: the same in every body of columns; nan is None."""
        first = self.by(names).first
        cells = [_cells(_taken(getattr(self.columns, name), first)) for name in names]
        return list(zip(*cells, strict=True)) if names else [()] * len(first)

    def _by(self, names: tuple[str, ...]) -> Classes:
        of = np.zeros(len(self.columns), dtype=np.int64)
        first = np.zeros(min(len(self.columns), 1), dtype=np.intp)
        for name in names:
            codes, count = self._coded(name)
            _values, first, of = np.unique(of * count + codes, return_index=True, return_inverse=True)
        return Classes(of, first)

    def _coded(self, name: str) -> tuple[Codes, int]:
        """A column as whole numbers from 0, and how many there are."""
        if name not in self._codes:
            self._codes[name] = _coded(getattr(self.columns, name))
        return self._codes[name]


def _coded(column: Any) -> tuple[Codes, int]:
    if isinstance(column, np.ndarray) and column.ndim == 1:
        values, codes = np.unique(column, return_inverse=True)
        return codes.astype(np.int64), len(values)
    cells = _cells(column)
    numbers: dict[Hashable, int] = {}
    codes = np.fromiter((numbers.setdefault(cell, len(numbers)) for cell in cells), dtype=np.int64, count=len(cells))
    return codes, len(numbers)


def _cells(column: Any) -> Sequence[Hashable]:
    """A column's cells as what can be compared and hashed; nan is None."""
    if not isinstance(column, np.ndarray):
        return list(column)
    if column.ndim == 2:
        return [row.tobytes() for row in np.packbits(column, axis=1)]
    return [None if cell != cell else cell for cell in column.tolist()]


def _taken(column: Any, positions: NDArray[np.intp]) -> Any:
    return column[positions] if isinstance(column, np.ndarray) else [column[position] for position in positions]
