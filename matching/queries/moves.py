"""The offices that a case file can be handed to, and what a handover leaves open."""

from dataclasses import dataclass

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.queries.staff import placeable_units
from matching.queries.under_way import ActivePlacement, OpenProposal, under_way
from matching.queries.unit_tree import county_of, is_within
from matching.records import Unit
from matching.vocabulary import NeedKind, ProposalState, UnitLevel

RECEIVING = (UnitLevel.COUNTY, UnitLevel.TOWNSHIP, UnitLevel.VILLAGE)
"""Where people can belong to."""


@dataclass(frozen=True)
class Receiving:
    """One office and the names of those above it, the highest first."""

    id: int
    name: str
    above: tuple[str, ...]


@dataclass(frozen=True)
class AfterMove:
    """What a handover withdraws, what goes along open, and what the new office begins anew."""

    withdrawn: list[OpenProposal]
    kept: list[OpenProposal]
    placements: list[ActivePlacement]
    suggestions: list[str]
    needs: list[NeedKind]


def receiving_units(work: UnitOfWork) -> list[Receiving]:
    """List the offices other than the viewer's own, in the order of the tree (two statements)."""
    own = dict(placeable_units(work))
    units = {unit.id: unit for unit in work.session.exec(select(Unit))}
    rows = [
        Receiving(unit.id or 0, unit.name, _above(units, unit))
        for unit in units.values()
        if unit.level in RECEIVING and unit.id not in own
    ]
    return sorted(rows, key=lambda row: (*row.above, row.name))


def units_within_county(work: UnitOfWork, unit_id: int) -> set[int]:
    """The ids of the units of one unit's county: whose offers its office can follow up."""
    within = select(Unit.id).where(is_within(col(Unit.id), county_of(work.session, unit_id)))
    return {found or 0 for found in work.session.exec(within)}


def stays_open(state: ProposalState, offer_unit_id: int, county: set[int]) -> bool:
    """Whether an open proposal outlives a handover: reviewed, and with a provider of the new office's county."""
    return state is not ProposalState.AWAITING_REVIEW and offer_unit_id in county


def after_move(work: UnitOfWork, subject_id: int, unit_id: int) -> AfterMove:
    """Read what handing a file to a unit would do; the caller may see the person."""
    found, county = under_way(work.session, subject_id, work.today), units_within_county(work, unit_id)
    kept = [row for row in found.proposals if stays_open(row.state, row.unit_id, county)]
    withdrawn = [row for row in found.proposals if row not in kept]
    return AfterMove(withdrawn, kept, found.placements, found.suggestions, found.needs)


def _above(units: dict[int | None, Unit], unit: Unit) -> tuple[str, ...]:
    names: list[str] = []
    over = units.get(unit.parent_id)
    while over is not None:
        names.insert(0, over.name)
        over = units.get(over.parent_id)
    return tuple(names)
