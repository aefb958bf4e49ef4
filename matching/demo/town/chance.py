"""Chance as an argument: dice of one seed, one purpose and one number, so that one more person changes nobody else."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar
from zlib import crc32

T = TypeVar("T")


class Dice(Random):
    """Dice that know shares and spans."""

    def yes(self, share: float) -> bool:
        """Whether it happens, that happens in this share (0..1) of cases."""
        return self.random() < share

    def between(self, span: Sequence[float]) -> float:
        """A number of a span [lowest, highest], any as likely."""
        return span[0] + (span[-1] - span[0]) * self.random()

    def days(self, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest, both included."""
        return lowest + int(self.random() * (highest - lowest + 1))

    def one(self, options: Sequence[T]) -> T:
        """One of the options, any as likely."""
        return options[int(self.random() * len(options))]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Up to so many different options, in their own order."""
        chosen = self.sample(range(len(options)), min(most, len(options)))
        return [options[place] for place in sorted(chosen)]


class Weighted(Generic[T]):
    """Options of which some come more often than others."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        kept = [(option, weight) for option, weight in pairs if weight > 0]
        self.options = [option for option, _weight in kept]
        self._sums = list(accumulate(weight for _option, weight in kept))

    def one(self, dice: Random) -> T:
        """One option, as often as its weight says."""
        return self.options[bisect(self._sums, dice.random() * self._sums[-1], hi=len(self.options) - 1)]


def dice_for(seed: int, purpose: str, number: int = 0) -> Dice:
    """The dice of a purpose for the person or opening of a number; the same three give the same throws."""
    return Dice(seed << 64 | crc32(purpose.encode()) << 32 | number)
