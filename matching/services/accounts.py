"""Making accounts, changing what they may do, closing and opening them again."""

import re
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound, StaleEdit
from matching.passwords import unknown_hash
from matching.records import Account, AccountRole, Provider, Unit
from matching.services.handovers import hand_over
from matching.services.sign_in import account_named, end_sessions, issue_code, may_help
from matching.vocabulary import AccountState, CodePurpose, Role, UnitLevel

STAFF_ROLES = frozenset({Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR})
ANSWERING = frozenset({Role.CASEWORKER, Role.OFFICER})
"""Roles of which an account needs one to be named for a protected person."""
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,119}")


@dataclass(frozen=True)
class MakeAccount:
    """A new account: staff belong to a unit, a provider's people to it, an administrator to neither."""

    sign_in_name: str
    name: str = field(repr=False)
    roles: frozenset[Role]
    unit_id: int | None = None
    provider_id: int | None = None
    mail: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EditAccount:
    """An account's name and roles as they shall be.

    Attributes:
        heir_id: who takes the caseload over, where the caseworker role goes.
    """

    account_id: int
    version: int
    name: str = field(repr=False)
    roles: frozenset[Role]
    heir_id: int | None = None


def make_account(work: UnitOfWork, command: MakeAccount) -> tuple[Account, str]:
    """Make an account without a password, and the one-time code by which its owner sets the first one.

    Raises:
        BadInput: for a sign-in name that is taken or cannot be typed, or roles that do not fit the home.
        NotFound: where the unit or provider is not there.
    """
    sign_in_name = command.sign_in_name.strip().lower()
    if not SIGN_IN_NAME.fullmatch(sign_in_name):
        raise BadInput(
            "A sign-in name has 3 to 120 small letters, digits, dots, hyphens, + or @.", about="sign_in_name"
        )
    if account_named(work, sign_in_name) is not None:
        raise BadInput("Another account has this sign-in name: take another one.", about="sign_in_name")
    _check_home(work, command)
    account = Account(
        sign_in_name=sign_in_name, name=command.name, mail=command.mail,
        unit_id=command.unit_id, provider_id=command.provider_id,
        password_hash=unknown_hash(), created_at=work.now,
    )  # fmt: skip
    work.session.add(account)
    work.session.flush()
    _set_roles(work, account, command.roles)
    record_act(work, "account.made", account=account.id, unit=account.unit_id, provider=account.provider_id)
    return account, issue_code(work, account, CodePurpose.PRINTED_RESET)


def edit_account(work: UnitOfWork, command: EditAccount) -> Account:
    """Rename an account or change its roles; they hold from its next page.

    Raises:
        NotFound: for a missing account.
        StaleEdit: where somebody else saved first.
        BadInput: for roles that do not fit the account's home.
        HeirMissing: where the caseworker role goes and nobody is named for the caseload.
    """
    account = work.session.get(Account, command.account_id)
    if account is None:
        raise NotFound
    if account.version != command.version:
        raise StaleEdit
    check_roles(command.roles, account.unit_id, account.provider_id)
    account.name, account.version = command.name, account.version + 1
    held = set(work.session.exec(select(AccountRole.role).where(col(AccountRole.account_id) == account.id)))
    if Role.CASEWORKER in held - command.roles or not command.roles & ANSWERING:
        hand_over(work, account, command.heir_id)
    _set_roles(work, account, command.roles)
    record_act(work, "account.edited", account=account.id)
    return account


def disable_account(work: UnitOfWork, account_id: int, heir_id: int | None = None) -> Account:
    """Close an account and sign it out everywhere at once; its caseload and covers go to another caseworker.

    Raises:
        NotFound: for an account that is not the viewer's to help.
        IllegalStep: where it is closed already, or the viewer's own.
        HeirMissing, BadInput: where nobody, or somebody who cannot, takes the caseload over.
    """
    account = helped_account(work, account_id)
    if account.id == work.viewer.account_id:
        raise IllegalStep("Nobody disables their own account: ask another administrator or supervisor.")
    if account.state is not AccountState.ACTIVE:
        raise IllegalStep("This account is disabled already.")
    hand_over(work, account, heir_id)
    account.state = AccountState.DISABLED
    account.version += 1
    end_sessions(work, account_id)
    record_act(work, "account.disabled", account=account_id)
    return account


def enable_account(work: UnitOfWork, account_id: int) -> Account:
    """Open a closed account again. Raises NotFound, or IllegalStep where it is open."""
    account = helped_account(work, account_id)
    if account.state is not AccountState.DISABLED:
        raise IllegalStep("This account is active already.")
    account.state = AccountState.ACTIVE
    account.version += 1
    record_act(work, "account.enabled", account=account_id)
    return account


def helped_account(work: UnitOfWork, account_id: int) -> Account:
    """Find an account of a supervisor's own unit, or anyone's for an administrator. Raises NotFound."""
    account = work.session.get(Account, account_id)
    if account is None or not may_help(work, account):
        raise NotFound
    return account


def check_roles(roles: frozenset[Role], unit_id: int | None, provider_id: int | None) -> None:
    """Hold roles and home together. Raises BadInput where they do not fit."""
    if not roles:
        raise BadInput("An account needs at least one role.", about="roles")
    fits = (
        roles == {Role.PROVIDER} if provider_id is not None
        else roles <= STAFF_ROLES if unit_id is not None
        else roles == {Role.ADMINISTRATOR}
    )  # fmt: skip
    if not fits:
        raise BadInput(
            "Staff roles belong to a unit, the provider role to a provider, "
            "and the administrator to neither: the administrator sees no case.",
            about="roles",
        )


def _check_home(work: UnitOfWork, command: MakeAccount) -> None:
    if command.unit_id is not None and command.provider_id is not None:
        raise BadInput("An account belongs to one unit or to one provider, not to both.", about="provider")
    check_roles(command.roles, command.unit_id, command.provider_id)
    unit = work.session.get(Unit, command.unit_id) if command.unit_id is not None else None
    if command.unit_id is not None and unit is None:
        raise NotFound
    if command.provider_id is not None and work.session.get(Provider, command.provider_id) is None:
        raise NotFound
    if unit is not None and unit.level is UnitLevel.VILLAGE:
        raise BadInput(
            "Villages hold no accounts: the people of a village belong to the staff of the township above it.",
            about="unit",
        )


def _set_roles(work: UnitOfWork, account: Account, roles: frozenset[Role]) -> None:
    work.session.execute(delete(AccountRole).where(col(AccountRole.account_id) == account.id))
    work.session.add_all(AccountRole(account_id=account.id or 0, role=role) for role in sorted(roles))
    work.session.flush()
