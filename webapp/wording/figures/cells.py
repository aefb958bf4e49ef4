"""Numbers as cells: what may not be shown says so, what is not there is a dash."""

from collections.abc import Iterable
from math import floor

from matching.queries.figures.hiding import SMALLEST, Count
from matching.queries.figures.spread import Spread
from webapp.sheets import Cell, Column, Share

NONE = "–"


def many(count: Count) -> Cell:
    """A count; one that is hidden says that it is under five."""
    return f"<{SMALLEST}" if count is None else count


def days(number: float | None) -> Cell:
    """Whole days; a dash where there is nobody to tell of."""
    return NONE if number is None else floor(number + 0.5)


def part(share: float | None) -> Cell:
    """A share; a dash where it is of nobody."""
    return NONE if share is None else Share(share)


def spread_cells(spread: Spread) -> list[Cell]:
    """How many, the three quartiles and the longest."""
    return [many(spread.count), *map(days, (spread.low, spread.median, spread.high, spread.longest))]


def columns(words: Iterable[str], numbers: Iterable[str]) -> list[Column]:
    """Columns of words, then columns of numbers."""
    return [*(Column(each, is_number=False) for each in words), *(Column(each) for each in numbers)]
