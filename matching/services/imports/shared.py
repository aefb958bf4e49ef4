"""What every import shares: who may import and where to, and the counts of what it did."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed
from matching.importing.faults import Fault
from matching.privacy import checking_units
from matching.records import Unit
from matching.vocabulary import OfferState, Role, UnitLevel


@dataclass
class Imported:
    """What an import did. Every row read is created, updated, a duplicate or refused; some are flagged for an officer."""

    created: int = 0
    updated: int = 0
    duplicates: int = 0
    refused: int = 0
    flagged: int = 0
    faults: list[Fault] = field(default_factory=list)
    states: dict[OfferState, int] = field(default_factory=dict)

    def add_refused_rows(self, faults: Sequence[Fault]) -> None:
        """Count rows that could not be read, with their faults."""
        self.faults = sorted([*faults, *self.faults], key=lambda fault: fault.row)
        self.refused += len({fault.row for fault in faults})


def unit_for_import(work: UnitOfWork, code: str | None) -> Unit:
    """The unit that an import is for: by its code, else the viewer's own, else the only county with offices below it.

    Raises:
        BadInput: for a code that no unit of the viewer's line has, or where it must be said.
    """
    mine = select(Unit).where(checking_units(work.viewer, col(Unit.id)))
    if code is not None:
        unit = work.session.exec(mine.where(col(Unit.code) == code)).first()
        if unit is None:
            raise BadInput(f"There is no unit {code!r} for this account: see the codes on the page Units and accounts.")
        return unit
    with_offices = col(Unit.id).in_(select(Unit.parent_id))
    county = and_(col(Unit.level) == UnitLevel.COUNTY, with_offices)
    own = col(Unit.id) == work.viewer.unit_id if work.viewer.unit_id else county
    units = work.session.exec(mine.where(own).order_by(col(Unit.id))).all()
    if len(units) != 1:
        raise BadInput(
            "Say with --unit CODE for which unit the rows are: there is not exactly one county with offices below it."
        )
    return units[0]


def refuse_all_but_officers(work: UnitOfWork) -> None:
    """Raise NotAllowed for an account that is not an officer's."""
    if not (work.viewer.is_machine or work.viewer.has_role(Role.OFFICER)):
        raise NotAllowed
