"""Leaving a trace: one entry per act or shown case, in the same transaction, sealed into a chain afterwards."""

import hashlib
import json
from datetime import datetime

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.records import AuditEntry


def record_act(work: UnitOfWork, act: str, subject_id: int | None = None, **ids: int | str | list[int] | None) -> None:
    """Append one audit entry for what the viewer does or sees.

    Args:
        work: the transaction that the entry belongs to.
        act: "noun.verb", listed in the wording of acts.
        subject_id: whose case it touches, if anyone's.
        ids: further ids and codes; never names or texts.
    """
    viewer = work.viewer
    actor = "account" if viewer.account_id is not None else viewer.name
    entry = AuditEntry(
        at=work.now, account_id=viewer.account_id, actor=actor, unit_id=viewer.unit_id, act=act, subject_id=subject_id, ids=dict(ids)
    )
    work.session.add(entry)


def seal_entries(session: Session, upto: datetime) -> int:
    """Chain the entries that are not yet sealed, in order. Returns how many."""
    waiting = session.exec(
        select(AuditEntry).where(col(AuditEntry.sealed_by).is_(None), col(AuditEntry.at) <= upto).order_by(col(AuditEntry.id))
    ).all()
    last = session.exec(
        select(AuditEntry).where(col(AuditEntry.sealed_by).is_not(None)).order_by(col(AuditEntry.id).desc())
    ).first()
    link = last.sealed_by if last and last.sealed_by else ""
    for entry in waiting:
        link = entry.sealed_by = chain_link(link, entry)
    return len(waiting)


def broken_links(session: Session) -> list[int]:
    """List the ids of sealed entries whose content no longer fits the chain."""
    broken, link = [], ""
    for entry in session.exec(select(AuditEntry).where(col(AuditEntry.sealed_by).is_not(None)).order_by(col(AuditEntry.id))):
        if chain_link(link, entry) != entry.sealed_by:
            broken.append(entry.id or 0)
        link = entry.sealed_by or ""
    return broken


def chain_link(previous: str, entry: AuditEntry) -> str:
    """Hash one entry together with the link before it (SHA-256, hexadecimal)."""
    content = [entry.id, entry.at.isoformat(), entry.account_id, entry.actor, entry.unit_id, entry.act, entry.subject_id, entry.ids]
    return hashlib.sha256((previous + json.dumps(content, sort_keys=True)).encode()).hexdigest()
