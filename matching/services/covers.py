"""Who stands in for a caseworker who is away, and which protected people the covering account may see meanwhile."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.queries.covers import holds_on
from matching.queries.staff import caseworkers_of
from matching.records import Account, CaseAccess, Cover, Subject
from matching.services.announcing import tell_of_cover
from matching.services.case_files import end_access
from matching.services.intake import name_account
from matching.services.timeline import record_event
from matching.vocabulary import CoverReason, Role


@dataclass(frozen=True)
class AddCover:
    """One account stands in for another, from a day to a day, or until somebody ends it."""

    account_id: int
    covered_by_id: int
    reason: CoverReason
    from_on: date
    to_on: date | None = None


def add_cover(work: UnitOfWork, command: AddCover) -> Cover:
    """Let a caseworker of the same unit answer for another one's caseload. The work waits for both.

    Raises:
        NotFound: for an account whose cover the viewer may not arrange.
        BadInput: for somebody who is no caseworker of the same unit, for the account itself, days in the wrong order or
            past, and for a second cover of the same two at the same time.
    """
    account = arranged_account(work, command.account_id)
    allowed = dict(caseworkers_of(work.session, account.unit_id or 0))
    if command.covered_by_id == command.account_id or command.covered_by_id not in allowed:
        raise BadInput("Another caseworker of the same unit can cover; choose one.", about="covered_by_id")
    if command.to_on is not None and command.to_on < max(command.from_on, work.today):
        raise BadInput("The last day must not lie before the first one, nor in the past.", about="to_on")
    if _overlaps(work, command):
        raise BadInput(
            "The two have a cover for these days already. End that one first, or choose other days.", about="from_on"
        )
    cover = Cover(**vars(command), made_by_id=work.viewer.account_id, made_at=work.now)
    work.session.add(cover)
    work.session.flush()
    record_act(work, "cover.added", cover=cover.id, account=cover.account_id, by=cover.covered_by_id)
    tell_of_cover(work, cover)
    return cover


def end_cover(work: UnitOfWork, cover_id: int, version: int) -> Cover:
    """End a cover today.

    Raises:
        NotFound: for a cover that the viewer may not arrange.
        StaleEdit: where somebody changed it meanwhile; IllegalStep where it has ended.
    """
    cover = arranged_cover(work, cover_id)
    if cover.version != version:
        raise StaleEdit
    if cover.ended_on is not None:
        raise IllegalStep("This cover has ended already.")
    close_cover(work, cover)
    return cover


def close_cover(work: UnitOfWork, cover: Cover) -> None:
    """End a cover, and what the covering account was let see of protected people. Does not look at the viewer."""
    cover.ended_on = work.today
    cover.version += 1
    work.session.add(cover)
    work.session.flush()
    _end_looks(work, cover)
    record_act(work, "cover.ended", cover=cover.id, account=cover.account_id, by=cover.covered_by_id)


def end_past_covers(work: UnitOfWork) -> int:
    """Close, for the system, the covers whose last day has passed. Returns how many."""
    past = select(Cover).where(col(Cover.ended_on).is_(None), col(Cover.to_on) < work.today).order_by(col(Cover.id))
    found = work.session.exec(past).all()
    for cover in found:
        close_cover(work, cover)
    return len(found)


def let_see(work: UnitOfWork, cover_id: int, subject_id: int) -> None:
    """Let the covering account see one protected person of the caseload while the cover lasts; only their caseworker may.

    Raises:
        NotFound: for a cover of somebody else, and for a person who is not of the viewer's caseload.
        IllegalStep: for a cover that has ended.
    """
    cover = work.session.get(Cover, cover_id)
    if cover is None or cover.account_id != work.viewer.account_id:
        raise NotFound
    subject = own_subject(work.session, work.viewer, subject_id)
    if subject.caseworker_id != cover.account_id or not subject.is_protected:
        raise NotFound
    if cover.ended_on is not None or (cover.to_on is not None and cover.to_on < work.today):
        raise IllegalStep("This cover has ended already.")
    name_account(work, subject, cover.covered_by_id)
    work.session.flush()
    record_event(work, subject_id, "cover.may_see", account=cover.covered_by_id, cover=cover_id)


def arranged_account(work: UnitOfWork, account_id: int) -> Account:
    """Find a caseworker whose cover the viewer arranges: the own account, or one of the supervisor's unit.

    Raises:
        NotFound: for every other account.
        NotAllowed: for an account of the unit that answers for nobody.
    """
    account = work.session.get(Account, account_id)
    viewer = work.viewer
    if account is None or account.unit_id is None or account.unit_id != viewer.unit_id:
        raise NotFound
    if account_id != viewer.account_id and not viewer.has_role(Role.SUPERVISOR):
        raise NotFound
    if account_id not in dict(caseworkers_of(work.session, account.unit_id)):
        raise NotAllowed
    return account


def arranged_cover(work: UnitOfWork, cover_id: int) -> Cover:
    """Find a cover that the viewer arranges. Raises NotFound for every other."""
    cover = work.session.get(Cover, cover_id)
    account = work.session.get(Account, cover.account_id) if cover is not None else None
    if cover is None or account is None or account.unit_id is None or account.unit_id != work.viewer.unit_id:
        raise NotFound
    if cover.account_id != work.viewer.account_id and not work.viewer.has_role(Role.SUPERVISOR):
        raise NotFound
    return cover


def _overlaps(work: UnitOfWork, command: AddCover) -> bool:
    pair = select(Cover).where(
        col(Cover.account_id) == command.account_id,
        col(Cover.covered_by_id) == command.covered_by_id,
        col(Cover.ended_on).is_(None),
    )
    return any(
        (command.to_on is None or each.from_on <= command.to_on)
        and (each.to_on is None or each.to_on >= command.from_on)
        for each in work.session.exec(pair)
    )


def _end_looks(work: UnitOfWork, cover: Cover) -> None:
    """Take the protected people from an account that covers no longer for the caseworker who let it see them.

    Also those who have another caseworker meanwhile; never those who are its own by now.
    """
    still = select(Cover.id).where(
        col(Cover.account_id) == cover.account_id, col(Cover.covered_by_id) == cover.covered_by_id, holds_on(work.today)
    )
    if work.session.exec(still).first() is not None:
        return
    look = (col(Subject.caseworker_id) == cover.account_id) | (col(CaseAccess.granted_by_id) == cover.account_id)
    held = (
        select(CaseAccess)
        .join(Subject, col(Subject.id) == col(CaseAccess.subject_id))
        .where(col(CaseAccess.account_id) == cover.covered_by_id, look)
        .where(col(Subject.caseworker_id).is_distinct_from(cover.covered_by_id))
        .order_by(col(CaseAccess.subject_id))
    )
    for access in work.session.exec(held).all():
        end_access(work, access.subject_id, cover.covered_by_id)
