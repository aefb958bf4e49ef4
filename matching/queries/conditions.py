"""The duties and bans that hold for a subject, and those that have ended."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlmodel import Session, col, select

from matching.records import CaseFacts, Condition
from matching.vocabulary import ConditionKind


@dataclass(frozen=True)
class ConditionRow:
    """One duty or ban."""

    id: int
    kind: ConditionKind
    ground: str
    from_on: date
    to_on: date | None
    home_from: time | None
    home_to: time | None
    terms: dict[str, Any]
    wording: str | None = field(repr=False)
    details: str | None = field(repr=False)
    ended_on: date | None
    holds: bool
    is_placed: bool
    version: int


@dataclass(frozen=True)
class CaseConditions:
    """All conditions, those that hold first, and when the order was read."""

    rows: list[ConditionRow]
    read_on: date | None


def conditions_of(session: Session, subject_id: int, today: date) -> CaseConditions:
    """Read a subject's conditions: those that hold first, then by date, the newest first."""
    conditions = session.exec(select(Condition).where(col(Condition.subject_id) == subject_id)).all()
    rows = [condition_row(condition, today) for condition in conditions]
    rows.sort(key=lambda row: (not row.holds, -row.from_on.toordinal(), row.id))
    facts = session.get(CaseFacts, subject_id)
    return CaseConditions(rows, facts.conditions_read_on if facts else None)


def condition_row(condition: Condition, today: date) -> ConditionRow:
    """Turn a record into a row. A condition that has yet to begin holds: people plan for it."""
    over = condition.ended_on is not None or (condition.to_on is not None and condition.to_on < today)
    return ConditionRow(
        condition.id or 0,
        condition.kind,
        condition.ground,
        condition.from_on,
        condition.to_on,
        condition.home_from,
        condition.home_to,
        condition.terms,
        condition.wording,
        condition.details,
        condition.ended_on,
        not over,
        is_placed(condition.kind, condition.terms),
        condition.version,
    )


def is_placed(kind: ConditionKind, terms: dict[str, Any]) -> bool:
    """Whether a condition can be held against a place: a banned area without coordinates cannot."""
    return kind is not ConditionKind.AREA_BAN or "latitude" in terms
