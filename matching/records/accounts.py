"""Accounts, their roles, their sessions and what guards the door."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, sealed
from matching.vocabulary import AccountState, CodePurpose, Language, MailChoice, Role


class Account(SQLModel, table=True):
    """One person who signs in. It belongs to one unit or to one provider, or to neither (the administrator)."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("unit_id IS NULL OR provider_id IS NULL", name="one_home"),)

    id: int | None = Field(default=None, primary_key=True)
    sign_in_name: str = Field(unique=True, max_length=120)
    name: str = Field(max_length=120, repr=False)
    mail: str | None = sealed(default=None)
    password_hash: str = Field(max_length=200, repr=False)
    must_change_password: bool = False
    state: AccountState = coded(AccountState, "state", default=AccountState.ACTIVE)
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    provider_id: int | None = Field(default=None, foreign_key="providers.id", index=True)
    language: Language | None = coded(Language, "language", default=None)
    mail_choice: MailChoice = coded(MailChoice, "mail_choice", default=MailChoice.DAILY)
    created_at: datetime = instant()
    version: int = 1


class AccountRole(SQLModel, table=True):
    """One role that an account holds."""

    __tablename__ = "account_roles"

    account_id: int = Field(foreign_key="accounts.id", primary_key=True)
    role: Role = coded(Role, "role", primary_key=True)


class SignedInSession(SQLModel, table=True):
    """One browser's session. Only the hash of the cookie is stored."""

    __tablename__ = "sessions"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64, repr=False)
    account_id: int | None = Field(default=None, foreign_key="accounts.id", index=True)
    values: dict[str, Any] = document(default_factory=dict)
    created_at: datetime = instant()
    seen_at: datetime = instant(index=True)


class SignInFailure(SQLModel, table=True):
    """A wrong password, counted by a hash of the name that was typed."""

    __tablename__ = "sign_in_failures"

    id: int | None = Field(default=None, primary_key=True)
    name_hash: str = Field(index=True, max_length=64)
    failed_at: datetime = instant(index=True)


class OneTimeCode(SQLModel, table=True):
    """A code, mailed or printed, that sets a new password once."""

    __tablename__ = "one_time_codes"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    code_hash: str = Field(unique=True, max_length=64, repr=False)
    purpose: CodePurpose = coded(CodePurpose, "purpose")
    issued_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None)


class FormPress(SQLModel, table=True):
    """One form's press, so that a second press of the same form leads to the first one's page."""

    __tablename__ = "form_presses"

    token: str = Field(primary_key=True, max_length=64, repr=False)
    account_id: int | None = Field(default=None, foreign_key="accounts.id")
    location: str = Field(max_length=200)
    at: datetime = instant()
