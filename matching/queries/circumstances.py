"""The three noes: the newest finding of each kind, and the history."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as plain_select
from sqlmodel import Session, col, select

from matching.records import Account, Circumstance
from matching.vocabulary import Answer, CircumstanceKind, Source


@dataclass(frozen=True)
class FindingRow:
    """One finding; who recorded it is None where it followed from a placement."""

    id: int
    kind: CircumstanceKind
    answer: Answer
    source: Source
    evidence: str | None = field(repr=False)
    found_on: date
    review_on: date | None
    recorded_at: datetime
    recorded_by: str | None
    is_overdue: bool


@dataclass(frozen=True)
class ThreeNoes:
    """The newest finding of each kind, None where nobody has recorded any."""

    home: FindingRow | None = None
    kin: FindingRow | None = None
    work: FindingRow | None = None

    @property
    def pairs(self) -> list[tuple[CircumstanceKind, FindingRow | None]]:
        """Each kind with what holds, in the usual order."""
        return [
            (CircumstanceKind.HOME, self.home),
            (CircumstanceKind.KIN, self.kin),
            (CircumstanceKind.WORK, self.work),
        ]

    @property
    def answers(self) -> list[tuple[CircumstanceKind, Answer]]:
        """Each kind with its answer; unknown where nothing is recorded."""
        return [(kind, row.answer if row else Answer.UNKNOWN) for kind, row in self.pairs]


def three_noes_of(session: Session, subject_id: int, today: date) -> ThreeNoes:
    """Read the newest finding of each kind for one subject."""
    return three_noes_by_subject(session, [subject_id], today).get(subject_id, ThreeNoes())


def three_noes_by_subject(session: Session, subject_ids: Iterable[int], today: date) -> dict[int, ThreeNoes]:
    """Read the newest finding of each kind for several subjects, in one statement."""
    rows = session.exec(
        select(Circumstance, Account.name)
        .join(Account, col(Account.id) == col(Circumstance.recorded_by_id), isouter=True)
        .where(col(Circumstance.id).in_(newest_ids().where(col(Circumstance.subject_id).in_(list(subject_ids)))))
    ).all()
    found: dict[int, dict[str, FindingRow]] = {}
    for finding, account in rows:
        found.setdefault(finding.subject_id, {})[finding.kind.value] = finding_row(finding, account, today)
    return {subject_id: ThreeNoes(**kinds) for subject_id, kinds in found.items()}


def findings_of(session: Session, subject_id: int, kind: CircumstanceKind, today: date) -> list[FindingRow]:
    """List every finding of one kind, the newest first."""
    rows = session.exec(
        select(Circumstance, Account.name)
        .join(Account, col(Account.id) == col(Circumstance.recorded_by_id), isouter=True)
        .where(col(Circumstance.subject_id) == subject_id, col(Circumstance.kind) == kind)
        .order_by(col(Circumstance.id).desc())
    ).all()
    return [finding_row(finding, account, today) for finding, account in rows]


def newest_ids() -> Select[Any]:
    """Select the ids of the findings that hold: the last recorded of each subject and kind."""
    newest = plain_select(func.max(col(Circumstance.id)))
    return newest.group_by(col(Circumstance.subject_id), col(Circumstance.kind))


def finding_row(finding: Circumstance, account: str | None, today: date) -> FindingRow:
    """Turn a record into a row."""
    return FindingRow(
        finding.id or 0,
        finding.kind,
        finding.answer,
        finding.source,
        finding.evidence,
        finding.found_on,
        finding.review_on,
        finding.recorded_at,
        account,
        finding.review_on is not None and finding.review_on < today,
    )
