"""Who belongs to a subject's household."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from matching.queries.ages import age_on
from matching.records import CaseFacts, HouseholdMember
from matching.vocabulary import Relation


@dataclass(frozen=True)
class MemberRow:
    """One member of the household."""

    id: int
    relation: Relation
    name: str | None = field(repr=False)
    born_on: date | None = field(repr=False)
    age: int | None
    moves_along: bool
    is_dependant: bool
    version: int


@dataclass(frozen=True)
class CaseHousehold:
    """Everybody recorded, whoever moves along first, and when the person was last asked; None: never."""

    rows: list[MemberRow]
    asked_on: date | None

    @property
    def moving_in(self) -> int:
        """How many people a home must have room for: the subject and whoever moves along."""
        return 1 + sum(row.moves_along for row in self.rows)


def household_of(session: Session, subject_id: int, today: date) -> CaseHousehold:
    """Read a subject's household (two statements)."""
    members = select(HouseholdMember).where(col(HouseholdMember.subject_id) == subject_id)
    ordered = members.order_by(col(HouseholdMember.moves_along).desc(), col(HouseholdMember.id))
    facts = session.get(CaseFacts, subject_id)
    rows = [
        MemberRow(
            each.id or 0, each.relation, each.name, each.born_on, age_on(each.born_on, today),
            each.moves_along, each.is_dependant, each.version,
        )
        for each in session.exec(ordered)
    ]  # fmt: skip
    return CaseHousehold(rows, facts.household_asked_on if facts else None)
