"""Who lives with a subject or would move in with them, and whom the subject provides for."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.records import CaseFacts, HouseholdMember
from matching.services.conditions import case_facts
from matching.services.questions import answer_fact
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import Fact, Relation

MOST_MEMBERS = 20


@dataclass(frozen=True)
class AddMember:
    """Somebody of the household."""

    subject_id: int
    relation: Relation
    name: str | None = field(default=None, repr=False)
    born_on: date | None = field(default=None, repr=False)
    moves_along: bool = True
    is_dependant: bool = False


@dataclass(frozen=True)
class ChangeMember:
    """How a member of the household should stand, over the version that was on the page."""

    subject_id: int
    member_id: int
    version: int
    relation: Relation
    name: str | None = field(default=None, repr=False)
    born_on: date | None = field(default=None, repr=False)
    moves_along: bool = True
    is_dependant: bool = False


def add_member(work: UnitOfWork, command: AddMember) -> HouseholdMember:
    """Record somebody of the household. Whether these are all, `household_asked` says.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: for a birth in the future, or where the file holds as many as it can.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    _refuse_birth(work, command.born_on)
    held = select(HouseholdMember.id).where(col(HouseholdMember.subject_id) == command.subject_id)
    if len(work.session.exec(held).all()) >= MOST_MEMBERS:
        raise IllegalStep("This household holds as many people as it can. Remove one first.")
    member = HouseholdMember(**vars(command))
    work.session.add(member)
    work.session.flush()
    record_event(work, command.subject_id, "household.member_added", relation=command.relation.value, member=member.id)
    _known(work, command.subject_id)
    return member


def change_member(work: UnitOfWork, command: ChangeMember) -> HouseholdMember:
    """Correct what is recorded of a member of the household.

    Raises:
        NotFound: for a subject or a member that is not the viewer's.
        StaleEdit: where somebody else saved first.
        IllegalStep: for a birth in the future.
    """
    member = _own_member(work, command.subject_id, command.member_id)
    _refuse_birth(work, command.born_on)
    if member.version != command.version:
        raise StaleEdit
    member.relation, member.name, member.born_on = command.relation, command.name, command.born_on
    member.moves_along, member.is_dependant = command.moves_along, command.is_dependant
    member.version += 1
    record_event(
        work, command.subject_id, "household.member_changed", relation=command.relation.value, member=member.id
    )
    _known(work, command.subject_id)
    return member


def remove_member(work: UnitOfWork, subject_id: int, member_id: int) -> None:
    """Take somebody out of the household. Raises NotFound where the subject or the member is not the viewer's."""
    member = _own_member(work, subject_id, member_id)
    work.session.delete(member)
    record_event(work, subject_id, "household.member_removed", relation=member.relation.value)
    facts_changed(work, subject_id)


def household_asked(work: UnitOfWork, subject_id: int) -> CaseFacts:
    """Note that the person was asked today and that whoever is recorded is all: nobody recorded means nobody moves along.

    Raises:
        NotFound: for a subject who is not the viewer's.
    """
    own_subject(work.session, work.viewer, subject_id)
    facts = case_facts(work, subject_id)
    facts.household_asked_on = work.today
    record_event(work, subject_id, "household.asked")
    _known(work, subject_id)
    return facts


def _known(work: UnitOfWork, subject_id: int) -> None:
    answer_fact(work, subject_id, Fact.HOUSEHOLD)
    facts_changed(work, subject_id)


def _refuse_birth(work: UnitOfWork, born_on: date | None) -> None:
    if born_on is not None and born_on > work.today:
        raise IllegalStep("Nobody of the household can be born in the future.", about="born_on")


def _own_member(work: UnitOfWork, subject_id: int, member_id: int) -> HouseholdMember:
    own_subject(work.session, work.viewer, subject_id)
    member = work.session.get(HouseholdMember, member_id)
    if member is None or member.subject_id != subject_id:
        raise NotFound
    return member
