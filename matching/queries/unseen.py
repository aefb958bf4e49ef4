"""Protected case files that nobody may see any more: which units have some, and, for the system alone, which they are."""

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlmodel import Session, col, select

from matching.records import Account, AccountRole, CaseAccess, Subject, Unit
from matching.vocabulary import AccountState, CaseState, Role, UnitLevel


def is_unseen() -> ColumnElement[bool]:
    """Filter to open case files of protected people for whom no active caseworker or officer is named."""
    able = select(AccountRole.account_id).where(col(AccountRole.role).in_([Role.CASEWORKER, Role.OFFICER]))
    named = exists().where(
        col(CaseAccess.subject_id) == col(Subject.id),
        col(CaseAccess.account_id) == col(Account.id),
        col(Account.state) == AccountState.ACTIVE,
        col(Account.id).in_(able),
    )
    protected = or_(col(Subject.is_juvenile), col(Subject.is_sealed))
    return and_(protected, col(Subject.state) != CaseState.CLOSED, ~named)


def units_with_unseen(session: Session) -> list[tuple[int, str]]:
    """The units that answer for such people, the township for its villages, as (id, name), by name."""
    is_village = and_(col(Unit.level) == UnitLevel.VILLAGE, col(Unit.parent_id).is_not(None))
    home = case((is_village, col(Unit.parent_id)), else_=col(Unit.id))
    homes = select(home).join(Subject, col(Subject.unit_id) == col(Unit.id)).where(is_unseen())
    units = select(Unit.id, Unit.name).where(col(Unit.id).in_(homes)).order_by(col(Unit.name), col(Unit.id))
    return [(unit_id or 0, name) for unit_id, name in session.exec(units)]


def unseen_protected(session: Session, unit_id: int) -> list[int]:
    """The ids of such people of a unit and its villages. For the act that names somebody for them; never for a page."""
    villages = select(Unit.id).where(col(Unit.parent_id) == unit_id, col(Unit.level) == UnitLevel.VILLAGE)
    theirs = or_(col(Subject.unit_id) == unit_id, col(Subject.unit_id).in_(villages))
    found = select(Subject.id).where(theirs, is_unseen()).order_by(col(Subject.id))
    return [subject_id or 0 for subject_id in session.exec(found)]
