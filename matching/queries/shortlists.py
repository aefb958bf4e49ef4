"""Reading stored shortlists."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlmodel import Session, col, select

from matching.records import Shortlist
from matching.vocabulary import OfferKind


class ShortlistEntry(NamedTuple):
    """One entry: the offer, its score in 1/10,000, and whether a fact is missing."""

    offer_id: int
    score: int
    needs_information: bool


class StoredShortlist(NamedTuple):
    """One subject's shortlist as it is stored."""

    subject_id: int
    kind: OfferKind
    entries: list[ShortlistEntry]
    computed_at: datetime
    policy: str
    rulebook: str
    vocabulary: str


def unpacked(row: Shortlist) -> StoredShortlist:
    """Unpack a stored row."""
    ids = np.frombuffer(row.offers, dtype="<i8").tolist()
    scores = np.frombuffer(row.scores, dtype="<i4").tolist()
    marks = np.frombuffer(row.marks, dtype="u1").astype(bool).tolist()
    entries = [ShortlistEntry(*entry) for entry in zip(ids, scores, marks, strict=True)]
    return StoredShortlist(row.subject_id, row.kind, entries, row.computed_at, row.policy, row.rulebook, row.vocabulary)


def stored_shortlists(
    session: Session, subject_ids: Sequence[int], kind: OfferKind = OfferKind.JOB
) -> dict[int, StoredShortlist]:
    """Read the shortlists of some subjects in one statement."""
    rows = session.exec(
        select(Shortlist).where(col(Shortlist.subject_id).in_(subject_ids), col(Shortlist.kind) == kind)
    )
    return {row.subject_id: unpacked(row) for row in rows}


def shortlists_by_kind(session: Session, subject_ids: Sequence[int]) -> dict[int, dict[OfferKind, StoredShortlist]]:
    """Read the shortlists of every kind of some subjects in one statement."""
    found: dict[int, dict[OfferKind, StoredShortlist]] = {}
    for row in session.exec(select(Shortlist).where(col(Shortlist.subject_id).in_(subject_ids))):
        found.setdefault(row.subject_id, {})[row.kind] = unpacked(row)
    return found
