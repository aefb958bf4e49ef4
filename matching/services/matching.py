"""Renewing shortlists: computed in a read, then stored in one short write, only where something changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlmodel import Session, col, select

from matching.bulk import put_rows
from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.facts import Offers
from matching.privacy import subject_for
from matching.queries.facts import matched_subject_ids, offer_facts, open_offer_ids, subject_facts
from matching.queries.facts.batches import batches
from matching.queries.settled import settled_kinds
from matching.records import Offer, Shortlist, Subject, metadata
from matching.scoring.components import Context
from matching.scoring.explain import Explanation, explain
from matching.services.everybody import everybody
from matching.services.open_offers import open_offers
from matching.services.versions import engine_versions
from matching.vocabulary import OfferKind

TOP = 20
KINDS = tuple(OfferKind)
"""The kinds of offer that are matched."""


@dataclass(frozen=True)
class Renewal:
    """Computed shortlists of some subjects, ready to be stored.

    Attributes:
        rows: one per subject and kind, as in the table, without `computed_at`.
        unmatched: subjects who are not matched, or no longer; their shortlists go.
        settled: subjects and kinds of which they hold a place for good; those shortlists go.
        pairs: how many pairs of subject and offer were scored.
    """

    rows: list[dict[str, Any]]
    unmatched: list[int]
    settled: list[tuple[int, OfferKind]]
    pairs: int

    @property
    def shortlisted(self) -> int:
        """How many entries the shortlists hold together."""
        return sum(len(row["marks"]) for row in self.rows)


def computed_shortlists(work: UnitOfWork, subject_ids: Sequence[int]) -> Renewal:
    """Compute the shortlists of some subjects over all open offers. Writes nothing."""
    versions = engine_versions(work.session)
    wanted = set(subject_ids)
    matched = sorted(wanted & set(matched_subject_ids(work.session, min(wanted, default=0), max(wanted, default=0))))
    facts_versions = _facts_versions(work.session, matched)
    subjects = subject_facts(work.session, matched, work.today)
    settled = _settled_kinds(work.session, matched)
    texts = versions.vocabulary.vectors(subjects.text)
    rows, pairs = [], 0
    for kind in KINDS:
        openings = open_offers(work, kind, versions)
        seeking = [at for at, each in enumerate(subjects.ids.tolist()) if (each, kind) not in settled]
        best = openings.best_for(subjects.take(seeking), texts[seeking], TOP)
        pairs += best.pairs
        for at, subject_id in enumerate(subjects.ids[seeking].tolist()):
            entries = slice(0, int(best.counts[at]))
            rows.append(
                {
                    "subject_id": subject_id, "kind": kind, "offers": best.offers[at, entries].astype("<i8").tobytes(),
                    "scores": best.scores[at, entries].astype("<i4").tobytes(),
                    "marks": best.marks[at, entries].astype("u1").tobytes(), "policy": versions.policy.version,
                    "rulebook": versions.rulebook.version, "vocabulary": versions.vocabulary.version,
                    "subject_version": facts_versions[subject_id],
                }
            )  # fmt: skip
    return Renewal(rows, sorted(wanted - set(matched)), sorted(settled), pairs)


def _settled_kinds(session: Session, ids: Sequence[int]) -> set[tuple[int, OfferKind]]:
    """Who holds a place of which kind for good, over any number of subjects."""
    return {settled for some in batches(ids) for settled in settled_kinds(session, some)}


def store_shortlists(work: UnitOfWork, renewal: Renewal) -> int:
    """Store what changed; a row computed from older facts never overwrites a newer one. Returns how many rows changed."""
    session = work.session
    if renewal.unmatched:
        session.execute(delete(Shortlist).where(col(Shortlist.subject_id).in_(renewal.unmatched)))
    for kind in KINDS:
        if gone := [subject_id for subject_id, held in renewal.settled if held is kind]:
            over = delete(Shortlist).where(col(Shortlist.subject_id).in_(gone), col(Shortlist.kind) == kind)
            session.execute(over)
    stored = _stored_rows(session, sorted({row["subject_id"] for row in renewal.rows}))
    changed = [row for row in renewal.rows if _is_news(row, stored.get((row["subject_id"], row["kind"])))]
    if changed:
        table = metadata().tables["shortlists"]
        put_rows(session.connection(), table, [row | {"computed_at": work.now} for row in changed])
    return len(changed)


def subjects_touched_by(work: UnitOfWork, offer_id: int) -> list[int]:
    """Find whose shortlists one changed offer touches: who holds it now, and whom it now suits well enough."""
    stored = work.session.get(Offer, offer_id)
    held, last = _holders(work.session, offer_id, stored.kind if stored else None)
    offer = _open_offer(work, offer_id)
    if offer is None:
        return sorted(held)
    versions = engine_versions(work.session)
    context = Context.of(offer, versions.vocabulary)
    found = everybody(work, versions.vocabulary).suited(offer, versions.rulebook, versions.policy, context, work.today)
    entries = zip(found.subjects.tolist(), found.marks.tolist(), found.scores.tolist(), strict=True)
    enters = {subject for subject, mark, score in entries if (mark, -score) <= last.get(subject, (True, 0))}
    return sorted(held | enters)


def explain_pair(work: UnitOfWork, subject_id: int, offer_id: int) -> Explanation:
    """Explain any pair of a subject whom the viewer may see and an offer that is stored.

    Raises:
        NotFound: where either is missing or not for this viewer.
    """
    subject_for(work.session, work.viewer, subject_id)
    if work.session.get(Offer, offer_id) is None:
        raise NotFound
    versions = engine_versions(work.session)
    subject = subject_facts(work.session, [subject_id], work.today)
    offer = offer_facts(work.session, [offer_id], work.today)
    return explain(subject, offer, versions.rulebook, versions.policy, versions.vocabulary, work.today)


def _facts_versions(session: Session, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in batches(ids):
        rows = session.exec(select(Subject.id, Subject.facts_version).where(col(Subject.id).in_(some)))
        found |= {subject_id or 0: version for subject_id, version in rows}
    return found


def _stored_rows(session: Session, ids: Sequence[int]) -> dict[tuple[int, OfferKind], dict[str, Any]]:
    """What is stored for these subjects, without when it was computed."""
    columns = [getattr(Shortlist, name) for name in Shortlist.model_fields if name != "computed_at"]
    found = (session.execute(select(*columns).where(col(Shortlist.subject_id).in_(some))) for some in batches(ids))
    return {(row.subject_id, row.kind): row._asdict() for some in found for row in some}


def _is_news(row: dict[str, Any], stored: dict[str, Any] | None) -> bool:
    return stored is None or (row["subject_version"] >= stored["subject_version"] and row != stored)


def _holders(session: Session, offer_id: int, kind: OfferKind | None) -> tuple[set[int], dict[int, tuple[bool, int]]]:
    """Who holds an offer in a shortlist of its kind now; and by subject the (mark, negative score) of a full one's last entry."""
    held: set[int] = set()
    last: dict[int, tuple[bool, int]] = {}
    columns = Shortlist.subject_id, Shortlist.offers, Shortlist.scores, Shortlist.marks
    for subject_id, offers, scores, marks in session.execute(select(*columns).where(col(Shortlist.kind) == kind)):
        if offer_id in np.frombuffer(offers, dtype="<i8"):
            held.add(subject_id)
        if len(marks) >= TOP:
            last[subject_id] = (bool(marks[-1]), -int.from_bytes(scores[-4:], "little"))
    return held, last


def _open_offer(work: UnitOfWork, offer_id: int) -> Offers | None:
    offer = work.session.get(Offer, offer_id)
    if offer is None or offer_id not in open_offer_ids(work.session, offer.kind, work.today):
        return None
    return offer_facts(work.session, [offer_id], work.today)
