"""Taking in a person: a case file opens, expected until the person reports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex

from matching.database import UnitOfWork
from matching.encryption import keyring
from matching.errors import BadInput, IllegalStep, Refused
from matching.privacy import own_subject
from matching.queries.duplicates import Duplicate, duplicates_mark, possible_duplicates
from matching.queries.staff import may_answer_for, placeable_units
from matching.records import CaseAccess, CaseFacts, Profile, Subject, Unit
from matching.records.columns import rounded
from matching.services.announcing import tell_of_caseworker
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import CaseState, CoordinatesFrom, LegalStatus, ManagementClass, Sex


class PossibleDuplicate(Refused):
    """This person may be registered already. Look at the people below before you store anything."""


class RegisteredAlready(Refused):
    """A person with this identity number has a case file that is not closed: nothing was stored."""


class CaseworkerNeeded(BadInput):
    """For a protected person, name the caseworker who is authorised: nobody else will see the case file."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is recorded of a person apart from the profile."""

    name: str = field(repr=False)
    unit_id: int
    legal_status: LegalStatus
    identity_number: str | None = field(default=None, repr=False)
    born_on: date | None = field(default=None, repr=False)
    sex: Sex = Sex.UNKNOWN
    phone: str | None = field(default=None, repr=False)
    household_place: str | None = field(default=None, repr=False)
    residence: str | None = field(default=None, repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    release_on: date | None = None
    correction_ends_on: date | None = None
    management_class: ManagementClass | None = None
    is_key_person: bool = False
    is_juvenile: bool = False
    is_sealed: bool = False
    caseworker_id: int | None = None


@dataclass(frozen=True)
class TakeIn:
    """A person to take in.

    Attributes:
        somebody_else: the mark of the likely duplicates that the officer looked at and told apart; "" where none.
    """

    details: Details
    somebody_else: str = ""


@dataclass(frozen=True)
class ReportSubject:
    """That an expected person came to the office, and when."""

    subject_id: int
    reported_on: date


def take_in(work: UnitOfWork, command: TakeIn, alike: Sequence[Duplicate] | None = None) -> Subject:
    """Open a case file, expected until the person reports, for a unit that is the viewer's or a village of it.

    Args:
        work: the transaction.
        command: the person.
        alike: who may be the same person, where the caller has looked in this transaction; None looks here.

    Raises:
        PossibleDuplicate: where somebody is alike whom the officer has not told apart.
        RegisteredAlready: where the identity number has a case file that is not closed.
        CaseworkerNeeded: for a protected person without a named caseworker.
        BadInput: for a unit or a caseworker that is not the viewer's to choose.
    """
    details = command.details
    check_details(work, details)
    found = alike
    if found is None:
        found = possible_duplicates(work, details.name, details.born_on, details.identity_number)
    if any(row.is_final for row in found):
        raise RegisteredAlready
    if found and command.somebody_else != duplicates_mark(found):
        raise PossibleDuplicate
    subject = Subject(
        reference=token_hex(10),
        name=details.name,
        unit_id=details.unit_id,
        legal_status=details.legal_status,
        created_at=work.now,
    )
    write_details(work, subject, details)
    work.session.add(subject)
    work.session.flush()
    subject.reference = f"S{subject.id:06d}"
    work.session.add_all([Profile(subject_id=subject.id or 0), CaseFacts(subject_id=subject.id or 0)])
    grant_access(work, subject)
    record_event(work, subject.id or 0, "subject.taken_in", unit=subject.unit_id)
    tell_of_caseworker(work, subject)
    facts_changed(work, subject.id or 0)
    return subject


def report_subject(work: UnitOfWork, command: ReportSubject) -> Subject:
    """Open the case of an expected person who has reported.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: where the person reported before, or on a day yet to come or before the release.
    """
    subject = own_subject(work.session, work.viewer, command.subject_id)
    if subject.state is not CaseState.EXPECTED:
        raise IllegalStep("This person has reported before.")
    if command.reported_on > work.today:
        raise IllegalStep("A person cannot report on a day that is yet to come.", about="reported_on")
    released_on = subject.release_on if subject.legal_status is LegalStatus.RELEASED else None
    if released_on is not None and command.reported_on < released_on:
        raise IllegalStep(
            "A person cannot report before the release. Correct the date of release first.", about="reported_on"
        )
    subject.state, subject.reported_on = CaseState.OPEN, command.reported_on
    subject.version += 1
    record_event(work, command.subject_id, "subject.reported", reported_on=command.reported_on.isoformat())
    facts_changed(work, command.subject_id)
    return subject


def check_details(work: UnitOfWork, details: Details) -> None:
    """Refuse a unit or caseworker that is not the viewer's to choose, and a protected person without one."""
    if not work.viewer.is_machine and details.unit_id not in dict(placeable_units(work)):
        raise BadInput("Choose your own unit or a village of it.", about="unit_id")
    if details.born_on is not None and details.born_on >= work.today:
        raise BadInput("The birth date must lie in the past.", about="born_on")
    if details.caseworker_id is not None and not may_answer_for(work.session, details.caseworker_id, details.unit_id):
        raise BadInput("Choose a caseworker of the responsible unit.", about="caseworker_id")
    if (details.is_juvenile or details.is_sealed) and details.caseworker_id is None:
        raise CaseworkerNeeded(about="caseworker_id")


def write_details(work: UnitOfWork, subject: Subject, details: Details) -> None:
    """Copy the details into a record; without coordinates the unit's stand in, and are marked so."""
    for name in vars(details).keys() - {"latitude", "longitude"}:
        setattr(subject, name, getattr(details, name))
    number = details.identity_number
    subject.identity_hash = keyring.fingerprint(number) if number else None
    subject.latitude, subject.longitude = rounded(details.latitude), rounded(details.longitude)
    subject.coordinates_from = CoordinatesFrom.OWN
    if details.latitude is None or details.longitude is None:
        subject.latitude, subject.longitude = unit_place(work, details.unit_id)
        subject.coordinates_from = CoordinatesFrom.UNIT


def unit_place(work: UnitOfWork, unit_id: int) -> tuple[float | None, float | None]:
    """Find the rounded coordinates of a unit, or of the nearest one above it that has any."""
    unit = work.session.get(Unit, unit_id)
    while unit is not None and unit.latitude is None and unit.parent_id is not None:
        unit = work.session.get(Unit, unit.parent_id)
    return (rounded(unit.latitude), rounded(unit.longitude)) if unit else (None, None)


def grant_access(work: UnitOfWork, subject: Subject) -> None:
    """Name the caseworker of a protected person as the account that may see the case file."""
    if subject.is_protected:
        name_account(work, subject, subject.caseworker_id)


def name_account(work: UnitOfWork, subject: Subject, account_id: int | None) -> None:
    """Name one account that may see a protected person; None is passed over, and one named before stays so."""
    if account_id is None or subject.id is None:
        return
    if work.session.get(CaseAccess, (subject.id, account_id)) is not None:
        return
    access = CaseAccess(
        subject_id=subject.id, account_id=account_id, granted_by_id=work.viewer.account_id, granted_at=work.now
    )
    work.session.add(access)
