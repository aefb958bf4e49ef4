"""The offices below a unit, and whom to ask in each: for staff who see no case file of theirs."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.queries.unit_tree import is_within
from matching.records import Account, AccountRole, Unit
from matching.vocabulary import AccountState, Role, UnitLevel

ASKED = (Role.SUPERVISOR, Role.OFFICER)


@dataclass(frozen=True)
class OfficeBelow:
    """One office below the viewer's unit, and whom to ask there: its supervisors, else its officers."""

    id: int
    name: str
    ask: tuple[str, ...] = field(repr=False)


def offices_below(work: UnitOfWork) -> list[OfficeBelow]:
    """List the offices below the viewer's unit by name, villages left out (two statements)."""
    own = work.viewer.unit_id or 0
    units = work.session.exec(
        select(Unit.id, Unit.name)
        .where(is_within(col(Unit.id), own), col(Unit.id) != own, col(Unit.level) != UnitLevel.VILLAGE)
        .order_by(col(Unit.name), col(Unit.id))
    ).all()
    leading = (
        select(Account.unit_id, AccountRole.role, Account.name)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(AccountRole.role).in_(ASKED), col(Account.state) == AccountState.ACTIVE)
        .where(col(Account.unit_id).in_([unit_id for unit_id, _name in units]))
        .order_by(col(Account.name), col(Account.id))
    )
    names = defaultdict(list)
    for unit_id, role, name in work.session.exec(leading):
        names[unit_id, role].append(name)
    return [
        OfficeBelow(
            unit_id or 0, name, tuple(next((names[unit_id, role] for role in ASKED if names[unit_id, role]), ()))
        )
        for unit_id, name in units
    ]
