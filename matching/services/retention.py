"""Asking whether a placement still holds, and answering in one press."""

from dataclasses import dataclass, field
from datetime import date

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound
from matching.records import Placement, RetentionCheck
from matching.services.outcomes import write_outcome
from matching.services.placement_steps import StalePlacement, own_placement
from matching.services.placements import EndPlacement, end_placement
from matching.services.timeline import record_event
from matching.vocabulary import CheckAnswer, EndReason, NextSituation, OutcomeKind, PlacementState


@dataclass(frozen=True)
class AnswerCheck:
    """What a check found; an ended placement also says when, why and what came next."""

    check_id: int
    version: int
    answer: CheckAnswer
    ended_on: date | None = None
    reason: EndReason | None = None
    next_situation: NextSituation | None = None
    note: str | None = field(default=None, repr=False)


def answer_check(work: UnitOfWork, command: AnswerCheck) -> RetentionCheck:
    """Answer a check that is due. *Not reached* may be answered again later; the other two stand.

    Raises:
        NotFound: for a check of somebody else's placement.
        StalePlacement: where the check was answered meanwhile.
        IllegalStep: before it is due, once it is answered, or where an end lacks a part.
    """
    check, placement = own_check(work, command.check_id)
    if command.version != check.version:
        raise StalePlacement
    if placement.state is not PlacementState.STARTED or check.answer not in (None, CheckAnswer.NOT_REACHED):
        raise IllegalStep("This check has its answer already, or the placement has ended.")
    if check.due_on > work.today:
        raise IllegalStep("This check is not due yet.")
    check.answer, check.answered_at, check.answered_by_id = command.answer, work.now, work.viewer.account_id
    check.version += 1
    work.session.add(check)
    work.session.flush()
    _follow(work, placement, check, command)
    return check


def own_check(work: UnitOfWork, check_id: int) -> tuple[RetentionCheck, Placement]:
    """Find a check of a placement that is the viewer's, and hold it. Raises NotFound for every other."""
    check = work.session.get(RetentionCheck, check_id)
    if check is None:
        raise NotFound
    placement = own_placement(work, check.placement_id)
    work.session.refresh(check)
    return check, placement


def _follow(work: UnitOfWork, placement: Placement, check: RetentionCheck, command: AnswerCheck) -> None:
    """Write what an answer means: an outcome where it holds, the end where it ended, a line in any case."""
    record_event(
        work,
        placement.subject_id,
        f"retention_check.{command.answer.value}",
        note=command.note if command.answer is not CheckAnswer.ENDED else None,
        placement=placement.id,
        check=check.id,
        days=check.days,
    )
    if command.answer is CheckAnswer.HOLDS:
        write_outcome(work, placement, OutcomeKind.HELD, days=check.days)
    elif command.answer is CheckAnswer.ENDED:
        end_placement(work, _ending(placement, command))


def _ending(placement: Placement, command: AnswerCheck) -> EndPlacement:
    if command.ended_on is None or command.reason is None or command.next_situation is None:
        raise IllegalStep("An end needs its last day, its reason and what came next.")
    return EndPlacement(
        placement.id or 0,
        placement.version,
        command.ended_on,
        command.reason,
        command.next_situation,
        command.note,
    )
