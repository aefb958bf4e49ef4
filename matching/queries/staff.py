"""The units and caseworkers that an officer may choose for a person."""

from datetime import date

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.queries.covers import holds_on
from matching.records import Account, AccountRole, Cover, Subject, Unit
from matching.vocabulary import AccountState, CaseState, Role, UnitLevel


def placeable_units(work: UnitOfWork) -> list[tuple[int, str]]:
    """List the viewer's unit and its villages as (id, name), the unit first, then by name."""
    villages = and_(col(Unit.parent_id) == work.viewer.unit_id, col(Unit.level) == UnitLevel.VILLAGE)
    units = work.session.exec(select(Unit).where(or_(col(Unit.id) == work.viewer.unit_id, villages)))
    ordered = sorted(units, key=lambda unit: (unit.id != work.viewer.unit_id, unit.name, unit.id))
    return [(unit.id or 0, unit.name) for unit in ordered]


def caseworkers(work: UnitOfWork) -> list[tuple[int, str]]:
    """List the active caseworkers of the viewer's unit and its villages as (id, name), by name."""
    units = [unit_id for unit_id, _name in placeable_units(work)]
    who = select(Account.id, Account.name).where(_is_caseworker(), col(Account.unit_id).in_(units))
    return [(int(id or 0), name) for id, name in work.session.exec(who.order_by(col(Account.name), col(Account.id)))]


def caseworkers_of(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """List the active caseworkers who may answer for people of a unit, as (id, name), by name."""
    unit = session.get(Unit, unit_id)
    units = {unit_id, unit.parent_id if unit and unit.level is UnitLevel.VILLAGE else unit_id}
    who = select(Account.id, Account.name).where(_is_caseworker(), col(Account.unit_id).in_(units))
    return [(int(id or 0), name) for id, name in session.exec(who.order_by(col(Account.name), col(Account.id)))]


def may_answer_for(session: Session, account_id: int, unit_id: int) -> bool:
    """Whether an account is an active caseworker of a unit or of the unit right above it."""
    return account_id in dict(caseworkers_of(session, unit_id))


def has_nobody(today: date) -> ColumnElement[bool]:
    """Filter to people without a caseworker whose account is active or covered today."""
    active = select(Account.id).where(col(Account.state) == AccountState.ACTIVE)
    covered = select(Cover.account_id).where(holds_on(today))
    gone = and_(col(Subject.caseworker_id).not_in(active), col(Subject.caseworker_id).not_in(covered))
    return or_(col(Subject.caseworker_id).is_(None), gone)


def units_without_officer(work: UnitOfWork) -> list[tuple[int, str]]:
    """List the units that keep case files and have no active officer, themselves or above their village, as (id, name)."""
    officers = (
        select(Account.unit_id)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(AccountRole.role) == Role.OFFICER, col(Account.state) == AccountState.ACTIVE)
        .where(col(Account.unit_id).is_not(None))
    )
    kept = select(Subject.unit_id).where(col(Subject.state) != CaseState.CLOSED)
    served = or_(
        col(Unit.id).in_(officers), and_(col(Unit.level) == UnitLevel.VILLAGE, col(Unit.parent_id).in_(officers))
    )
    bare = select(Unit.id, Unit.name).where(col(Unit.id).in_(kept), not_(served))
    return [(unit_id or 0, name) for unit_id, name in work.session.exec(bare.order_by(col(Unit.name), col(Unit.id)))]


def _is_caseworker() -> ColumnElement[bool]:
    holders = select(AccountRole.account_id).where(col(AccountRole.role) == Role.CASEWORKER)
    return and_(col(Account.state) == AccountState.ACTIVE, col(Account.id).in_(holders))
