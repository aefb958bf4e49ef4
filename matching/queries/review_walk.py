"""Walking through what waits for review: which pair comes before, which after, and which after a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matching.database import UnitOfWork
from matching.queries.reviews import review_queue


class Stop(NamedTuple):
    """One pair that waits for a decision."""

    subject_id: int
    offer_id: int


@dataclass(frozen=True)
class Place:
    """Where a pair stands among those that wait; `number` counts from 1 and is 0 where the pair waits no more."""

    number: int
    total: int
    before: Stop | None
    after: Stop | None


def waiting_pairs(work: UnitOfWork, *, mine_only: bool = False) -> list[Stop]:
    """Every pair that presses, person by person in the order of the queue.

    The order rests on the people alone, so that it stays while one decides.
    """
    rows = review_queue(work, mine_only=mine_only)
    return [Stop(row.subject_id, each.offer_id) for row in rows for each in row.pressing]


def place_of(waiting: Sequence[Stop], pair: Stop) -> Place:
    """Where a pair stands. One that waits no more stands before the person's first, else before all."""
    if pair in waiting:
        at = waiting.index(pair)
        before, after = waiting[:at], waiting[at + 1 :]
        return Place(at + 1, len(waiting), before[-1] if before else None, after[0] if after else None)
    at = next((place for place, each in enumerate(waiting) if each.subject_id == pair.subject_id), 0)
    return Place(0, len(waiting), waiting[at - 1] if at else None, waiting[at] if waiting else None)


def following(before: Sequence[Stop], now: Sequence[Stop], decided: Stop) -> Stop | None:
    """Where to go on after a decision: the same person's next, else the next person's, at last what was passed over.

    Args:
        before: what waited before the decision.
        now: what waits after it.
        decided: the pair that was decided on.
    """
    at = before.index(decided) if decided in before else 0
    passed, waits = set(before[:at]), set(now)
    same_person = [each for each in now if each.subject_id == decided.subject_id and each not in passed]
    later = [each for each in before[at:] if each in waits]
    new = [each for each in now if each not in passed]
    return next(iter([*same_person, *later, *new, *now]), None)
