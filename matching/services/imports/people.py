"""Imports of people: release notices, and case files that an office kept in a table. All rows are stored, or none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed, NotFound, Refused
from matching.identity import Identity, read_identity
from matching.importing.faults import Fault, RowFault, fault_of
from matching.importing.mapping import Mapping
from matching.importing.noticed import NoticeRow, PersonRow
from matching.importing.people import SubjectRow
from matching.queries.duplicates import Duplicate, Likeness, Sought, duplicates_of_all, is_alike
from matching.queries.staff import placeable_units
from matching.records import Account, ReleaseNotice, Unit
from matching.services.imports.case_files import file_steps
from matching.services.imports.shared import Imported, refuse_all_but_officers
from matching.services.imports.taken import TakenIn
from matching.services.intake import CaseworkerNeeded, Details, TakeIn, take_in
from matching.services.notices import NoticeDetails, NoticeKnown, record_notice, take_in_noticed
from matching.vocabulary import Sex

Row = tuple[int, Any]


class KnownHere(RowFault):
    """This identity number has a case file: %(reference)s. An import changes no case file; take out the row."""


class KnownElsewhere(RowFault):
    """This identity number has a case file at another unit. Ask that the file be moved; take out the row."""


class Alike(RowFault):
    """This may be %(reference)s: a like name, a near birth date. If it is somebody else, use the form; take out the row."""


class AlikeElsewhere(RowFault):
    """There is a like person at another unit. If it is somebody else, use the form; take out the row."""


class OtherName(RowFault):
    """This identity number belongs to %(reference)s, who has another name. Check both."""


class NotTheNumbers(RowFault):
    """This does not fit the identity number. Check both."""


class NoUnit(RowFault):
    """There is no such unit for this account. Give the code of the own unit or of a village of it."""


class NoAccount(RowFault):
    """There is no account with this sign-in name."""


class OnlyTheCaseworker(RowFault):
    """Only the caseworker named for a protected person may record this. Leave it out, and let them record it."""


def import_notices(work: UnitOfWork, unit_id: int, rows: Sequence[Row], mapping: Mapping) -> Imported:
    """Take in everybody whom a notice announces; a notice about somebody who is here is added to the case file.

    The caller undoes everything where there are faults.
    """
    return _PeopleImport(work, unit_id, mapping).run(rows, "notice.imported")


def import_subjects(work: UnitOfWork, unit_id: int, rows: Sequence[Row], mapping: Mapping) -> Imported:
    """Take in everybody of a table, with all that it says of them. The caller undoes everything where there are faults."""
    return _PeopleImport(work, unit_id, mapping).run(rows, "subject.imported")


class _PeopleImport:
    """One import under way: whose rows were taken in, and the counts."""

    def __init__(self, work: UnitOfWork, unit_id: int, mapping: Mapping) -> None:
        refuse_all_but_officers(work)
        self.work, self.unit_id, self.mapping, self.done = work, unit_id, mapping, Imported()
        self.taken = TakenIn()

    def run(self, rows: Sequence[Row], act: str) -> Imported:
        """Take every row."""
        read = [(number, row, self._read(number, row)) for number, row in rows]
        sought = [
            _sought(details) if isinstance(details, Details) else Sought("", None, None)
            for _number, _row, details in read
        ]
        alike = duplicates_of_all(self.work, sought)
        for (number, row, details), found in zip(read, alike, strict=True):
            faults = self._taken(number, row, details, found) if isinstance(details, Details) else details
            self.done.faults += faults
            self.done.refused += bool(faults)
            self.done.created -= bool(faults) and number in self.taken.rows.values()
        self.work.session.flush()
        done = self.done
        record_act(self.work, act, unit=self.unit_id, created=done.created, updated=done.updated)
        return done

    def _read(self, number: int, row: PersonRow) -> Details | list[Fault]:
        """Who the row is about, or everything that speaks against it before anybody is looked for."""
        said: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, read in (
            ("identity", lambda: _identity(row)),
            ("unit_id", lambda: self._unit_id(row.unit)),
            ("caseworker_id", lambda: self._account_id(row.caseworker)),
        ):
            try:
                said[name] = read()
            except RowFault as fault:
                faults.append(self._said(number, fault.column or "name", fault))
        return faults or _details(row, **said)

    def _taken(self, number: int, row: PersonRow, details: Details, found: Sequence[Duplicate]) -> list[Fault]:
        try:
            subject_id = self._take(number, row, details, found)
        except RowFault as fault:
            return [self._said(number, fault.column or "name", fault)]
        except CaseworkerNeeded as fault:
            return [self._said(number, "caseworker", fault)]
        except NoticeKnown as fault:
            return [self._said(number, "notice_number", fault)]
        except (Refused, BadInput, NotAllowed) as fault:
            return [self._said(number, "received_on" if isinstance(row, NoticeRow) else "name", fault)]
        return self._filled(number, row, subject_id) if isinstance(row, SubjectRow) and subject_id else []

    def _take(self, number: int, row: PersonRow, details: Details, found: Sequence[Duplicate]) -> int | None:
        """Take the person in, or add the notice to the case file of who is known by identity number."""
        self.taken.refuse_twice(_sought(details))
        if isinstance(row, NoticeRow):
            notice = NoticeDetails(row.sender, row.notice_number, row.received_on, row.release_on, row.assessment)
            known = next((each for each in found if each.likeness is Likeness.IDENTITY and each.is_visible), None)
            if known is not None:
                self._add_notice(known, details, notice)
                return None
            _refuse(found)
            subject, _notice = take_in_noticed(self.work, TakeIn(details), notice, alike=())
        else:
            _refuse(found)
            subject = take_in(self.work, TakeIn(details), alike=())
        subject_id = subject.id or 0
        self.taken.add(subject_id, number, _sought(details))
        self.done.created += 1
        return subject_id

    def _add_notice(self, known: Duplicate, details: Details, notice: NoticeDetails) -> None:
        if not is_alike(details.name, known.name):
            raise OtherName("identity_number", reference=known.reference)
        same = select(ReleaseNotice.id).where(
            col(ReleaseNotice.subject_id) == known.subject_id,
            col(ReleaseNotice.sender) == notice.sender,
            col(ReleaseNotice.received_on) == notice.received_on,
        )
        if notice.number is None and self.work.session.exec(same).first() is not None:
            raise NoticeKnown
        record_notice(self.work, known.subject_id, notice)
        self.done.updated += 1

    def _filled(self, number: int, row: SubjectRow, subject_id: int) -> list[Fault]:
        """Record what else the row says, and name every part that is refused."""
        faults: list[Fault] = []
        for column, act in file_steps(self.work, subject_id, row):
            try:
                act()
            except NotFound:
                faults.append(self._said(number, column, OnlyTheCaseworker()))
            except (Refused, BadInput, NotAllowed) as fault:
                faults.append(self._said(number, getattr(fault, "column", "") or column, fault))
        return faults

    def _unit_id(self, code: str | None) -> int:
        if code is None:
            return self.unit_id
        found = self.work.session.exec(select(Unit.id).where(col(Unit.code) == code)).first()
        if found is None or not (self.work.viewer.is_machine or found in dict(placeable_units(self.work))):
            raise NoUnit("unit")
        return found

    def _account_id(self, sign_in_name: str | None) -> int | None:
        if sign_in_name is None:
            return None
        same = func.lower(col(Account.sign_in_name)) == sign_in_name.lower()
        found = self.work.session.exec(select(Account.id).where(same)).first()
        if found is None:
            raise NoAccount("caseworker")
        return found

    def _said(self, number: int, field: str, error: Any) -> Fault:
        return fault_of(number, self.mapping.column_of(field), error)


def _details(row: PersonRow, identity: Identity | None, unit_id: int, caseworker_id: int | None) -> Details:
    """The details of a row whose identity number, unit and caseworker are known."""
    values: dict[str, Any] = {
        "name": row.name,
        "unit_id": unit_id,
        "legal_status": row.legal_status,
        "identity_number": identity.number if identity else None,
        "born_on": identity.born_on if identity else row.born_on,
        "sex": identity.sex if identity else row.sex,
        "household_place": row.household_place,
        "residence": row.residence,
        "release_on": row.release_on,
        "is_juvenile": row.juvenile,
        "is_sealed": row.sealed,
        "caseworker_id": caseworker_id,
    }
    if isinstance(row, SubjectRow):
        names = ("phone", "latitude", "longitude", "management_class", "correction_ends_on")
        values |= {name: getattr(row, name) for name in names} | {"is_key_person": row.key_person}
    return Details(**values)


def _sought(details: Details) -> Sought:
    return Sought(details.name, details.born_on, details.identity_number)


def _refuse(found: Sequence[Duplicate]) -> None:
    """Name who may be the same person."""
    if not found:
        return
    first = found[0]
    by_number = first.likeness is Likeness.IDENTITY
    column = "identity_number" if by_number else "name"
    if not first.is_visible:
        raise KnownElsewhere(column) if by_number else AlikeElsewhere(column)
    raise KnownHere(column, reference=first.reference) if by_number else Alike(column, reference=first.reference)


def _identity(row: PersonRow) -> Identity | None:
    """What the identity number says, held against the row."""
    if row.identity_number is None:
        return None
    try:
        identity = read_identity(row.identity_number)
    except BadInput as fault:
        raise _Mistyped(fault.message) from None
    if row.born_on not in (None, identity.born_on):
        raise NotTheNumbers("born_on")
    if row.sex not in (Sex.UNKNOWN, identity.sex):
        raise NotTheNumbers("sex")
    return identity


class _Mistyped(RowFault):
    """The identity number cannot be read."""

    def __init__(self, words: str) -> None:
        super().__init__("identity_number")
        self.words = words

    @property
    def message(self) -> str:
        """What is wrong with the number."""
        return self.words
