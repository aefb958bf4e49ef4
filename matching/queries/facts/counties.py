"""Which county each unit lies in."""

from sqlmodel import Session, select

from matching.records import Unit
from matching.vocabulary import UnitLevel


def counties(session: Session) -> dict[int, int]:
    """Map unit ids to the id of their county; a unit above counties, or outside one, has none."""
    units = {unit.id or 0: unit for unit in session.exec(select(Unit)).all()}
    found = {unit_id: _county_of(unit, units) for unit_id, unit in units.items()}
    return {unit_id: county for unit_id, county in found.items() if county is not None}


def _county_of(unit: Unit | None, units: dict[int, Unit]) -> int | None:
    for _step in range(len(units) + 1):
        if unit is None or unit.level is UnitLevel.COUNTY:
            break
        unit = units.get(unit.parent_id or 0)
    return unit.id if unit is not None else None
