"""Signing in and out, new passwords, one-time codes."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.encryption import keyring
from matching.errors import BadInput, NotFound, Refused
from matching.passwords import code_hash, hash_password, is_password, new_code
from matching.queries.viewers import viewer_of
from matching.records import Account, Mail, OneTimeCode, SignedInSession, SignInFailure
from matching.services.announcing import tell_of_code
from matching.vocabulary import AccountState, CodePurpose, Role
from matching.work import add_work

FREE_FAILURES = 5
SLOWED_FOR = timedelta(minutes=10)
MAILED_CODE_LIVES = timedelta(hours=1)
PRINTED_CODE_LIVES = timedelta(days=3)


class SlowedDown(Refused):
    """There were five wrong attempts with this name. Wait ten minutes, or ask your supervisor for a one-time code."""


class WrongPassword(Refused):
    """The present password is wrong."""


@dataclass(frozen=True)
class Credentials:
    """A name and a password as they were typed."""

    sign_in_name: str
    password: str = field(repr=False)


def sign_in(work: UnitOfWork, credentials: Credentials) -> Account | None:
    """Check a name and password; None where they do not fit, with the failure counted in this transaction.

    Raises:
        SlowedDown: after five failures within ten minutes, whether the name exists or not.
    """
    name_hash = name_mark(credentials.sign_in_name)
    if recent_failures(work, name_hash) >= FREE_FAILURES:
        raise SlowedDown
    account = account_named(work, credentials.sign_in_name)
    fits = is_password(account.password_hash if account else None, credentials.password)
    if account is None or not fits or account.state is not AccountState.ACTIVE:
        work.session.add(SignInFailure(name_hash=name_hash, failed_at=work.instant))
        record_act(work, "account.sign_in_failed")
        return None
    forget_failures(work, name_hash)
    record_act(_as_account(work, account), "account.signed_in")
    return account


def name_mark(sign_in_name: str) -> str:
    """Hash a sign-in name as accounts are found by it: two ways of typing one name count together."""
    return keyring.fingerprint(sign_in_name.strip().lower())


def recent_failures(work: UnitOfWork, name_hash: str) -> int:
    """Count the wrong passwords of the last ten minutes."""
    since = work.instant - SLOWED_FOR
    count = select(func.count()).select_from(SignInFailure)
    return work.session.exec(
        count.where(col(SignInFailure.name_hash) == name_hash, col(SignInFailure.failed_at) > since)
    ).one()


def forget_failures(work: UnitOfWork, name_hash: str) -> None:
    """Start counting anew."""
    work.session.execute(delete(SignInFailure).where(col(SignInFailure.name_hash) == name_hash))


def account_named(work: UnitOfWork, sign_in_name: str) -> Account | None:
    """Find an account by the name it signs in with, whatever the case."""
    return work.session.exec(
        select(Account).where(func.lower(Account.sign_in_name) == sign_in_name.strip().lower())
    ).first()


def end_sessions(work: UnitOfWork, account_id: int) -> None:
    """Sign an account out everywhere."""
    work.session.execute(delete(SignedInSession).where(col(SignedInSession.account_id) == account_id))


def change_password(work: UnitOfWork, old: str, new: str) -> None:
    """Set the viewer's own new password and sign out everywhere.

    Raises:
        WrongPassword: where the old one does not fit.
        BadInput: where the new one is too easy.
    """
    account = work.session.get(Account, work.viewer.account_id)
    if account is None or not is_password(account.password_hash, old):
        raise WrongPassword(about="old")
    if old == new:
        raise BadInput("The new password must differ from the old one.", about="new")
    set_password(work, account, new)
    record_act(work, "account.password_changed", account=account.id)


def set_password(work: UnitOfWork, account: Account, new: str) -> None:
    """Store a new password, end every session and every open code."""
    account.password_hash = hash_password(new)
    account.must_change_password = False
    account.version += 1
    end_sessions(work, account.id or 0)
    work.session.execute(
        delete(OneTimeCode).where(col(OneTimeCode.account_id) == account.id, col(OneTimeCode.used_at).is_(None))
    )


def ask_for_code(work: UnitOfWork, sign_in_name: str) -> None:
    """Mail a one-time code to the account of a name, if there is one with an address. Answers nothing either way.

    A code mailed within the last ten minutes stands: no second one is mailed, however often somebody asks.
    """
    account = account_named(work, sign_in_name)
    if account is None or not account.mail or account.state is not AccountState.ACTIVE:
        record_act(work, "account.code_asked")
        return
    if _was_mailed_just_now(work, account):
        record_act(work, "account.code_asked")
        return
    code = issue_code(work, account, CodePurpose.MAIL_RESET)
    mail = Mail(
        account_id=account.id or 0,
        template="one_time_code",
        arguments=json.dumps({"code": code}),
        created_at=work.instant,
    )
    work.session.add(mail)
    work.session.flush()
    add_work(work.session, "send_mail", work.instant, mail=mail.id or 0)
    record_act(work, "account.code_mailed", account=account.id)


def _was_mailed_just_now(work: UnitOfWork, account: Account) -> bool:
    fresh = select(OneTimeCode.code_hash).where(
        col(OneTimeCode.account_id) == account.id,
        col(OneTimeCode.purpose) == CodePurpose.MAIL_RESET,
        col(OneTimeCode.used_at).is_(None),
        col(OneTimeCode.expires_at) > work.instant + MAILED_CODE_LIVES - SLOWED_FOR,
    )
    return work.session.exec(fresh).first() is not None


def print_code(work: UnitOfWork, account_id: int) -> str:
    """Make a one-time code that a supervisor or the administrator prints for an account of theirs.

    Wrong attempts before it are forgotten, or the code could not be used by whoever was slowed down.

    Raises:
        NotFound: for an account that is not the viewer's to help.
    """
    account = work.session.get(Account, account_id)
    if account is None or not may_help(work, account):
        raise NotFound
    record_act(work, "account.code_printed", account=account.id)
    tell_of_code(work, account)
    forget_failures(work, name_mark(account.sign_in_name))
    return issue_code(work, account, CodePurpose.PRINTED_RESET)


def may_help(work: UnitOfWork, account: Account) -> bool:
    """A supervisor helps the accounts of the own unit; an administrator everyone's."""
    viewer = work.viewer
    if viewer.has_role(Role.ADMINISTRATOR) or viewer.is_machine:
        return True
    return viewer.has_role(Role.SUPERVISOR) and account.unit_id is not None and account.unit_id == viewer.unit_id


def issue_code(work: UnitOfWork, account: Account, purpose: CodePurpose) -> str:
    """Make and store one code; earlier open ones of the same way end, so that a mail never spoils a printed one."""
    work.session.execute(
        delete(OneTimeCode).where(
            col(OneTimeCode.account_id) == account.id,
            col(OneTimeCode.purpose) == purpose,
            col(OneTimeCode.used_at).is_(None),
        )
    )
    code = new_code()
    lives = MAILED_CODE_LIVES if purpose is CodePurpose.MAIL_RESET else PRINTED_CODE_LIVES
    work.session.add(
        OneTimeCode(
            account_id=account.id or 0, code_hash=code_hash(code), purpose=purpose,
            issued_by_id=work.viewer.account_id, expires_at=work.instant + lives,
        )
    )  # fmt: skip
    return code


def use_code(work: UnitOfWork, sign_in_name: str, code: str, new: str) -> bool:
    """Set a new password by a one-time code; False for a wrong, used or old one, counted in this transaction.

    Raises:
        SlowedDown: after five failures within ten minutes.
        BadInput: where the new password is too easy.
    """
    name_hash = name_mark(sign_in_name)
    if recent_failures(work, name_hash) >= FREE_FAILURES:
        raise SlowedDown
    account = account_named(work, sign_in_name)
    row = work.session.exec(select(OneTimeCode).where(col(OneTimeCode.code_hash) == code_hash(code))).first()
    live = row is not None and row.used_at is None and row.expires_at > work.instant
    if (
        row is None
        or account is None
        or not live
        or row.account_id != account.id
        or account.state is not AccountState.ACTIVE
    ):
        work.session.add(SignInFailure(name_hash=name_hash, failed_at=work.instant))
        record_act(work, "account.code_refused")
        return False
    set_password(work, account, new)
    row.used_at = work.instant
    forget_failures(work, name_hash)
    record_act(_as_account(work, account), "account.password_reset")
    return True


def _as_account(work: UnitOfWork, account: Account) -> UnitOfWork:
    """The same transaction, as whoever has just shown to be the account's owner."""
    return replace(work, viewer=viewer_of(work.session, account))
