"""A placement that goes on beyond the day that was agreed."""

from dataclasses import dataclass, field
from datetime import date

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotAllowed
from matching.records import Extension, Placement
from matching.services.announcing import tell_of_placement
from matching.services.placement_steps import StalePlacement, change_placement, own_placement
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import ExtensionReason, PlacementState, Role


@dataclass(frozen=True)
class ExtendPlacement:
    """Until which later day a placement goes on, and why. The officer has asked the provider, who agrees."""

    placement_id: int
    version: int
    ends_on: date
    reason: ExtensionReason
    note: str | None = field(default=None, repr=False)


def extend_placement(work: UnitOfWork, command: ExtendPlacement) -> Extension:
    """Set a later last day of a running placement, and keep why and what it was before.

    Raises:
        NotAllowed: for everybody but an officer.
        NotFound, StalePlacement: as for every step of a placement.
        IllegalStep: where the placement does not run, or the day is not later than today and the agreed one.
    """
    if not work.viewer.has_role(Role.OFFICER):
        raise NotAllowed
    placement = own_placement(work, command.placement_id)
    _refuse_no_extension(work, placement, command)
    earlier_on = placement.ends_on
    change_placement(work, placement, command.version, ends_on=command.ends_on)
    extension = Extension(
        placement_id=command.placement_id,
        earlier_on=earlier_on,
        ends_on=command.ends_on,
        reason=command.reason,
        note=command.note,
        agreed_at=work.now,
        account_id=work.viewer.account_id,
    )
    work.session.add(extension)
    work.session.flush()
    said = {"ends_on": command.ends_on.isoformat(), "reason": command.reason.value}
    record_event(work, placement.subject_id, "placement.extended", command.note, placement=placement.id, **said)
    tell_of_placement(work, placement, "extended")
    facts_changed(work, placement.subject_id)
    return extension


def _refuse_no_extension(work: UnitOfWork, placement: Placement, command: ExtendPlacement) -> None:
    if command.version != placement.version:
        raise StalePlacement
    if placement.state is not PlacementState.STARTED or command.ends_on <= work.today:
        raise IllegalStep("Only a running placement can be extended, to a day after today.", about="ends_on")
    if placement.ends_on is not None and command.ends_on <= placement.ends_on:
        raise IllegalStep("The new last day must come after the agreed one.", about="ends_on")
