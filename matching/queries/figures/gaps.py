"""What the office does not know, and who did not report."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy import select as select_rows
from sqlmodel import col

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.queries.circumstances import newest_ids
from matching.queries.figures.hiding import Count, shown
from matching.queries.figures.scope import Scope
from matching.records import CaseFacts, Circumstance, Experience, Profile, Subject
from matching.vocabulary import Answer, CaseState, CircumstanceKind, LegalStatus


@dataclass(frozen=True)
class Reporting:
    """People whose day of release has passed and who have not reported, and how many of them are beyond the deadline."""

    not_reported: Count
    beyond_deadline: Count


@dataclass(frozen=True)
class Gaps:
    """Of the people who are here, of how many each thing is not known."""

    people: Count
    missing: dict[str, Count]


def reporting(work: UnitOfWork, scope: Scope) -> Reporting:
    """Count who did not report (one statement)."""
    is_released = col(Subject.legal_status) == LegalStatus.RELEASED
    late = (
        select_rows(is_released.label("is_released"), col(Subject.release_on))
        .where(scope.people, col(Subject.state) == CaseState.EXPECTED, col(Subject.release_on) < work.today)
        .subquery()
    )
    counted = select_rows(late.c.is_released, late.c.release_on, func.count())
    on_time = beyond = 0
    for released, release_on, many in work.session.execute(counted.group_by(late.c.is_released, late.c.release_on)):
        is_over = deadline("report" if released else "report_correction").after(release_on) < work.today
        on_time, beyond = on_time + (0 if is_over else many), beyond + (many if is_over else 0)
    return Reporting(shown(on_time + beyond, scope.exact), shown(beyond, scope.exact))


def data_gaps(work: UnitOfWork, scope: Scope) -> Gaps:
    """Count what is missing in the files of the people who are here (one statement)."""
    lacks = _lacks()
    marks = [func.coalesce(func.sum(case((lack, 1), else_=0)), 0) for lack in lacks.values()]
    counted = (
        select_rows(func.count(), *marks)
        .select_from(Subject)
        .outerjoin(Profile, col(Profile.subject_id) == col(Subject.id))
        .outerjoin(CaseFacts, col(CaseFacts.subject_id) == col(Subject.id))
        .where(scope.people, col(Subject.state) == CaseState.OPEN)
    )
    people, *numbers = work.session.execute(counted).one()
    missing = {name: shown(number, scope.exact) for name, number in zip(lacks, numbers, strict=True)}
    return Gaps(shown(people, scope.exact), missing)


def _lacks() -> dict[str, Any]:
    """Name of a gap -> the test of it."""
    worked = exists().where(col(Experience.subject_id) == col(Subject.id))
    return {
        **{kind.value: ~_is_known(kind) for kind in CircumstanceKind},
        "profile": and_(or_(col(Profile.skills_known).is_(None), col(Profile.skills_known).is_(False)), ~worked),
        "conditions": col(CaseFacts.conditions_read_on).is_(None),
        "household": col(CaseFacts.household_asked_on).is_(None),
        "caseworker": col(Subject.caseworker_id).is_(None),
    }


def _is_known(kind: CircumstanceKind) -> Any:
    """Whether the newest finding of one of the three noes says yes or no."""
    newest = newest_ids().where(col(Circumstance.kind) == kind)
    answered = select_rows(col(Circumstance.subject_id)).where(
        col(Circumstance.id).in_(newest), col(Circumstance.answer) != Answer.UNKNOWN
    )
    return col(Subject.id).in_(answered)
