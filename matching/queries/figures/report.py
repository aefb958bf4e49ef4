"""All figures of one unit, or of the units below, for a period: read in a fixed number of statements."""

from dataclasses import dataclass

from matching.database import UnitOfWork
from matching.queries.figures.declining import Declines, declines
from matching.queries.figures.gaps import Gaps, Reporting, data_gaps, reporting
from matching.queries.figures.hiding import Count, shown
from matching.queries.figures.holding import Held, held_at_checks
from matching.queries.figures.placing import Placing, placings
from matching.queries.figures.scope import Asked, Scope, by_row, scope_of
from matching.queries.figures.spread import Spread, spread_of
from matching.queries.figures.steps import StepDays, days_in_steps
from matching.queries.figures.supply import free_places
from matching.queries.figures.waiting import Waiting, waiting_people
from matching.vocabulary import OfferKind


@dataclass(frozen=True)
class KindRow:
    """One kind: who waits and for how long, what is open, what started, and after how many days."""

    kind: OfferKind
    waiting: Count
    unknown: Count
    days_waiting: Spread
    proposals: Count
    placed: Count
    no_shows: Count
    days_to_placement: Spread


@dataclass(frozen=True)
class UnitRow:
    """One kind in one unit: need against supply. Places are no people and are never hidden."""

    unit_id: int
    unit: str
    kind: OfferKind
    waiting: Count
    without_offer: Count
    only_asking: Count
    unmatched: Count
    proposals: Count
    placed: Count
    free_places: int


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows."""

    asked: Asked
    scope: Scope
    kinds: list[KindRow]
    held: list[Held]
    steps: list[StepDays]
    declines: list[Declines]
    units: list[UnitRow]
    reporting: Reporting
    gaps: Gaps


def figures(work: UnitOfWork, asked: Asked) -> Figures:
    """Count everything (fifteen statements for three kinds). Raises NotFound for a unit that the viewer is not above."""
    scope = scope_of(work, asked.unit_id)
    waiting = waiting_people(work, scope, asked.kinds)
    placing = placings(work, scope, asked)
    free = free_places(work, scope, asked.kinds)
    return Figures(
        asked=asked,
        scope=scope,
        kinds=[_kind_row(kind, waiting[kind], placing[kind], scope.exact) for kind in asked.kinds],
        held=held_at_checks(work, scope, asked),
        steps=days_in_steps(work, scope, asked),
        declines=declines(work, scope, asked),
        units=[
            row for kind in asked.kinds for row in _unit_rows(scope, kind, waiting[kind], placing[kind], free[kind])
        ],
        reporting=reporting(work, scope),
        gaps=data_gaps(work, scope),
    )


def _kind_row(kind: OfferKind, waiting: Waiting, placing: Placing, exact: bool) -> KindRow:
    return KindRow(
        kind=kind,
        waiting=shown(waiting.waiting.total(), exact),
        unknown=shown(waiting.unknown.total(), exact),
        days_waiting=spread_of(waiting.days, exact),
        proposals=shown(placing.proposals.total(), exact),
        placed=shown(placing.placed.total(), exact),
        no_shows=shown(placing.no_shows.total(), exact),
        days_to_placement=spread_of(placing.days, exact),
    )


def _unit_rows(
    scope: Scope, kind: OfferKind, waiting: Waiting, placing: Placing, free: dict[int, int]
) -> list[UnitRow]:
    counted = [
        waiting.waiting, waiting.without_offer, waiting.only_asking, waiting.unmatched, placing.proposals, placing.placed,
    ]  # fmt: skip
    columns = [by_row(scope, each.items()) for each in counted]
    places = by_row(scope, free.items())
    rows = []
    for unit_id in scope.rows:
        waits, none, asking, unmatched, proposals, placed = (shown(each[unit_id], scope.exact) for each in columns)
        told = (waits, none, asking, unmatched, proposals, placed, places[unit_id])
        rows.append(UnitRow(unit_id, scope.names[unit_id], kind, *told))
    return rows
