"""Where a unit stands: its county, and everything below a unit."""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from matching.records import Unit
from matching.vocabulary import UnitLevel


def county_of(session: Session, unit_id: int) -> int:
    """The county above a unit, or the unit itself where it is a county or a city."""
    unit = session.get(Unit, unit_id)
    while unit is not None and unit.level in (UnitLevel.TOWNSHIP, UnitLevel.VILLAGE) and unit.parent_id is not None:
        unit = session.get(Unit, unit.parent_id)
    return unit_id if unit is None else unit.id or unit_id


def is_within(unit_column: Any, top_id: int) -> ColumnElement[bool]:
    """Filter a column of unit ids to a unit and the three levels that can stand below it."""
    below = select(Unit.id).where(col(Unit.parent_id) == top_id)
    further = select(Unit.id).where(col(Unit.parent_id).in_(below))
    furthest = select(Unit.id).where(col(Unit.parent_id).in_(further))
    return or_(unit_column == top_id, unit_column.in_(below), unit_column.in_(further), unit_column.in_(furthest))
