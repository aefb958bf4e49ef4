"""What may be shown to whom: one filter for people, one table for fields, one redactor.

Everything that reads a subject passes through `visible_subjects` or `subject_for`; everything that shows a field asks
`Sight.of`. What the table does not list is never shown.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from matching.errors import IllegalStep, NotFound
from matching.records import CaseAccess, Offer, Provider, ReviewRequest, Subject, Unit
from matching.viewer import Viewer
from matching.vocabulary import ProviderState, Role, UnitLevel


class Show(StrEnum):
    """How a field appears."""

    NEVER = "never"
    MASKED = "masked"
    FULL = "full"


class Audience(StrEnum):
    """The columns of the table: roles of the owning unit, the reviewer above, a provider by stage."""

    CASEWORKER = "C"
    OFFICER = "O"
    SUPERVISOR = "M"
    REVIEWER = "R"
    BEFORE_CONSENT = "E0"
    DISCLOSED = "E1"
    ACCEPTED = "E2"


def _row(full: str = "", masked: str = "") -> dict[Audience, Show]:
    shown = {Audience(code): Show.FULL for code in full.split()}
    return shown | {Audience(code): Show.MASKED for code in masked.split()}


FIELDS: dict[str, dict[Audience, Show]] = {
    "id": _row("C O M R"),
    "proposal_code": _row("C O M R E0 E1 E2"),
    "name": _row("C O M R E1 E2"),
    "identity_number": _row(masked="C O M"),
    "identity_number_in_full": _row("O"),
    "born_on": _row("C O M R"),
    "sex": _row("C O M R E2"),
    "address": _row("C O R"),
    "area": _row("C O M R E1 E2", "E0"),
    "phone": _row("C O"),
    "legal_status": _row("C O M R"),
    "offence_category": _row("C O R"),
    "offence_text": _row("C"),
    "conditions": _row("C O R", "E2"),
    "needs": _row("C O M R"),
    "three_noes": _row("C O M R"),
    "profile": _row("C O M R E1 E2", "E0"),
    "work_adjustments": _row("C O R"),
    "consents": _row("C O M R"),
    "score": _row("C O M R"),
    "explanation": _row("C O M R"),
    "decisions": _row("C O M R"),
    "notes": _row("C", "O"),
    "household": _row("C O"),
    "housing_answers": _row("C O M R"),
    "referrals": _row("C O M"),
    "correction_requests": _row("C O"),
    "notices": _row("C O M"),
    "assessment": _row("C O"),
    "scans": _row("C O"),
    "direct_reason": _row("C O M R"),
    "exit_plan": _row("C O M"),
    "placements": _row("C O M R"),
}
"""Field -> who sees it and how. Source: the design's privacy table (columns C, O, M, reviewer, E0-E2)."""

STAFF_AUDIENCES = {
    Role.CASEWORKER: Audience.CASEWORKER,
    Role.OFFICER: Audience.OFFICER,
    Role.SUPERVISOR: Audience.SUPERVISOR,
}
RANK = [Show.NEVER, Show.MASKED, Show.FULL]


@dataclass(frozen=True)
class Sight:
    """What one viewer may see of one subject."""

    audiences: frozenset[Audience]

    def of(self, field: str) -> Show:
        """How a field appears: the widest of the viewer's audiences; unlisted means never."""
        row = FIELDS.get(field, {})
        return max((row.get(audience, Show.NEVER) for audience in self.audiences), key=RANK.index, default=Show.NEVER)

    def sees(self, field: str) -> bool:
        """Whether a field appears in full."""
        return self.of(field) is Show.FULL

    @property
    def is_reviewer(self) -> bool:
        """Whether the viewer sees this person only because a review waits at their unit."""
        return self.audiences == {Audience.REVIEWER}


@lru_cache(maxsize=1_000)
def own_subjects(viewer: Viewer) -> ColumnElement[bool]:
    """Filter to the people of the viewer's unit and of the villages directly below it, the protected ones only by name.

    A file that was merged into another is seen only by whoever sees the one that stays.
    """
    if viewer.is_machine:
        return true()
    if not viewer.is_staff:
        return false()
    stays = aliased(Subject)
    seen = exists().where(col(stays.id) == col(Subject.merged_into_id), _owned(viewer, stays))
    return and_(_owned(viewer, Subject), or_(col(Subject.merged_into_id).is_(None), seen))


def _owned(viewer: Viewer, person: type[Subject]) -> ColumnElement[bool]:
    villages = select(Unit.id).where(col(Unit.parent_id) == viewer.unit_id, col(Unit.level) == UnitLevel.VILLAGE)
    named = select(CaseAccess.subject_id).where(col(CaseAccess.account_id) == viewer.account_id)
    unprotected = and_(col(person.is_juvenile).is_(False), col(person.is_sealed).is_(False))
    return and_(
        or_(col(person.unit_id) == viewer.unit_id, col(person.unit_id).in_(villages)),
        or_(unprotected, col(person.id).in_(named)),
    )


def reviewed_subjects(viewer: Viewer) -> ColumnElement[bool]:
    """Filter to the people whose review or proposal waits at the viewer's unit. Never a protected one."""
    if not viewer.has_role(Role.OFFICER, Role.CASEWORKER):
        return false()
    waiting = select(ReviewRequest.subject_id).where(
        col(ReviewRequest.unit_id) == viewer.unit_id, col(ReviewRequest.closed_at).is_(None)
    )
    return and_(col(Subject.id).in_(waiting), col(Subject.is_juvenile).is_(False), col(Subject.is_sealed).is_(False))


def visible_subjects(viewer: Viewer) -> ColumnElement[bool]:
    """Filter to everyone whom the viewer may see in any way."""
    return or_(own_subjects(viewer), reviewed_subjects(viewer))


def counted_subjects(viewer: Viewer, unit_ids: Collection[int]) -> ColumnElement[bool]:
    """Filter to the people of some units whom figures count: never a protected one, whoever looks, and nobody twice.

    The caller names only the viewer's unit and units below it; of those below it shows no count under five.
    """
    if not viewer.is_staff:
        return false()
    unprotected = and_(col(Subject.is_juvenile).is_(False), col(Subject.is_sealed).is_(False))
    return and_(col(Subject.unit_id).in_(unit_ids), unprotected, col(Subject.merged_into_id).is_(None))


def subject_for(session: Session, viewer: Viewer, subject_id: int) -> tuple[Subject, Sight]:
    """Find a subject whom the viewer may see, and how much of them.

    Raises:
        NotFound: for a missing and for a foreign subject alike.
    """
    own = session.exec(select(Subject).where(col(Subject.id) == subject_id, own_subjects(viewer))).first()
    if own is not None:
        return own, Sight(frozenset(audiences_of(viewer.roles)))
    reviewed = session.exec(select(Subject).where(col(Subject.id) == subject_id, reviewed_subjects(viewer))).first()
    if reviewed is None:
        raise NotFound
    return reviewed, Sight(frozenset({Audience.REVIEWER}))


def own_subject(session: Session, viewer: Viewer, subject_id: int) -> Subject:
    """Find a subject of the viewer's own unit, to change something.

    Raises:
        NotFound: for everyone else's.
        IllegalStep: for a file that was merged into another: what was written there would be lost to the one that stays.
    """
    subject, sight = subject_for(session, viewer, subject_id)
    if sight.is_reviewer:
        raise NotFound
    if subject.merged_into_id is not None:
        raise IllegalStep("This case file was merged into another one. Work in that one.")
    return subject


def checking_units(viewer: Viewer, unit_column: Any) -> ColumnElement[bool]:
    """Filter a column of unit ids to those whose providers and offers the viewer's unit checks.

    They are the unit itself and the units above and below it, within one county.
    """
    if viewer.is_machine:
        return true()
    if not viewer.is_staff:
        return false()
    mine = select(Unit.id).where(col(Unit.id) == viewer.unit_id, col(Unit.level) != UnitLevel.CITY)
    above = select(Unit.parent_id).where(col(Unit.id).in_(mine))
    top = select(Unit.parent_id).where(col(Unit.id).in_(above))
    below = select(Unit.id).where(col(Unit.parent_id).in_(mine))
    bottom = select(Unit.id).where(col(Unit.parent_id).in_(below))
    line = [col(Unit.id) == viewer.unit_id, *(col(Unit.id).in_(some) for some in (above, top, below, bottom))]
    not_city = or_(col(Unit.level) != UnitLevel.CITY, col(Unit.id) == viewer.unit_id)
    found: ColumnElement[bool] = unit_column.in_(select(Unit.id).where(or_(*line), not_city))
    return found


def county_units(viewer: Viewer, unit_column: Any) -> ColumnElement[bool]:
    """Filter a column of unit ids to those of the viewer's county, whatever the viewer's own level; to the own unit outside one."""
    own = select(Unit.id).where(col(Unit.id) == viewer.unit_id)
    above = select(Unit.parent_id).where(col(Unit.id).in_(own))
    top = select(Unit.parent_id).where(col(Unit.id).in_(above))
    line = or_(*(col(Unit.id).in_(some) for some in (own, above, top)))
    county = select(Unit.id).where(line, col(Unit.level) == UnitLevel.COUNTY)
    townships = select(Unit.id).where(col(Unit.parent_id).in_(county))
    villages = select(Unit.id).where(col(Unit.parent_id).in_(townships))
    return or_(unit_column == viewer.unit_id, *(unit_column.in_(some) for some in (county, townships, villages)))


def visible_providers(viewer: Viewer) -> ColumnElement[bool]:
    """Filter to the providers that the viewer may see: staff every approved one and those of the line of units; a provider itself."""
    if viewer.provider_id is not None:
        return col(Provider.id) == viewer.provider_id
    if not viewer.is_staff:
        return true() if viewer.is_machine else false()
    return or_(col(Provider.state) == ProviderState.APPROVED, checking_units(viewer, col(Provider.unit_id)))


def visible_offers(viewer: Viewer) -> ColumnElement[bool]:
    """Filter to the offers that the viewer may see: a provider the own; staff what was published, or was sent to their line of units."""
    if viewer.provider_id is not None:
        return col(Offer.provider_id) == viewer.provider_id
    if not viewer.is_staff:
        return true() if viewer.is_machine else false()
    sent = and_(col(Offer.submitted_at).is_not(None), checking_units(viewer, col(Offer.unit_id)))
    return or_(col(Offer.published_at).is_not(None), sent)


def audiences_of(roles: Iterable[Role]) -> set[Audience]:
    """Name the table's columns for staff roles of the owning unit."""
    return {STAFF_AUDIENCES[role] for role in roles if role in STAFF_AUDIENCES}


def masked_identity(number: str | None) -> str:
    """Show the last four characters of an identity number."""
    return "" if not number else "•" * max(len(number) - 4, 0) + number[-4:]
