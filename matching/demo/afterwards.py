"""What happened to placements of the made-up county: planned, begun, asked after, extended, ended."""

from sqlmodel import col, select

from matching.demo.moments import Moment
from matching.records import RetentionCheck
from matching.services.exit_paths import ExitPath, record_exit_path
from matching.services.extensions import ExtendPlacement, extend_placement
from matching.services.placements import EndPlacement, PlanPlacement, end_placement, plan_placement
from matching.services.retention import AnswerCheck, answer_check
from matching.vocabulary import CheckAnswer, EndReason, ExtensionReason, NextSituation


def plan(moment: Moment) -> None:
    """Plan the start for a day and, where a second one is named, the end."""
    starts_on, *ends_on = [moment.county.on(int(word)).today for word in moment.words]
    command = PlanPlacement(moment.proposal.id or 0, moment.proposal.version, starts_on, *ends_on)
    moment.county.placements[moment.pair] = plan_placement(moment.officer, command).id or 0


def holds(moment: Moment) -> None:
    """Let the provider answer the first check that is due: it holds. Raises ValueError where none is due."""
    work = moment.provider
    due = select(RetentionCheck).where(
        col(RetentionCheck.placement_id) == moment.placement.id,
        col(RetentionCheck.answer).is_(None),
        col(RetentionCheck.due_on) <= work.today,
    )
    check = work.session.exec(due.order_by(col(RetentionCheck.days))).first()
    if check is None:
        raise ValueError(f"No check of {moment.pair} is due on day {moment.day}")
    answer_check(work, AnswerCheck(check.id or 0, check.version, CheckAnswer.HOLDS))


def extend(moment: Moment) -> None:
    """Agree on a later end, with its reason and perhaps a word on it."""
    work, placement, (day, reason, *note) = moment.officer, moment.placement, moment.words
    ends_on = moment.county.on(int(day)).today
    longer = ExtendPlacement(
        placement.id or 0, placement.version, ends_on, ExtensionReason(reason), " ".join(note) or None
    )
    extend_placement(work, longer)


def settle_exit(moment: Moment) -> None:
    """Write down what is to follow."""
    placement, (goal, *way) = moment.placement, moment.words
    path = ExitPath(placement.id or 0, placement.version, NextSituation(goal), " ".join(way))
    record_exit_path(moment.caseworker, path)


def end(moment: Moment) -> None:
    """End it today."""
    work, placement = moment.officer, moment.placement
    reason, situation = EndReason(moment.words[0]), NextSituation(moment.words[1])
    end_placement(work, EndPlacement(placement.id or 0, placement.version, work.today, reason, situation))
