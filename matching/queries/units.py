"""What the pages of units and accounts read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from matching.errors import NotFound
from matching.records import Account, AccountRole, Provider, SignedInSession, Subject, Unit
from matching.vocabulary import AccountState, CaseState, ProviderState, Role, UnitLevel

MOST_ACCOUNTS = 200


@dataclass(frozen=True)
class UnitRow:
    """One unit, as deep in the tree as `depth` says."""

    id: int
    code: str
    name: str
    level: UnitLevel
    depth: int
    accounts: int
    has_place: bool

    @property
    def holds_accounts(self) -> bool:
        """Whether staff belong to it: villages have none."""
        return self.level is not UnitLevel.VILLAGE


@dataclass(frozen=True)
class AccountRow:
    """One account, with where it belongs, when it was last seen, and for how many open case files it answers.

    Protected people are not counted.
    """

    id: int
    sign_in_name: str
    name: str = field(repr=False)
    state: AccountState
    roles: tuple[Role, ...]
    unit_id: int | None
    home: str
    seen_at: datetime | None
    caseload: int
    version: int

    @property
    def is_active(self) -> bool:
        """Whether it may sign in."""
        return self.state is AccountState.ACTIVE


def unit_tree(session: Session) -> list[UnitRow]:
    """List every unit, each below its parent, by name (two statements)."""
    counted = (
        select(Account.unit_id, func.count())
        .where(col(Account.state) == AccountState.ACTIVE)
        .group_by(col(Account.unit_id))
    )
    accounts = {unit_id: count for unit_id, count in session.exec(counted).all()}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in session.exec(select(Unit).order_by(col(Unit.name), col(Unit.id))):
        below[unit.parent_id].append(unit)
    rows: list[UnitRow] = []
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        rows.append(_unit_row(unit, depth, accounts.get(unit.id, 0)))
        waiting += [(child, depth + 1) for child in reversed(below[unit.id])]
    return rows


def staffed_units(session: Session) -> list[UnitRow]:
    """List the units that may hold accounts, in the order of the tree (two statements)."""
    return [row for row in unit_tree(session) if row.holds_accounts]


def one_unit(session: Session, unit_id: int) -> Unit:
    """Find a unit. Raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def accounts_of_unit(session: Session, unit_id: int) -> list[AccountRow]:
    """List a unit's accounts, active ones first, by name (five statements at most)."""
    return _account_rows(session, col(Account.unit_id) == unit_id)


def found_accounts(session: Session, words: str | None = None) -> list[AccountRow]:
    """List accounts whose name or sign-in name holds the words, at most 200 (five statements at most)."""
    if not words:
        return _account_rows(session)
    return _account_rows(
        session,
        or_(
            col(Account.name).icontains(words, autoescape=True),
            col(Account.sign_in_name).icontains(words, autoescape=True),
        ),
    )


def one_account(session: Session, account_id: int) -> AccountRow:
    """Find one account. Raises NotFound."""
    rows = _account_rows(session, col(Account.id) == account_id)
    if not rows:
        raise NotFound
    return rows[0]


def provider_names(session: Session) -> list[tuple[int, str]]:
    """List the approved providers as (id, name), by name (one statement)."""
    approved = (
        select(Provider)
        .where(col(Provider.state) == ProviderState.APPROVED)
        .order_by(col(Provider.name), col(Provider.id))
    )
    return [(provider.id or 0, provider.name) for provider in session.exec(approved)]


def _unit_row(unit: Unit, depth: int, accounts: int) -> UnitRow:
    return UnitRow(unit.id or 0, unit.code, unit.name, unit.level, depth, accounts, unit.latitude is not None)


def _account_rows(session: Session, *where: ColumnElement[bool]) -> list[AccountRow]:
    found = session.exec(
        select(Account, Unit.name, Provider.name)
        .outerjoin(Unit, col(Account.unit_id) == col(Unit.id))
        .outerjoin(Provider, col(Account.provider_id) == col(Provider.id))
        .where(*where)
        .order_by(col(Account.state), col(Account.name), col(Account.id))
        .limit(MOST_ACCOUNTS)
    ).all()
    ids = [account.id for account, _unit, _provider in found]
    roles, seen, caseloads = _roles_of(session, ids), _seen_at(session, ids), _caseloads(session, ids)
    return [
        AccountRow(
            account.id or 0, account.sign_in_name, account.name, account.state, tuple(sorted(roles[account.id])),
            account.unit_id, unit or provider or "", seen.get(account.id), caseloads.get(account.id, 0), account.version,
        )
        for account, unit, provider in found
    ]  # fmt: skip


def _roles_of(session: Session, ids: Iterable[int | None]) -> dict[int | None, list[Role]]:
    roles: dict[int | None, list[Role]] = defaultdict(list)
    for held in session.exec(select(AccountRole).where(col(AccountRole.account_id).in_(ids))):
        roles[held.account_id].append(held.role)
    return roles


def _seen_at(session: Session, ids: Iterable[int | None]) -> dict[int | None, datetime]:
    mine = col(SignedInSession.account_id).in_(ids)
    newest = (
        select(SignedInSession.account_id, func.max(SignedInSession.seen_at))
        .where(mine)
        .group_by(col(SignedInSession.account_id))
    )
    return {account_id: seen for account_id, seen in session.exec(newest).all()}


def _caseloads(session: Session, ids: Iterable[int | None]) -> dict[int | None, int]:
    counted = (
        select(Subject.caseworker_id, func.count())
        .where(col(Subject.caseworker_id).in_(ids), col(Subject.state) != CaseState.CLOSED)
        .where(~col(Subject.is_juvenile), ~col(Subject.is_sealed))
        .group_by(col(Subject.caseworker_id))
    )
    return {account_id: count for account_id, count in session.exec(counted).all()}
