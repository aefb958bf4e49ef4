"""A caseload changes hands in one transaction: somebody leaves, loses the role, or is named where nobody was left."""

from collections.abc import Iterable

from sqlmodel import col, or_, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotFound, Refused
from matching.queries.staff import caseworkers_of
from matching.queries.unseen import unseen_protected
from matching.records import Account, CaseAccess, Cover, Subject
from matching.services.announcing import tell_of_caseworker, tell_of_handover
from matching.services.case_files import end_access
from matching.services.covers import close_cover
from matching.services.intake import name_account
from matching.services.proposal_steps import lock_subject
from matching.services.timeline import record_event
from matching.vocabulary import CaseState, Role


class HeirMissing(Refused):
    """This account answers for people. Say which caseworker takes them over."""


def possible_heirs(work: UnitOfWork, account: Account) -> list[tuple[int, str]]:
    """The other active caseworkers of an account's unit, who may take its caseload, by name."""
    if account.unit_id is None:
        return []
    return [pair for pair in caseworkers_of(work.session, account.unit_id) if pair[0] != account.id]


def hand_over(work: UnitOfWork, account: Account, heir_id: int | None) -> int:
    """Move everything that waits for a caseworker to another one; without one, to the list *Name a caseworker*.

    A protected person goes only to somebody who is named for that case file already. Returns how many people moved.

    Raises:
        HeirMissing: where the unit has another caseworker and none is chosen.
        BadInput: for somebody who is no other caseworker of the unit.
    """
    heirs = {number for number, _name in possible_heirs(work, account)}
    if heir_id is not None and heir_id not in heirs:
        raise BadInput("Another caseworker of the same unit can take the caseload; choose one.", about="heir_id")
    caseload = work.session.exec(
        select(Subject.id)
        .where(col(Subject.caseworker_id) == account.id, col(Subject.state) != CaseState.CLOSED)
        .order_by(col(Subject.id))
    ).all()
    if caseload and heir_id is None and heirs:
        raise HeirMissing(about="heir_id")
    for subject_id in caseload:
        _hand_over_one(work, lock_subject(work, subject_id or 0), account.id or 0, heir_id, heirs)
    _end_named(work, account.id or 0)
    _move_covers(work, account.id or 0, heir_id)
    if caseload:
        record_act(work, "caseload.handed_over", account=account.id, heir=heir_id, people=len(caseload))
        tell_of_handover(work, account, heir_id)
    return len(caseload)


def name_for_protected(work: UnitOfWork, unit_id: int, account_id: int) -> None:
    """Let one caseworker see the protected case files of a unit that no active account may see any more.

    Whoever names learns neither who they are nor how many.

    Raises:
        NotFound: for a unit that is not the viewer's to arrange.
        BadInput: for somebody who is no caseworker of the unit.
    """
    viewer = work.viewer
    is_own = viewer.has_role(Role.SUPERVISOR) and viewer.unit_id == unit_id
    if not is_own and not viewer.has_role(Role.ADMINISTRATOR):
        raise NotFound
    if account_id not in dict(caseworkers_of(work.session, unit_id)):
        raise BadInput("A caseworker of the unit can be named; choose one.", about="account_id")
    for subject_id in unseen_protected(work.session, unit_id):
        subject = lock_subject(work, subject_id)
        subject.caseworker_id = account_id
        subject.version += 1
        name_account(work, subject, account_id)
        record_event(work, subject_id, "subject.handed_over", heir=account_id)
        tell_of_caseworker(work, subject)


def _hand_over_one(work: UnitOfWork, subject: Subject, from_id: int, heir_id: int | None, heirs: set[int]) -> None:
    if subject.is_protected:
        named = _named(work, subject.id or 0) & heirs
        heir_id = heir_id if heir_id in named else min(named, default=None)
    subject.caseworker_id = heir_id
    subject.version += 1
    work.session.add(subject)
    record_event(work, subject.id or 0, "subject.handed_over", account=from_id, heir=heir_id)


def _named(work: UnitOfWork, subject_id: int) -> set[int]:
    return set(work.session.exec(select(CaseAccess.account_id).where(col(CaseAccess.subject_id) == subject_id)))


def _end_named(work: UnitOfWork, account_id: int) -> None:
    """An account that answers for nobody is named for no protected person either."""
    named = select(CaseAccess.subject_id).where(col(CaseAccess.account_id) == account_id)
    for subject_id in work.session.exec(named.order_by(col(CaseAccess.subject_id))).all():
        end_access(work, subject_id, account_id)


def _move_covers(work: UnitOfWork, account_id: int, heir_id: int | None) -> None:
    """End the covers for an account, and let its heir cover in its stead where it covered for others."""
    for cover in _open_covers(work, account_id):
        goes_on = cover.covered_by_id == account_id and heir_id is not None and heir_id != cover.account_id
        close_cover(work, cover)
        if goes_on:
            work.session.add(
                Cover(
                    account_id=cover.account_id,
                    covered_by_id=heir_id or 0,
                    reason=cover.reason,
                    from_on=max(cover.from_on, work.today),
                    to_on=cover.to_on,
                    made_by_id=work.viewer.account_id,
                    made_at=work.now,
                )
            )


def _open_covers(work: UnitOfWork, account_id: int) -> Iterable[Cover]:
    mine = or_(col(Cover.account_id) == account_id, col(Cover.covered_by_id) == account_id)
    return work.session.exec(select(Cover).where(mine, col(Cover.ended_on).is_(None)).order_by(col(Cover.id))).all()
