"""Adding offices to the tree and keeping their names and places right."""

from dataclasses import dataclass

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotFound, StaleEdit
from matching.records import Unit
from matching.records.columns import rounded
from matching.vocabulary import UnitLevel

LEVELS = tuple(UnitLevel)


@dataclass(frozen=True)
class AddUnit:
    """A new unit below another; without one above, it stands at the top, as a city unless told otherwise."""

    code: str
    name: str
    parent_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    top_level: UnitLevel = UnitLevel.CITY


@dataclass(frozen=True)
class EditUnit:
    """A unit's name and place as they shall be; degrees, rounded to 0.01 when stored."""

    unit_id: int
    version: int
    name: str
    latitude: float | None = None
    longitude: float | None = None


def add_unit(work: UnitOfWork, command: AddUnit) -> Unit:
    """Put a unit into the tree, one level below its parent.

    Raises:
        NotFound: where the unit above is not there.
        BadInput: for a code in use, or a unit below a village.
    """
    if work.session.exec(select(Unit.id).where(col(Unit.code) == command.code)).first() is not None:
        raise BadInput("Another unit has this code: take another one.", about="code")
    unit = Unit(
        code=command.code, name=command.name, level=_level_for(work, command), parent_id=command.parent_id,
        latitude=rounded(command.latitude), longitude=rounded(command.longitude),
    )  # fmt: skip
    work.session.add(unit)
    work.session.flush()
    record_act(work, "unit.added", unit=unit.id)
    return unit


def edit_unit(work: UnitOfWork, command: EditUnit) -> Unit:
    """Rename or move a unit. Raises NotFound, and StaleEdit where somebody else saved first."""
    unit = work.session.get(Unit, command.unit_id)
    if unit is None:
        raise NotFound
    if unit.version != command.version:
        raise StaleEdit
    unit.name, unit.version = command.name, unit.version + 1
    unit.latitude, unit.longitude = rounded(command.latitude), rounded(command.longitude)
    record_act(work, "unit.edited", unit=unit.id)
    return unit


def level_below(level: UnitLevel) -> UnitLevel | None:
    """The next level of the tree; None below a village."""
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def _level_for(work: UnitOfWork, command: AddUnit) -> UnitLevel:
    if command.parent_id is None:
        return command.top_level
    parent = work.session.get(Unit, command.parent_id)
    if parent is None:
        raise NotFound
    level = level_below(parent.level)
    if level is None:
        raise BadInput("A village has no units below it.", about="parent")
    return level
