"""What the audit page reads: who did or saw what, when, by ids."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from matching.clock import office_midnight
from matching.records import Account, AuditEntry
from matching.viewer import Viewer
from matching.vocabulary import Role

PAGE = 100


@dataclass(frozen=True)
class AuditRow:
    """One entry."""

    id: int
    at: datetime
    who: str = field(repr=False)
    account_id: int | None
    act: str
    subject_id: int | None
    ids: dict[str, Any]
    is_sealed: bool


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted: of one account, of one act's beginning, up to a day, before an entry."""

    account_id: int | None = None
    act: str | None = None
    upto: date | None = None
    before_id: int | None = None


def audit_entries(session: Session, viewer: Viewer, wanted: AuditFilter) -> tuple[list[AuditRow], bool]:
    """List the newest entries that the viewer may read, newest first, and whether older follow (one statement).

    An administrator reads all; a supervisor those of the own unit's accounts.
    """
    query = select(AuditEntry, Account.name).outerjoin(Account, col(AuditEntry.account_id) == col(Account.id))
    if not viewer.has_role(Role.ADMINISTRATOR):
        query = query.where(col(AuditEntry.unit_id) == viewer.unit_id)
    if wanted.account_id is not None:
        query = query.where(col(AuditEntry.account_id) == wanted.account_id)
    if wanted.act:
        query = query.where(col(AuditEntry.act).startswith(wanted.act, autoescape=True))
    if wanted.upto is not None:
        query = query.where(col(AuditEntry.at) < office_midnight(wanted.upto + timedelta(days=1)))
    if wanted.before_id is not None:
        query = query.where(col(AuditEntry.id) < wanted.before_id)
    found = session.exec(query.order_by(col(AuditEntry.id).desc()).limit(PAGE + 1)).all()
    return [_audit_row(entry, name) for entry, name in found[:PAGE]], len(found) > PAGE


def accounts_named(session: Session, viewer: Viewer, account_ids: Collection[int]) -> dict[int, str]:
    """The names of accounts in entries, as far as the viewer may know them: a supervisor those of the own unit (one statement)."""
    named = select(Account.id, Account.name).where(col(Account.id).in_(account_ids))
    if not viewer.has_role(Role.ADMINISTRATOR):
        named = named.where(col(Account.unit_id) == viewer.unit_id)
    return {account_id or 0: name for account_id, name in session.exec(named)}


def _audit_row(entry: AuditEntry, name: str | None) -> AuditRow:
    who = name or entry.actor
    return AuditRow(
        entry.id or 0,
        entry.at,
        who,
        entry.account_id,
        entry.act,
        entry.subject_id,
        entry.ids,
        entry.sealed_by is not None,
    )
