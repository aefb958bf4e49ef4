"""Lists of people: the viewer's own caseload first. Five statements, whatever the number of people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.circumstances import ThreeNoes, three_noes_by_subject
from matching.queries.covers import answers_for
from matching.queries.reporting import clocks_of
from matching.records import Account, Subject, Unit
from matching.vocabulary import CaseState, LegalStatus

PAGE = 50
SEARCHED = 5_000
"""How many people's names a search opens at most: names are encrypted, so the database cannot search them."""


@dataclass(frozen=True)
class CaseloadFilter:
    """Which people to list.

    Attributes:
        only_mine: only those whose caseworker the viewer is, or covers for.
        state: None for everyone whose case file is not closed.
        words: part of a name or of a reference; "" for no search.
        page: from 1.
    """

    only_mine: bool = False
    state: CaseState | None = None
    words: str = field(default="", repr=False)
    page: int = 1


@dataclass(frozen=True)
class CaseloadRow:
    """One person. `next_on` is the nearest date that somebody planned: release, end of correction or a review.

    Attributes:
        is_mine: whether the viewer is the caseworker; False for those whom the viewer covers.
    """

    id: int
    reference: str
    name: str = field(repr=False)
    state: CaseState
    legal_status: LegalStatus
    is_key_person: bool
    is_protected: bool
    is_mine: bool
    unit: str
    caseworker: str | None
    three_noes: ThreeNoes
    next_on: date | None
    next_is: str | None
    days_since_release: int | None
    is_missing: bool


@dataclass(frozen=True)
class Caseload:
    """One page of people."""

    rows: list[CaseloadRow]
    total: int
    page: int
    pages: int
    was_cut: bool


def caseload(work: UnitOfWork, wanted: CaseloadFilter) -> Caseload:
    """List the people of the viewer's unit and villages: the viewer's own first, then by reference."""
    answers = answers_for(work)
    found, total, cut = _found(work, wanted, answers)
    rows = work.session.exec(
        select(Subject, Unit.name, Account.name)
        .join(Unit, col(Unit.id) == col(Subject.unit_id))
        .join(Account, col(Account.id) == col(Subject.caseworker_id), isouter=True)
        .where(col(Subject.id).in_(found))
        .order_by(*_order(answers))
    ).all()
    noes = three_noes_by_subject(work.session, found, work.today)
    clocks = clocks_of(work.session, [subject for subject, _unit, _caseworker in rows])
    late = {subject_id for subject_id, clock in clocks.items() if clock.is_late(work.today)}
    listed = [_row(work, row, noes.get(row[0].id or 0, ThreeNoes()), late, answers) for row in rows]
    return Caseload(listed, total, wanted.page, max(1, -(-total // PAGE)), cut)


def _found(work: UnitOfWork, wanted: CaseloadFilter, answers: set[int]) -> tuple[Sequence[int], int, bool]:
    """The ids of the wanted page, how many there are in all, and whether a search stopped at its limit."""
    where, start = _where(work, wanted, answers), (max(1, wanted.page) - 1) * PAGE
    if wanted.words:
        ids, cut = _searched(work, where, wanted.words, answers)
        return ids[start : start + PAGE], len(ids), cut
    total = work.session.exec(select(func.count()).select_from(Subject).where(where)).one()
    listed = select(Subject.id).where(where).order_by(*_order(answers)).limit(PAGE).offset(start)
    return [subject_id or 0 for subject_id in work.session.exec(listed)], total, False


def _searched(work: UnitOfWork, where: ColumnElement[bool], words: str, answers: set[int]) -> tuple[list[int], bool]:
    people = work.session.exec(
        select(Subject.id, Subject.reference, Subject.name).where(where).order_by(*_order(answers)).limit(SEARCHED)
    ).all()
    sought = words.casefold()
    ids = [id or 0 for id, reference, name in people if sought in reference.casefold() or sought in name.casefold()]
    return ids, len(people) == SEARCHED


def _where(work: UnitOfWork, wanted: CaseloadFilter, answers: set[int]) -> ColumnElement[bool]:
    state = col(Subject.state)
    where = and_(own_subjects(work.viewer), state == wanted.state if wanted.state else state != CaseState.CLOSED)
    return and_(where, col(Subject.caseworker_id).in_(answers)) if wanted.only_mine else where


def _order(answers: set[int]) -> tuple[Any, Any]:
    mine = case((col(Subject.caseworker_id).in_(answers), 0), else_=1)
    return mine, col(Subject.reference)


def _row(
    work: UnitOfWork, found: tuple[Subject, str, str | None], noes: ThreeNoes, late: set[int], answers: set[int]
) -> CaseloadRow:
    subject, unit, caseworker = found
    days = (work.today - subject.release_on).days if subject.release_on else None
    next_on, next_is = _next_date(subject, noes, work.today)
    return CaseloadRow(
        id=subject.id or 0,
        reference=subject.reference,
        name=subject.name,
        state=subject.state,
        legal_status=subject.legal_status,
        is_key_person=subject.is_key_person,
        is_protected=subject.is_protected,
        is_mine=subject.caseworker_id == work.viewer.account_id,
        unit=unit,
        caseworker=caseworker,
        three_noes=noes,
        next_on=next_on,
        next_is=next_is,
        days_since_release=days if days is not None and days >= 0 else None,
        is_missing=subject.id in late,
    )


def _next_date(subject: Subject, noes: ThreeNoes, today: date) -> tuple[date | None, str | None]:
    """The earliest planned date and what it is; a review stays first while it is overdue."""
    planned = [
        (day, name)
        for day, name in ((subject.release_on, "release"), (subject.correction_ends_on, "correction_ends"))
        if day is not None and day >= today
    ]
    planned += [(row.review_on, "review") for _kind, row in noes.pairs if row is not None and row.review_on]
    return min(planned, default=(None, None))
