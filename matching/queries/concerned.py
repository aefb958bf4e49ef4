"""Who is concerned by what happens: ids of active accounts, whoever covers for them included."""

from collections.abc import Iterable

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.queries.covers import holds_on
from matching.records import Account, AccountRole, CaseAccess, Cover, Proposal, Subject, Unit
from matching.vocabulary import AccountState, Role, UnitLevel


def answering(work: UnitOfWork, account_ids: Iterable[int | None]) -> set[int]:
    """Those of these accounts that are active, and the active ones that cover them today (two statements)."""
    asked = {account_id for account_id in account_ids if account_id is not None}
    if not asked:
        return set()
    covering = select(Cover.covered_by_id).where(col(Cover.account_id).in_(asked), holds_on(work.today))
    everybody = asked | set(work.session.exec(covering))
    active = select(Account.id).where(col(Account.id).in_(everybody), col(Account.state) == AccountState.ACTIVE)
    return {account_id for account_id in work.session.exec(active) if account_id is not None}


def caseworkers_of(work: UnitOfWork, subject_id: int) -> set[int]:
    """Who answers for a subject: the caseworker and whoever covers; the unit's officers where that is nobody."""
    subject = work.session.get_one(Subject, subject_id)
    found = answering(work, [subject.caseworker_id]) or unit_accounts(work, subject.unit_id, Role.OFFICER)
    return authorised(work, subject, found)


def officers_of(work: UnitOfWork, subject_id: int) -> set[int]:
    """The officers of a subject's unit, who may propose."""
    subject = work.session.get_one(Subject, subject_id)
    return authorised(work, subject, unit_accounts(work, subject.unit_id, Role.OFFICER))


def proposers_of(work: UnitOfWork, proposal: Proposal) -> set[int]:
    """The officer who proposed and whoever covers; the unit's officers where that is nobody, or somebody of the unit above."""
    officers = unit_accounts(work, proposal.unit_id, Role.OFFICER)
    found = answering(work, [proposal.proposed_by_id]) if proposal.proposed_by_id in officers else officers
    return authorised(work, work.session.get_one(Subject, proposal.subject_id), found)


def authorised(work: UnitOfWork, subject: Subject, account_ids: set[int]) -> set[int]:
    """Of a protected subject nobody hears but those who are named for the case file."""
    if not subject.is_protected or not account_ids:
        return account_ids
    named = select(CaseAccess.account_id).where(
        col(CaseAccess.subject_id) == subject.id, col(CaseAccess.account_id).in_(account_ids)
    )
    return set(work.session.exec(named))


def provider_accounts(work: UnitOfWork, provider_id: int) -> set[int]:
    """The active accounts of a provider."""
    found = select(Account.id).where(col(Account.provider_id) == provider_id, col(Account.state) == AccountState.ACTIVE)
    return {account_id for account_id in work.session.exec(found) if account_id is not None}


def unit_accounts(work: UnitOfWork, unit_id: int, role: Role) -> set[int]:
    """The active accounts of a unit with a role; a village's are those of the township above it."""
    unit = work.session.get_one(Unit, unit_id)
    home = unit.parent_id if unit.level is UnitLevel.VILLAGE and unit.parent_id is not None else unit_id
    return accounts_by_unit(work, [home], role).get(home, set())


def accounts_by_unit(work: UnitOfWork, unit_ids: Iterable[int], role: Role) -> dict[int, set[int]]:
    """The active accounts with a role, by unit (one statement)."""
    found = (
        select(Account.unit_id, Account.id)
        .join(AccountRole, col(AccountRole.account_id) == col(Account.id))
        .where(col(Account.unit_id).in_(list(unit_ids)), col(Account.state) == AccountState.ACTIVE)
        .where(col(AccountRole.role) == role)
    )
    by_unit: dict[int, set[int]] = {}
    for unit_id, account_id in work.session.exec(found):
        by_unit.setdefault(unit_id or 0, set()).add(account_id or 0)
    return by_unit


def checking_officers(work: UnitOfWork, unit_id: int) -> set[int]:
    """Who checks the providers and offers of a unit: its officers, else those of the nearest unit above, else below."""
    unit: Unit | None = work.session.get_one(Unit, unit_id)
    while unit is not None and unit.level is not UnitLevel.CITY:
        if found := accounts_by_unit(work, [unit.id or 0], Role.OFFICER):
            return set().union(*found.values())
        unit = work.session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    below = work.session.exec(select(Unit.id).where(col(Unit.parent_id) == unit_id)).all()
    return set().union(*accounts_by_unit(work, [id or 0 for id in below], Role.OFFICER).values())
