"""What the pages of covers show: who stands in for whom, and which protected people that leaves out."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.staff import caseworkers_of
from matching.records import Account, CaseAccess, Cover, Subject
from matching.vocabulary import CaseState, CoverReason, Role

MOST_PAST = 20


@dataclass(frozen=True)
class CoverRow:
    """One cover, in the words of the unit's own staff."""

    id: int
    version: int
    account_id: int
    who: str = field(repr=False)
    covered_by_id: int
    by: str = field(repr=False)
    reason: CoverReason
    from_on: date
    to_on: date | None
    ended_on: date | None
    may_end: bool

    def is_over(self, today: date) -> bool:
        """Whether it holds no longer."""
        return self.ended_on is not None or (self.to_on is not None and self.to_on < today)


@dataclass(frozen=True)
class ProtectedRow:
    """One protected person of the viewer's own caseload, and whether the covering account is named for them."""

    subject_id: int
    reference: str
    name: str = field(repr=False)
    is_named: bool


def covers_listed(work: UnitOfWork) -> list[CoverRow]:
    """Covers for and by the viewer; for a supervisor those of the whole unit. The newest first, at most twenty past ones."""
    away, standing = aliased(Account), aliased(Account)
    own = or_(col(Cover.account_id) == work.viewer.account_id, col(Cover.covered_by_id) == work.viewer.account_id)
    seen = or_(own, col(away.unit_id) == work.viewer.unit_id) if work.viewer.has_role(Role.SUPERVISOR) else own
    found = (
        select(Cover, away.name, standing.name)
        .join(away, col(away.id) == col(Cover.account_id))
        .join(standing, col(standing.id) == col(Cover.covered_by_id))
        .where(seen)
        .order_by(col(Cover.from_on).desc(), col(Cover.id).desc())
    )
    rows = [_row(work, cover, who, by) for cover, who, by in work.session.exec(found)]
    past = [row for row in rows if row.is_over(work.today)][:MOST_PAST]
    return [row for row in rows if not row.is_over(work.today)] + past


def who_may_be_covered(work: UnitOfWork) -> list[tuple[int, str]]:
    """Whose cover the viewer arranges: the own caseload, or as a supervisor those of the unit, as (id, name)."""
    unit = caseworkers_of(work.session, work.viewer.unit_id or 0)
    if work.viewer.has_role(Role.SUPERVISOR):
        return unit
    return [pair for pair in unit if pair[0] == work.viewer.account_id]


def protected_left_out(work: UnitOfWork, cover: CoverRow) -> list[ProtectedRow]:
    """The protected people of the viewer's own caseload. Nobody but their caseworker learns of them here."""
    if cover.account_id != work.viewer.account_id:
        return []
    named = select(CaseAccess.subject_id).where(col(CaseAccess.account_id) == cover.covered_by_id)
    people = (
        select(Subject, col(Subject.id).in_(named))
        .where(own_subjects(work.viewer), col(Subject.caseworker_id) == cover.account_id)
        .where(or_(col(Subject.is_juvenile), col(Subject.is_sealed)), col(Subject.state) != CaseState.CLOSED)
        .order_by(col(Subject.reference))
    )
    return [
        ProtectedRow(person.id or 0, person.reference, person.name, bool(is_named))
        for person, is_named in work.session.exec(people)
    ]


def _row(work: UnitOfWork, cover: Cover, who: str, by: str) -> CoverRow:
    is_own = cover.account_id == work.viewer.account_id
    return CoverRow(
        id=cover.id or 0,
        version=cover.version,
        account_id=cover.account_id,
        who=who,
        covered_by_id=cover.covered_by_id,
        by=by,
        reason=cover.reason,
        from_on=cover.from_on,
        to_on=cover.to_on,
        ended_on=cover.ended_on,
        may_end=cover.ended_on is None and (is_own or work.viewer.has_role(Role.SUPERVISOR)),
    )
