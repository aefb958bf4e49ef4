"""The one table of a placement's steps, and the one way to take one."""

from datetime import date

from sqlalchemy import CursorResult, update
from sqlmodel import col

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.records import Offer, Placement
from matching.services.announcing import tell_of_placement
from matching.services.proposal_steps import lock_subject
from matching.services.timeline import record_event
from matching.vocabulary import PlacementState

S = PlacementState

STEPS: dict[PlacementState, frozenset[PlacementState]] = {
    S.PLANNED: frozenset({S.STARTED, S.NO_SHOW, S.CANCELLED}),
    S.STARTED: frozenset({S.ENDED}),
    S.NO_SHOW: frozenset(),
    S.ENDED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""State -> the states that may follow it. Every end gives the place back."""

ACTIVE = (S.PLANNED, S.STARTED)


class StalePlacement(StaleEdit):
    """Somebody changed this placement since you opened the page. Look at it as it stands now."""


def own_placement(work: UnitOfWork, placement_id: int) -> Placement:
    """Find and hold a placement of the viewer's people, or of the viewer's own offers.

    Raises:
        NotFound: for a missing and a foreign one alike.
    """
    placement = work.session.get(Placement, placement_id)
    if placement is None:
        raise NotFound
    if work.viewer.provider_id is None:
        own_subject(work.session, work.viewer, placement.subject_id)
    elif placement.provider_id != work.viewer.provider_id:
        raise NotFound
    lock_subject(work, placement.subject_id)
    work.session.refresh(placement)
    return placement


def move_placement(
    work: UnitOfWork, placement: Placement, to: PlacementState, version: int, **values: date | str | None
) -> None:
    """Take one step of the table. Raises IllegalStep where it has none, StalePlacement where it was seen before."""
    if version == placement.version and to not in STEPS[placement.state]:
        raise IllegalStep
    change_placement(work, placement, version, state=to, **values)


def change_placement(work: UnitOfWork, placement: Placement, version: int, **values: date | str | None) -> None:
    """Change a placement by a conditional UPDATE. Raises StalePlacement where somebody was faster."""
    mine = update(Placement).where(col(Placement.id) == placement.id, col(Placement.version) == version)
    changed = work.session.execute(
        mine.values(version=version + 1, **values), execution_options={"synchronize_session": False}
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise StalePlacement
    work.session.refresh(placement)


def write_step(work: UnitOfWork, placement: Placement, note: str | None = None, **arguments: str) -> None:
    """Write the step that a placement has just taken into the case file and the audit."""
    title = work.session.get_one(Offer, placement.offer_id).title
    record_event(
        work,
        placement.subject_id,
        f"placement.{placement.state.value}",
        note=note,
        placement=placement.id,
        title=title,
        **arguments,
    )
    tell_of_placement(work, placement, placement.state.value)
