"""What is to happen on which day: strands, taken in the order of their days until the last one."""

from collections.abc import Generator
from datetime import date
from heapq import heappop, heappush
from itertools import count

Strand = Generator[date, None, None]
"""Something that goes on for somebody: yields the day on which it goes on."""


class Agenda:
    """Strands by the day on which each goes on; of one day in the order in which they were added.

    Attributes:
        today: the day that is being told.
        until: the last day that is told.
    """

    def __init__(self, until: date) -> None:
        self.today = date.min
        self.until = until
        self._waiting: list[tuple[date, int, Strand]] = []
        self._number = count()

    def add(self, day: date, strand: Strand) -> None:
        """Let a strand begin on a day, or today where that has passed."""
        heappush(self._waiting, (max(day, self.today), next(self._number), strand))

    def run(self) -> None:
        """Tell every day; what would go on after the last one stays as it is then."""
        while self._waiting and self._waiting[0][0] <= self.until:
            self.today, _number, strand = heappop(self._waiting)
            goes_on = next(strand, None)
            if goes_on is not None:
                self.add(goes_on, strand)
