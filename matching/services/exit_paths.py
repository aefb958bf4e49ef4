"""What follows a placement that is only for a time: settled before it ends."""

from dataclasses import dataclass, field

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound
from matching.records import Placement
from matching.services.outcomes import AFTER
from matching.services.placement_steps import ACTIVE, change_placement, own_placement
from matching.services.timeline import record_event
from matching.vocabulary import NextSituation, OfferKind


@dataclass(frozen=True)
class ExitPath:
    """Whereto a person is to go after a placement, and by which way."""

    placement_id: int
    version: int
    goal: NextSituation
    plan: str = field(repr=False)


def goals_after(kind: OfferKind) -> list[NextSituation]:
    """What a placement of a kind may be followed by on purpose."""
    return [goal for goal in AFTER[kind] if goal not in (NextSituation.UNKNOWN, NextSituation.NO_HOME)]


def record_exit_path(work: UnitOfWork, command: ExitPath) -> Placement:
    """Write down what is to follow a planned or running placement; a later answer replaces it.

    Raises:
        NotFound: for a placement of somebody else's people, and for a provider.
        StalePlacement: where somebody changed the placement meanwhile.
        BadInput: for a goal that does not go with the kind.
        IllegalStep: for a placement that is over.
    """
    if work.viewer.provider_id is not None:
        raise NotFound
    placement = own_placement(work, command.placement_id)
    if command.goal not in goals_after(placement.kind):
        raise BadInput("This goal does not go with this kind of placement.", about="goal")
    if placement.state not in ACTIVE:
        raise IllegalStep("This placement is over already.")
    change_placement(work, placement, command.version, exit_goal=command.goal, exit_plan=command.plan)
    goal = command.goal.value
    record_event(work, placement.subject_id, "placement.exit_path", command.plan, placement=placement.id, goal=goal)
    return placement
