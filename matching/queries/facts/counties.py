"""Which county each unit lies in."""

from sqlmodel import Session, select

from matching.records import Unit
from matching.vocabulary import UnitLevel

Units = dict[int, tuple[int | None, UnitLevel]]
"""Unit -> the unit above and its own level."""


def counties(session: Session) -> dict[int, int]:
    """Map unit ids to the id of their county; a unit above counties, or outside one, has none."""
    rows = session.exec(select(Unit.id, Unit.parent_id, Unit.level))
    units: Units = {unit_id or 0: (above, UnitLevel(level)) for unit_id, above, level in rows}
    found = {unit_id: _county_of(unit_id, units) for unit_id in units}
    return {unit_id: county for unit_id, county in found.items() if county is not None}


def _county_of(unit_id: int | None, units: Units) -> int | None:
    for _step in range(len(units) + 1):
        above, level = units.get(unit_id or 0, (None, None))
        if level is None or level is UnitLevel.COUNTY:
            return unit_id if level else None
        unit_id = above
    return None
