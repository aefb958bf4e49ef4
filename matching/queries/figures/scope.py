"""What figures are asked for: which units, kinds and days; and how exactly they may be told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import counted_subjects
from matching.records import Unit
from matching.vocabulary import OfferKind, UnitLevel

ALL_BELOW = 0
"""Stands for all units below together, where a unit is chosen."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks for.

    Attributes:
        from_on, to_on: the period, both days included.
        kind: None for all three.
        unit_id: None for the usual one; `ALL_BELOW` for all units below together.
    """

    from_on: date
    to_on: date
    kind: OfferKind | None = None
    unit_id: int | None = None

    @property
    def kinds(self) -> tuple[OfferKind, ...]:
        """The kinds of offer that are counted."""
        return tuple(OfferKind) if self.kind is None else (self.kind,)


@dataclass(frozen=True)
class Scope:
    """Whose people are counted, and how exactly.

    Attributes:
        chosen: the viewer's unit, `ALL_BELOW`, or one unit below.
        choices: what can be chosen, with names; the name of `ALL_BELOW` is empty.
        row_of: unit -> the unit by whose name its people stand in the table by unit.
        exact: whether small counts are shown: of the own unit and its villages only.
    """

    chosen: int
    choices: list[tuple[int, str]]
    row_of: dict[int, int]
    names: dict[int, str]
    exact: bool
    people: ColumnElement[bool]

    @property
    def unit_ids(self) -> list[int]:
        """Every unit whose people are counted."""
        return list(self.row_of)

    @property
    def rows(self) -> list[int]:
        """The rows of the table by unit, in order of their names, the viewer's own first."""
        found = set(self.row_of.values())
        return sorted(found, key=lambda unit_id: (unit_id != self.chosen, self.names[unit_id], unit_id))


def scope_of(work: UnitOfWork, unit_id: int | None) -> Scope:
    """Find whose people are counted (one statement). Raises NotFound for a unit that is not the viewer's or below it."""
    units = {unit.id or 0: unit for unit in work.session.exec(select(Unit))}
    own = work.viewer.unit_id
    if own is None or own not in units:
        raise NotFound
    children = defaultdict(list)
    for unit in units.values():
        children[unit.parent_id].append(unit)
    villages = [unit.id or 0 for unit in children[own] if unit.level is UnitLevel.VILLAGE]
    offices = [unit for unit in children[own] if unit.level is not UnitLevel.VILLAGE]
    chosen = unit_id if unit_id is not None else ALL_BELOW if offices else own
    rows = {unit.id or 0: unit.id or 0 for unit in offices}
    tops = {own: {each: each for each in (own, *villages)}, ALL_BELOW: _with_below(rows, children)}
    tops |= {number: _with_below({number: number}, children) for number in rows}
    if chosen not in tops or (chosen == ALL_BELOW and not offices):
        raise NotFound
    named = sorted((unit.name, unit.id or 0) for unit in offices)
    below = [(ALL_BELOW, ""), *((number, name) for name, number in named)] if offices else []
    return Scope(
        chosen=chosen,
        choices=[*below, (own, units[own].name)],
        row_of=tops[chosen],
        names={number: unit.name for number, unit in units.items()},
        exact=chosen == own,
        people=counted_subjects(work.viewer, list(tops[chosen])),
    )


def _with_below(rows: dict[int, int], children: dict[int | None, list[Unit]]) -> dict[int, int]:
    """Every unit of these and below them -> the row in which it stands."""
    found, waiting = {}, list(rows.items())
    while waiting:
        number, row = waiting.pop()
        found[number] = row
        waiting += [(unit.id or 0, row) for unit in children[number]]
    return found


def by_row(scope: Scope, counted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add up (unit, how many) by the rows of the table."""
    found = dict.fromkeys(scope.rows, 0)
    for unit_id, many in counted:
        found[scope.row_of[unit_id]] += many
    return found


def in_period(day: Any, asked: Asked) -> ColumnElement[bool]:
    """Filter a column of dates to the period."""
    within: ColumnElement[bool] = day.between(asked.from_on, asked.to_on)
    return within
