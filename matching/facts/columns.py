"""Rows to columns and back: what `Subjects` and `Offers` share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.facts.qualifications import QUALIFICATIONS, qualification_codes, qualification_row

Row = TypeVar("Row")
Index = slice | Sequence[int] | NDArray[Any]

NO, YES = 1, 2
"""Codes of a tri-state column; 0 is unknown."""


class Columns(Generic[Row]):
    """n rows held as one column per field: numpy arrays for the fields in `dtypes`, lists for the others.

    The column `ids` comes from the row's `id`; `qualifications` is a bool matrix (n, Q) made from a row's
    codes.
    """

    row_type: ClassVar[Callable[..., Any]]
    dtypes: ClassVar[Mapping[str, Any]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """Columns of these rows, in this order."""
        return cls(**{name: cls._column(name, rows) for name in cls._names()})

    @classmethod
    def _names(cls) -> list[str]:
        return [field.name for field in fields(cls)]  # type: ignore[arg-type]

    @classmethod
    def _column(cls, name: str, rows: Sequence[Row]) -> Any:
        values = [getattr(row, _scalar(name)) for row in rows]
        if name == "qualifications":
            held = [qualification_row(codes) for codes in values]
            return np.array(held, dtype=bool).reshape(len(rows), len(QUALIFICATIONS))
        if name not in cls.dtypes:
            return values
        column = np.array(values, dtype=cls.dtypes[name])
        return np.where(np.isfinite(column), column, np.nan) if column.dtype.kind == "f" else column

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The rows of one body of columns after those of another."""
        return cls(**{name: _end_to_end([getattr(part, name) for part in parts]) for name in cls._names()})

    def __len__(self) -> int:
        """How many rows."""
        return len(self.ids)  # type: ignore[attr-defined]

    def take(self, index: Index) -> Self:
        """The rows at these positions (integers, a slice or a mask), in the order given."""
        positions = np.arange(len(self))[np.asarray(index, dtype=np.intp) if _is_empty(index) else index]
        return type(self)(**{name: _taken(getattr(self, name), positions) for name in self._names()})

    def only(self, names: Sequence[str], index: NDArray[np.intp]) -> Self:
        """The rows at these positions with these columns alone: to read another is an AttributeError."""
        found = object.__new__(type(self))
        for name in {"ids", *names}:
            object.__setattr__(found, name, _taken(getattr(self, name), index))
        return found

    def row(self, position: int) -> Row:
        """One row in scalar form."""
        cells = {_scalar(name): _cell(name, getattr(self, name)[position]) for name in self._names()}
        row: Row = type(self).row_type(**cells)
        return row


def _is_empty(index: Index) -> bool:
    return not isinstance(index, slice) and len(index) == 0


def _scalar(name: str) -> str:
    return "id" if name == "ids" else name


def _taken(column: Any, positions: NDArray[np.intp]) -> Any:
    if isinstance(column, np.ndarray):
        return column[positions]
    return [column[position] for position in positions]


def _end_to_end(columns: Sequence[Any]) -> Any:
    if isinstance(columns[0], np.ndarray):
        return np.concatenate(columns)
    return [cell for column in columns for cell in column]


def _cell(name: str, value: Any) -> Any:
    if name == "qualifications":
        return qualification_codes(value)
    return value.item() if isinstance(value, np.generic) else value
