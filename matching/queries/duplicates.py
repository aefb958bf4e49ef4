"""Who is perhaps registered already: by identity number, then by a like name and a near birth date."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import col

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
"""How many names are opened and compared at most, where one person is looked for."""

AT_ONCE = 500
"""How many identity numbers one statement looks for."""


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


class _Person(NamedTuple):
    """What is compared and told of somebody, without the rest of the record."""

    id: int
    reference: str
    name: str
    born_on: date | None
    state: CaseState
    identity_hash: str | None
    is_juvenile: bool
    is_sealed: bool


_Found = tuple[_Person, str, bool]
"""Somebody, the name of the unit, and whether the viewer may see the case file."""


@dataclass(frozen=True)
class Sought:
    """What is known of somebody who may be registered already.

    Attributes:
        besides: a subject to leave out, when an existing case file is corrected.
    """

    name: str = field(repr=False)
    born_on: date | None = field(repr=False)
    identity_number: str | None = field(repr=False)
    besides: int | None = None


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
    return duplicates_of_all(work, [Sought(name, born_on, identity_number, besides)], AT_MOST)[0]


def duplicates_of_all(work: UnitOfWork, sought: Sequence[Sought], most: int | None = None) -> list[list[Duplicate]]:
    """List for each who may be the same person, as `possible_duplicates`, in two statements for all of them.

    Args:
        work: who is asking, and where to look.
        sought: whom to look for.
        most: how many people are compared at most; None compares with everybody near.
    """
    by_number = _by_number(work, sought)
    near: dict[int, list[_Found]] = defaultdict(list)
    windows = _Windows(sought)
    for found in _people(work, _near(work, windows), most):
        for place in windows.around(found[0].born_on, is_visible=found[2]):
            near[place].append(found)
    return [
        _duplicates(each, by_number.get(each.identity_number or "", []), near[place])
        for place, each in enumerate(sought)
    ]


def _duplicates(sought: Sought, same: Sequence[_Found], near: Sequence[_Found]) -> list[Duplicate]:
    known = {person.id for person, _unit, _is_visible in same} | {sought.besides}
    alike = [found for found in near if found[0].id not in known and is_alike(sought.name, found[0].name)]
    by_identity = [_row(found, Likeness.IDENTITY) for found in same if found[0].id != sought.besides]
    return by_identity + [_row(found, Likeness.NAME) for found in alike]


class _Windows:
    """The spans of birth dates around those whom one looks for, and who of them is near a date."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        dated = sorted((each.born_on, place) for place, each in enumerate(sought) if each.born_on is not None)
        self.days = [born_on for born_on, _place in dated]
        self.places = [place for _born_on, place in dated]
        self.undated = [place for place, each in enumerate(sought) if each.born_on is None]

    @property
    def spans(self) -> list[tuple[date, date]]:
        """The days from and to which birth dates count, those that overlap as one."""
        found: list[tuple[date, date]] = []
        for day in self.days:
            begins, ends = day - NEAR, day + NEAR
            if found and begins <= found[-1][1]:
                found[-1] = (found[-1][0], ends)
            else:
                found.append((begins, ends))
        return found

    def around(self, born_on: date | None, *, is_visible: bool) -> Iterable[int]:
        """The places of those who may be somebody born on a day; who has no date is compared with the own people only."""
        own = self.undated if is_visible else []
        if born_on is None:
            return [*own, *self.places]
        low, high = bisect_left(self.days, born_on - NEAR), bisect_right(self.days, born_on + NEAR)
        return [*own, *self.places[low:high]]


def duplicates_mark(found: Iterable[Duplicate]) -> str:
    """Make a mark of exactly these rows: a tick given for them does not hold for others."""
    return keyring.fingerprint(",".join(str(row.subject_id) for row in found))


def is_alike(name: str, other: str) -> bool:
    """Whether two names look or sound nearly the same, whatever the order of their parts."""
    if fuzz.token_sort_ratio(name.casefold(), other.casefold()) >= ALIKE:
        return True
    return fuzz.token_sort_ratio(sound_of(name), sound_of(other)) >= ALIKE


@lru_cache(maxsize=50_000)
def sound_of(name: str) -> str:
    """Write a name in pinyin without tones, its parts apart."""
    return " ".join(lazy_pinyin(name)).casefold()


def _by_number(work: UnitOfWork, sought: Sequence[Sought]) -> dict[str, list[_Found]]:
    """Whoever has one of the identity numbers, by the number."""
    numbers = {
        keyring.fingerprint(each.identity_number): each.identity_number for each in sought if each.identity_number
    }
    found: dict[str, list[_Found]] = defaultdict(list)
    hashes = list(numbers)
    for start in range(0, len(hashes), AT_ONCE):
        same = and_(col(Subject.identity_hash).in_(hashes[start : start + AT_ONCE]), _tells(work))
        for person in _people(work, same):
            found[numbers[person[0].identity_hash or ""]].append(person)
    return found


def _near(work: UnitOfWork, windows: "_Windows") -> ColumnElement[bool]:
    """Filter to whose birth date is near, or not recorded; the protected ones of others are passed over."""
    own = own_subjects(work.viewer)
    born_on = col(Subject.born_on)
    near = or_(false(), *(born_on.between(begins, ends) for begins, ends in windows.spans))
    unprotected = and_(col(Subject.is_juvenile).is_(False), col(Subject.is_sealed).is_(False))
    others = and_(near, unprotected, _tells(work))
    return or_(own, others) if windows.undated else or_(and_(own, or_(near, born_on.is_(None))), others)


def _tells(work: UnitOfWork) -> ColumnElement[bool]:
    """Filter out what was merged into a file that the viewer does not see: that file speaks for the person."""
    return or_(col(Subject.merged_into_id).is_(None), own_subjects(work.viewer))


def _people(work: UnitOfWork, where: ColumnElement[bool], most: int | None = None) -> Iterator[_Found]:
    """Read whom a filter lets through, by reference, a thousand at a time."""
    columns: list[Any] = [getattr(Subject, name) for name in _Person._fields]
    columns += [col(Unit.name), own_subjects(work.viewer)]
    found = select(*columns).join(Unit, col(Unit.id) == col(Subject.unit_id))
    rows = work.session.execute(
        found.where(where).order_by(col(Subject.reference)).limit(most).execution_options(yield_per=1_000)
    )
    for *person, unit, is_visible in rows:
        yield _Person(*person), unit, bool(is_visible)


def _row(found: _Found, likeness: Likeness) -> Duplicate:
    person, unit, is_visible = found
    final = likeness is Likeness.IDENTITY and person.state is not CaseState.CLOSED
    if not is_visible:
        is_protected = person.is_juvenile or person.is_sealed
        return Duplicate(likeness, person.id, "" if is_protected else unit, False, final)
    return Duplicate(
        likeness, person.id, unit, True, final, person.reference, person.name, person.born_on, person.state
    )
