"""Leaving a trace: one entry per act or shown case, in the same transaction, sealed into a chain afterwards."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.encryption import keyring
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
        at=work.now,
        account_id=viewer.account_id,
        actor=actor,
        unit_id=viewer.unit_id,
        act=act,
        subject_id=subject_id,
        ids=dict(ids),
    )
    work.session.add(entry)


def seal_entries(session: Session, upto: datetime) -> int:
    """Chain the entries that are not yet sealed, in order. Returns how many.

    Two transactions that seal at once meet at the unique `sealed_as`: one of them is refused and may be tried again.
    """
    waiting = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.sealed_as).is_(None), col(AuditEntry.at) <= upto)
        .order_by(col(AuditEntry.id))
    ).all()
    place, link = chain_head(session)
    for entry in waiting:
        place += 1
        link = chain_link(link, place, entry)
        entry.sealed_as, entry.sealed_by = place, link
    return len(waiting)


def chain_head(session: Session) -> tuple[int, str]:
    """The newest sealed place and its link: kept elsewhere, they show later whether the chain's end was cut off."""
    last = select(AuditEntry).where(col(AuditEntry.sealed_as).is_not(None)).order_by(col(AuditEntry.sealed_as).desc())
    newest = session.exec(last.limit(1)).first()
    return (0, "") if newest is None else (newest.sealed_as or 0, newest.sealed_by or "")


def broken_links(session: Session) -> list[int]:
    """List the ids of sealed entries whose content no longer fits the chain.

    An entry that was deleted is found at the one after it. A chain cut off at its end, and entries of the last minute
    that are not sealed yet, are not found here: compare `chain_head` with one kept elsewhere.
    """
    broken, place, link = [], 0, ""
    chain = select(AuditEntry).where(col(AuditEntry.sealed_as).is_not(None)).order_by(col(AuditEntry.sealed_as))
    for entry in session.exec(chain):
        if chain_link(link, place + 1, entry) != entry.sealed_by:
            broken.append(entry.id or 0)
        place, link = entry.sealed_as or 0, entry.sealed_by or ""
    return broken


def chain_link(previous: str, place: int, entry: AuditEntry) -> str:
    """Hash one entry, its place and the link before it, under the lookup key (HMAC-SHA-256, hexadecimal)."""
    content = [
        place,
        entry.id,
        entry.at.isoformat(),
        entry.account_id,
        entry.actor,
        entry.unit_id,
        entry.act,
        entry.subject_id,
        entry.ids,
    ]
    return keyring.authenticate(previous + json.dumps(content, sort_keys=True))
