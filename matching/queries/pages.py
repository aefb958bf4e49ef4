"""Long lists, one page at a time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")

ON_A_PAGE = 50


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """One page of a list, and how many rows there are on all its pages."""

    rows: list[Row]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return pages_of(self.count)


def pages_of(count: int) -> int:
    """How many pages so many rows fill, at least one."""
    return max(1, -(-count // ON_A_PAGE))


def page_within(wanted: int, count: int) -> int:
    """The wanted page, or the nearest that there is."""
    return min(max(wanted, 1), pages_of(count))
