"""One subject's case file as a page shows it: what the viewer may see, redacted here and nowhere else.

A fixed number of statements, whatever the case file holds.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.privacy import Show, Sight, masked_identity, subject_for
from matching.queries.ages import age_on
from matching.queries.circumstances import ThreeNoes, three_noes_of
from matching.queries.conditions import CaseConditions, conditions_of
from matching.queries.consents import ConsentRow, consents_of
from matching.queries.correction_requests import CorrectionRow, corrections_of
from matching.queries.covers import answers_for
from matching.queries.household import CaseHousehold, household_of
from matching.queries.needs import NeedRow, ReadyRow, needs_of, readiness_of
from matching.queries.offences import CaseOffences, offences_of
from matching.queries.profiles import ProfileRow, profile_of
from matching.queries.questions import OpenQuestion, open_questions_of
from matching.queries.reporting import clocks_of
from matching.queries.standing import Standing, standing_of
from matching.queries.subject_work import (
    PlacementRow,
    ProposalRow,
    placements_of,
    proposals_of,
)
from matching.records import Account, Subject, Unit
from matching.vocabulary import CaseState, CoordinatesFrom, LegalStatus, ManagementClass, PlacementState, Role, Sex


class Relation(StrEnum):
    """Why the viewer may see a person."""

    CASEWORKER = "caseworker"
    COVERING = "covering"
    NAMED = "named"
    UNIT = "unit"
    VILLAGE = "village"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Header:
    """Who this is. A text that the viewer may not see is None."""

    id: int
    reference: str
    name: str | None = field(repr=False)
    identity: str | None = field(repr=False)
    may_reveal: bool
    born_on: date | None = field(repr=False)
    age: int | None
    sex: Sex
    phone: str | None = field(repr=False)
    household_place: str | None = field(repr=False)
    residence: str | None = field(repr=False)
    shows_address: bool
    shows_phone: bool
    has_own_coordinates: bool
    unit: str
    caseworker: str | None
    state: CaseState
    legal_status: LegalStatus
    management_class: ManagementClass | None
    is_key_person: bool
    is_protected: bool
    release_on: date | None
    days_to_release: int | None
    days_since_release: int | None
    correction_ends_on: date | None
    reported_on: date | None
    created_at: datetime
    is_missing: bool
    version: int


@dataclass(frozen=True)
class CaseFile:
    """Everything on the page except the timeline. A part that the viewer may not see is None."""

    header: Header
    sight: Sight
    relation: Relation
    may_act: bool
    may_edit: bool
    three_noes: ThreeNoes
    questions: list[OpenQuestion]
    profile: ProfileRow
    household: CaseHousehold | None
    conditions: CaseConditions | None
    offences: CaseOffences | None
    needs: list[NeedRow]
    consents: list[ConsentRow]
    corrections: list[CorrectionRow] | None
    proposals: list[ProposalRow]
    placements: list[PlacementRow]
    standing: Standing

    @property
    def readiness(self) -> list[ReadyRow]:
        """What the person should have before a placement begins, and how far each thing is."""
        return readiness_of(self.needs)

    def resting_on(self, consent: ConsentRow) -> list[ProposalRow | PlacementRow]:
        """What closes when a consent is withdrawn: open proposals and planned placements with its provider, or all."""
        resting: list[ProposalRow | PlacementRow] = [row for row in self.proposals if row.is_open]
        resting += [row for row in self.placements if row.state is PlacementState.PLANNED]
        return [row for row in resting if consent.provider_id in (None, row.provider_id)]


def case_file(work: UnitOfWork, subject_id: int) -> CaseFile:
    """Read a case file.

    Raises:
        NotFound: for a missing subject and for one whom the viewer may not see.
    """
    session, today = work.session, work.today
    subject, sight = subject_for(session, work.viewer, subject_id)
    may_act = not sight.is_reviewer and work.viewer.has_role(Role.CASEWORKER, Role.OFFICER)
    return CaseFile(
        header=header_of(session, subject, sight, today),
        sight=sight,
        relation=relation_of(work, subject, sight),
        may_act=may_act,
        may_edit=may_act and subject.state is not CaseState.CLOSED,
        three_noes=three_noes_of(session, subject_id, today),
        questions=open_questions_of(session, subject_id),
        profile=_seen_profile(session, subject_id, sight),
        household=household_of(session, subject_id, today) if sight.sees("household") else None,
        conditions=conditions_of(session, subject_id, today) if sight.sees("conditions") else None,
        offences=offences_of(session, subject_id, sight) if sight.sees("offence_category") else None,
        needs=needs_of(session, subject_id, sight, today),
        consents=consents_of(session, subject_id, today),
        corrections=corrections_of(session, subject_id) if sight.sees("correction_requests") else None,
        proposals=proposals_of(session, subject_id),
        placements=placements_of(session, subject_id),
        standing=standing_of(session, subject, sight, today),
    )


def _seen_profile(session: Session, subject_id: int, sight: Sight) -> ProfileRow:
    """The profile; adjustments, which tell of health, only for whoever may see them."""
    profile = profile_of(session, subject_id)
    return profile if sight.sees("work_adjustments") else replace(profile, work_adjustments=[])


def header_of(session: Session, subject: Subject, sight: Sight, today: date) -> Header:
    """Say who this is, as far as the viewer may see it."""
    names = select(Unit.name, Account.name).join(Account, col(Account.id) == subject.caseworker_id, isouter=True)
    unit, caseworker = session.exec(names.where(col(Unit.id) == subject.unit_id)).one()
    days = (today - subject.release_on).days if subject.release_on else None
    clock = clocks_of(session, [subject]).get(subject.id or 0)
    return Header(
        id=subject.id or 0,
        reference=subject.reference,
        name=subject.name if sight.sees("name") else None,
        identity=shown_identity(subject, sight),
        may_reveal=sight.sees("identity_number_in_full") and bool(subject.identity_number),
        born_on=subject.born_on,
        age=age_on(subject.born_on, today),
        sex=subject.sex,
        phone=subject.phone if sight.sees("phone") else None,
        household_place=subject.household_place if sight.sees("address") else None,
        residence=subject.residence if sight.sees("address") else None,
        shows_address=sight.sees("address"),
        shows_phone=sight.sees("phone"),
        has_own_coordinates=subject.coordinates_from is CoordinatesFrom.OWN,
        unit=unit,
        caseworker=caseworker,
        state=subject.state,
        legal_status=subject.legal_status,
        management_class=subject.management_class,
        is_key_person=subject.is_key_person,
        is_protected=subject.is_protected,
        release_on=subject.release_on,
        days_to_release=-days if days is not None and days < 0 else None,
        days_since_release=days if days is not None and days >= 0 else None,
        correction_ends_on=subject.correction_ends_on,
        reported_on=subject.reported_on,
        created_at=subject.created_at,
        is_missing=clock is not None and clock.is_late(today),
        version=subject.version,
    )


def shown_identity(subject: Subject, sight: Sight) -> str | None:
    """Mask the identity number for whoever may see that much; None for the others and where it is not known."""
    if sight.of("identity_number") is Show.NEVER or not subject.identity_number:
        return None
    return masked_identity(subject.identity_number)


def relation_of(work: UnitOfWork, subject: Subject, sight: Sight) -> Relation:
    """Say why the viewer may see this person."""
    if sight.is_reviewer:
        return Relation.REVIEWER
    if subject.caseworker_id is not None and subject.caseworker_id == work.viewer.account_id:
        return Relation.CASEWORKER
    if subject.caseworker_id in answers_for(work):
        return Relation.COVERING
    if subject.is_protected:
        return Relation.NAMED
    return Relation.UNIT if subject.unit_id == work.viewer.unit_id else Relation.VILLAGE
