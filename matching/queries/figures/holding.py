"""Whether placements held at each check, with what is not known said as such."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, case, func, or_
from sqlalchemy import select as select_rows
from sqlalchemy.orm import aliased
from sqlmodel import col

from matching.database import UnitOfWork
from matching.queries.figures.hiding import SMALLEST_RATE, Count, shown
from matching.queries.figures.intervals import Interval, interval_of
from matching.queries.figures.scope import Asked, Scope, in_period
from matching.records import Placement, RetentionCheck, Subject
from matching.services.placements import CHECK_DAYS
from matching.vocabulary import CheckAnswer, EndReason, OfferKind


class Standing(StrEnum):
    """What is known of a placement on the day of a check."""

    HELD = "held"
    ENDED = "ended"
    COMPLETED = "completed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Held:
    """How many placements of one kind held at one check that fell due in the period.

    Attributes:
        due: all of them but those completed before: held + ended + unknown.
        completed: had come to their agreed end before that day: neither held nor lost, and left out of every rate.
        unknown: not reached, or not answered: counted as unknown, never as held.
        rate: held among those known, with its exact interval.
        lowest, highest: the share of all due, had every unknown one ended, or held.
    """

    kind: OfferKind
    days: int
    due: Count
    held: Count
    ended: Count
    completed: Count
    unknown: Count
    rate: float | None = None
    interval: Interval | None = None
    lowest: float | None = None
    highest: float | None = None


def held_at_checks(work: UnitOfWork, scope: Scope, asked: Asked) -> list[Held]:
    """Count the placements whose checks fell due in the period, by kind and days (one statement)."""
    stood = _standings(work, scope, asked).subquery()
    found = select_rows(stood.c.kind, stood.c.days, stood.c.standing, func.count())
    counted: dict[tuple[OfferKind, int], Counter[Standing]] = defaultdict(Counter)
    grouped = found.group_by(stood.c.kind, stood.c.days, stood.c.standing)
    for kind, days, standing, many in work.session.execute(grouped):
        counted[kind, days][Standing(standing)] += many
    return [held_of(kind, days, counted[kind, days], scope.exact) for kind in asked.kinds for days in CHECK_DAYS]


def held_of(kind: OfferKind, days: int, counts: Counter[Standing], exact: bool) -> Held:
    """Rates of one kind at one check, from the counts as they may be shown."""
    held, ended, unknown = (shown(counts[each], exact) for each in (Standing.HELD, Standing.ENDED, Standing.UNKNOWN))
    due = shown(counts[Standing.HELD] + counts[Standing.ENDED] + counts[Standing.UNKNOWN], exact)
    row = Held(kind, days, due, held, ended, shown(counts[Standing.COMPLETED], exact), unknown)
    if held is None or ended is None:
        return row
    known = held + ended
    if known >= (1 if exact else SMALLEST_RATE):
        row = replace(row, rate=held / known, interval=interval_of(held, known))
    if unknown is None or known + unknown < (1 if exact else SMALLEST_RATE):
        return row
    return replace(row, lowest=held / (known + unknown), highest=(held + unknown) / (known + unknown))


def _standings(work: UnitOfWork, scope: Scope, asked: Asked) -> Select[Any]:
    """What is known of each check's placement on its day: it held where it is known to have run on that day or later."""
    due_on, ended_on = col(RetentionCheck.due_on), col(Placement.ended_on)
    other = aliased(RetentionCheck)
    seen_on = select_rows(func.max(other.due_on)).where(
        col(other.placement_id) == col(Placement.id), col(other.answer) == CheckAnswer.HOLDS
    )
    standing = case(
        (or_(ended_on >= due_on, seen_on.correlate(Placement).scalar_subquery() >= due_on), Standing.HELD.value),
        (and_(ended_on.is_not(None), col(Placement.end_reason) == EndReason.COMPLETED), Standing.COMPLETED.value),
        (ended_on.is_not(None), Standing.ENDED.value),
        else_=Standing.UNKNOWN.value,
    )
    return (
        select_rows(col(Placement.kind), col(RetentionCheck.days), standing.label("standing"))
        .select_from(RetentionCheck)
        .join(Placement, col(Placement.id) == col(RetentionCheck.placement_id))
        .join(Subject, col(Subject.id) == col(Placement.subject_id))
        .where(scope.people, in_period(due_on, asked), due_on <= work.today, col(Placement.kind).in_(asked.kinds))
    )
