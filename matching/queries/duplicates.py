"""Who is perhaps registered already: by identity number, then by a like name and a near birth date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from matching.database import UnitOfWork
from matching.encryption import keyring
from matching.privacy import own_subjects
from matching.records import Subject, Unit
from matching.vocabulary import CaseState

NEAR = timedelta(days=60)
"""How far a birth date may lie from the typed one: the two calendars are up to seven weeks apart."""

ALIKE = 85.0
"""The least likeness of two names, 0 to 100, as they are written or as they sound."""

AT_MOST = 5_000
"""How many names are opened and compared at most."""


class Likeness(StrEnum):
    """Why somebody may be the same person."""

    IDENTITY = "identity"
    NAME = "name"


@dataclass(frozen=True)
class Duplicate:
    """One person who may be the same. Of a person whom the viewer may not see, only the unit is told.

    Of a protected one not even that: it would say that there is such a record, and where.

    Attributes:
        is_final: the same identity number under a case file that is not closed: nothing can be stored beside it.
    """

    likeness: Likeness
    subject_id: int
    unit: str
    is_visible: bool
    is_final: bool
    reference: str = ""
    name: str = field(default="", repr=False)
    born_on: date | None = field(default=None, repr=False)
    state: CaseState | None = None


def possible_duplicates(
    work: UnitOfWork, name: str, born_on: date | None, identity_number: str | None, besides: int | None = None
) -> list[Duplicate]:
    """List who may be the same person, the same identity first, then by reference.

    Without a birth date a name is compared with the people of the viewer's own unit only.

    Args:
        work: who is asking, and where to look.
        name: as typed.
        born_on: as typed or as the identity number says.
        identity_number: where it is known.
        besides: a subject to leave out, when an existing case file is corrected.
    """
    visible = set(work.session.exec(select(Subject.id).where(own_subjects(work.viewer))))
    found = list(_same_identity(work, identity_number))
    known = {subject.id for subject, _unit in found} | {besides}
    alike = [row for row in _near_birth(work, born_on) if row[0].id not in known and is_alike(name, row[0].name)]
    by_identity = [_row(row, Likeness.IDENTITY, visible) for row in found if row[0].id != besides]
    return by_identity + [_row(row, Likeness.NAME, visible) for row in alike]


def duplicates_mark(found: Iterable[Duplicate]) -> str:
    """Make a mark of exactly these rows: a tick given for them does not hold for others."""
    return keyring.fingerprint(",".join(str(row.subject_id) for row in found))


def is_alike(name: str, other: str) -> bool:
    """Whether two names look or sound nearly the same, whatever the order of their parts."""
    if fuzz.token_sort_ratio(name.casefold(), other.casefold()) >= ALIKE:
        return True
    return fuzz.token_sort_ratio(sound_of(name), sound_of(other)) >= ALIKE


def sound_of(name: str) -> str:
    """Write a name in pinyin without tones, its parts apart."""
    return " ".join(lazy_pinyin(name)).casefold()


def _same_identity(work: UnitOfWork, identity_number: str | None) -> Iterable[tuple[Subject, str]]:
    if not identity_number:
        return []
    same = col(Subject.identity_hash) == keyring.fingerprint(identity_number)
    return work.session.exec(_people(and_(same, _tells(work))).order_by(col(Subject.reference))).all()


def _near_birth(work: UnitOfWork, born_on: date | None) -> Iterable[tuple[Subject, str]]:
    """People whose birth date is near, or not recorded; the protected ones of others are passed over."""
    own = own_subjects(work.viewer)
    where: ColumnElement[bool] = own
    if born_on is not None:
        near = col(Subject.born_on).between(born_on - NEAR, born_on + NEAR)
        unprotected = and_(col(Subject.is_juvenile).is_(False), col(Subject.is_sealed).is_(False))
        where = or_(and_(own, or_(near, col(Subject.born_on).is_(None))), and_(near, unprotected, _tells(work)))
    return work.session.exec(_people(where).order_by(col(Subject.reference)).limit(AT_MOST)).all()


def _tells(work: UnitOfWork) -> ColumnElement[bool]:
    """Filter out what was merged into a file that the viewer does not see: that file speaks for the person."""
    return or_(col(Subject.merged_into_id).is_(None), own_subjects(work.viewer))


def _people(where: ColumnElement[bool]) -> Select[Subject, str]:
    return select(Subject, Unit.name).join(Unit, col(Unit.id) == col(Subject.unit_id)).where(where)


def _row(found: tuple[Subject, str], likeness: Likeness, visible: set[int | None]) -> Duplicate:
    subject, unit = found
    final = likeness is Likeness.IDENTITY and subject.state is not CaseState.CLOSED
    if subject.id not in visible:
        return Duplicate(likeness, subject.id or 0, "" if subject.is_protected else unit, False, final)
    return Duplicate(
        likeness,
        subject.id or 0,
        unit,
        True,
        final,
        subject.reference,
        subject.name,
        subject.born_on,
        subject.state,
    )
