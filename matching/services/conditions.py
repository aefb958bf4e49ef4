"""Duties and bans of orders and licences."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.queries.conditions import is_placed
from matching.records import CaseFacts, Condition
from matching.services.questions import answer_fact, ask
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import ConditionKind, Fact


@dataclass(frozen=True)
class AddCondition:
    """One duty or ban as the order lays it; `terms` are coded as `Condition` says."""

    subject_id: int
    kind: ConditionKind
    ground: str
    from_on: date
    to_on: date | None = None
    home_from: time | None = None
    home_to: time | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    wording: str | None = field(default=None, repr=False)
    details: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class CorrectCondition:
    """How a condition should stand, over the version that was on the page. Its kind stays."""

    condition_id: int
    version: int
    laid: AddCondition


@dataclass(frozen=True)
class EndCondition:
    """Which condition no longer holds, and since when."""

    subject_id: int
    condition_id: int
    ended_on: date


def add_condition(work: UnitOfWork, command: AddCondition) -> Condition:
    """Record a condition; a banned area whose place on the map is not known is asked for.

    Raises:
        NotFound: for a subject who is not the viewer's.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    condition = Condition(**vars(command), recorded_at=work.now, recorded_by_id=work.viewer.account_id)
    work.session.add(condition)
    record_event(work, command.subject_id, "condition.added", kind=command.kind.value)
    _follow(work, command)
    return condition


def correct_condition(work: UnitOfWork, command: CorrectCondition) -> Condition:
    """Correct a condition that was recorded wrongly, or whose order was changed.

    Raises:
        NotFound: for a subject or a condition that is not the viewer's, or of another kind.
        StaleEdit: where somebody else saved first.
        IllegalStep: where it has ended.
    """
    laid = command.laid
    condition = _own_condition(work, laid.subject_id, command.condition_id)
    if condition.kind is not laid.kind:
        raise NotFound
    if condition.version != command.version:
        raise StaleEdit
    if condition.ended_on is not None:
        raise IllegalStep("This condition has ended before.")
    for name, value in vars(laid).items():
        setattr(condition, name, value)
    condition.version += 1
    record_event(work, laid.subject_id, "condition.corrected", kind=laid.kind.value)
    _follow(work, laid)
    return condition


def end_condition(work: UnitOfWork, command: EndCondition) -> Condition:
    """End a condition.

    Raises:
        NotFound: for a subject or a condition that is not the viewer's.
        IllegalStep: where it ended before, or would end before it began.
    """
    condition = _own_condition(work, command.subject_id, command.condition_id)
    if condition.ended_on is not None:
        raise IllegalStep("This condition has ended before.")
    if command.ended_on < condition.from_on:
        raise IllegalStep("A condition cannot end before it begins.", about="ended_on")
    if command.ended_on > work.today:
        raise IllegalStep("A condition can be ended only once its last day has come.", about="ended_on")
    condition.ended_on = command.ended_on
    condition.version += 1
    record_event(work, command.subject_id, "condition.ended", kind=condition.kind.value)
    _answer_if_complete(work, command.subject_id)
    facts_changed(work, command.subject_id)
    return condition


def confirm_conditions(work: UnitOfWork, subject_id: int) -> None:
    """Note that the order has been read and that what is recorded is all. Raises NotFound for a foreign subject."""
    own_subject(work.session, work.viewer, subject_id)
    case_facts(work, subject_id).conditions_read_on = work.today
    record_event(work, subject_id, "condition.order_read")
    answer_fact(work, subject_id, Fact.REPORTING)
    _answer_if_complete(work, subject_id)
    facts_changed(work, subject_id)


def case_facts(work: UnitOfWork, subject_id: int) -> CaseFacts:
    """Find or start the row that says which parts of a case file are complete."""
    found = work.session.get(CaseFacts, subject_id)
    if found is None:
        found = CaseFacts(subject_id=subject_id)
        work.session.add(found)
        work.session.flush()
    return found


def _own_condition(work: UnitOfWork, subject_id: int, condition_id: int) -> Condition:
    own_subject(work.session, work.viewer, subject_id)
    condition = work.session.get(Condition, condition_id)
    if condition is None or condition.subject_id != subject_id:
        raise NotFound
    return condition


def _follow(work: UnitOfWork, laid: AddCondition) -> None:
    """Close or open the questions that a recorded condition answers or raises."""
    work.session.flush()
    if laid.kind is ConditionKind.TRAVEL_LEAVE:
        answer_fact(work, laid.subject_id, Fact.TRAVEL_LEAVE)
    if laid.kind is ConditionKind.REPORTING:
        answer_fact(work, laid.subject_id, Fact.REPORTING)
    if laid.kind is ConditionKind.AREA_BAN and not is_placed(laid.kind, laid.terms):
        ask(work, laid.subject_id, Fact.CONDITIONS)
    else:
        _answer_if_complete(work, laid.subject_id)
    facts_changed(work, laid.subject_id)


def _answer_if_complete(work: UnitOfWork, subject_id: int) -> None:
    """Close the question about conditions once the order has been read and every banned area has its place."""
    standing = select(Condition).where(col(Condition.subject_id) == subject_id, col(Condition.ended_on).is_(None))
    placed = all(is_placed(each.kind, each.terms) for each in work.session.exec(standing))
    if placed and case_facts(work, subject_id).conditions_read_on is not None:
        answer_fact(work, subject_id, Fact.CONDITIONS)
