"""Two case files side by side: every detail in which they differ, and what stands in the way of making them one."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from matching.privacy import Sight, masked_identity
from matching.queries.under_way import UnderWay, under_way
from matching.records import Account, Profile, Proposal, Subject, Unit
from matching.vocabulary import Answer, Sex


class Side(StrEnum):
    """Whose value holds: that of the file that stays, or of the one that is closed."""

    STAYS = "stays"
    GOES = "goes"


SUBJECT_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "identity_number": ("identity_number", "identity_hash"),
    "born_on": ("born_on",),
    "sex": ("sex",),
    "phone": ("phone",),
    "household_place": ("household_place",),
    "residence": ("residence", "latitude", "longitude", "coordinates_from"),
    "unit_id": ("unit_id",),
    "caseworker_id": ("caseworker_id",),
    "legal_status": ("legal_status",),
    "management_class": ("management_class",),
    "is_key_person": ("is_key_person",),
    "release_on": ("release_on",),
    "correction_ends_on": ("correction_ends_on",),
}
"""What may differ between two people's details -> the columns that go with it."""

PROFILE_FIELDS: dict[str, tuple[str, ...]] = {
    "hours": ("hours_min", "hours_max"),
    "work_times": ("work_from", "work_to"),
    "available_on": ("available_on",),
    "journey_limit_km": ("journey_limit_km",),
    "pay_needed": ("pay_needed",),
    "work_adjustments": ("work_adjustments",),
    "wishes": ("wishes",),
    "wished_occupations": ("wished_occupations",),
    "step_free_needed": ("step_free_needed",),
    "rent_limit": ("rent_limit",),
    "home_needed_on": ("home_needed_on",),
    "house_rules": ("house_rules_asked", "house_rules_refused"),
}
"""The same for two profiles."""

NOTHING: tuple[Any, ...] = (None, "", [], False, Sex.UNKNOWN, Answer.UNKNOWN)
"""Values that say nothing: against one that says something they never hold by default."""


@dataclass(frozen=True)
class Difference:
    """One detail that differs.

    Attributes:
        name: a key of `SUBJECT_FIELDS` or `PROFILE_FIELDS`.
        stays: its values in the file that stays, by column.
        goes: the same in the other file.
        suggested: the one side that says anything; None where both do and somebody must choose.
    """

    name: str
    stays: dict[str, Any] = field(repr=False)
    goes: dict[str, Any] = field(repr=False)
    suggested: Side | None


@dataclass(frozen=True)
class Collision:
    """What both files have under way, so that they cannot become one yet: `what` is a kind, or the title of an offer."""

    key: str
    what: Any


@dataclass(frozen=True)
class TwoFiles:
    """What the page of two case files shows."""

    stays: Subject
    goes: Subject
    differences: list[Difference]
    collisions: list[Collision]
    stays_under_way: UnderWay
    goes_under_way: UnderWay
    names: dict[tuple[str, int], str]


def two_files(session: Session, stays: Subject, goes: Subject, sight: Sight, today: date) -> TwoFiles:
    """Compare two case files, both of which the caller may see (a fixed number of statements)."""
    first, second = under_way(session, stays.id or 0, today), under_way(session, goes.id or 0, today)
    return TwoFiles(
        stays=stays,
        goes=goes,
        differences=differences(session, stays, goes, sight),
        collisions=collisions(session, stays.id or 0, goes.id or 0, first, second),
        stays_under_way=first,
        goes_under_way=second,
        names=_names(session, stays, goes),
    )


def differences(session: Session, stays: Subject, goes: Subject, sight: Sight) -> list[Difference]:
    """List what differs, in the order of the tables, without what the viewer may not see."""
    pairs = [(SUBJECT_FIELDS, stays, goes)]
    mine, other = session.get(Profile, stays.id), session.get(Profile, goes.id)
    found = []
    for table, one, two in (*pairs, (PROFILE_FIELDS, mine, other)):
        if one is None or two is None:
            continue
        for name, columns in table.items():
            found += _difference(name, columns, one, two)
    return [_redacted(row, sight) for row in found if _may_see(row.name, sight)]


def collisions(session: Session, stays: int, goes: int, first: UnderWay, second: UnderWay) -> list[Collision]:
    """What both have under way: a placement of one kind, or an open proposal for one offer."""
    kinds = {row.kind for row in first.placements} & {row.kind for row in second.placements}
    found = [Collision("placement", kind) for kind in sorted(kinds)]
    ids = [row.id for row in (*first.proposals, *second.proposals)]
    offers = session.exec(select(Proposal).where(col(Proposal.id).in_(ids))).all()
    mine = {row.offer_id for row in offers if row.subject_id == stays}
    both = {row.id for row in offers if row.subject_id == goes and row.offer_id in mine}
    return found + [Collision("proposal", row.title) for row in second.proposals if row.id in both]


def _difference(name: str, columns: tuple[str, ...], one: Any, two: Any) -> list[Difference]:
    stays = {column: getattr(one, column) for column in columns}
    goes = {column: getattr(two, column) for column in columns}
    first = columns[0]
    differs = any(stays[column] != goes[column] for column in columns)
    if name == "residence":
        differs = stays[first] != goes[first]
    if not differs:
        return []
    return [Difference(name, stays, goes, _suggested(list(stays.values()), list(goes.values()), name))]


def _suggested(stays: list[Any], goes: list[Any], name: str) -> Side | None:
    if name in ("residence", "identity_number"):
        stays, goes = stays[:1], goes[:1]
    if all(value in NOTHING for value in goes):
        return Side.STAYS
    return Side.GOES if all(value in NOTHING for value in stays) else None


def _may_see(name: str, sight: Sight) -> bool:
    return name != "work_adjustments" or sight.sees("work_adjustments")


def _redacted(row: Difference, sight: Sight) -> Difference:
    """The identity numbers masked, as the table of fields has it for staff."""
    if row.name != "identity_number":
        return row
    stays, goes = (masked_identity(side["identity_number"]) or None for side in (row.stays, row.goes))
    return Difference(row.name, {"identity_number": stays}, {"identity_number": goes}, row.suggested)


def _names(session: Session, stays: Subject, goes: Subject) -> dict[tuple[str, int], str]:
    """The names of the units and caseworkers of both."""
    units = session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_([stays.unit_id, goes.unit_id])))
    staff = [stays.caseworker_id, goes.caseworker_id]
    people = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(staff)))
    named = {("unit_id", unit_id or 0): name for unit_id, name in units}
    return named | {("caseworker_id", account_id or 0): name for account_id, name in people}
