"""Which entries of a shortlist are open: nobody has decided on them, or the pair may come back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, or_, select

from matching.clock import office_time
from matching.queries.shortlists import stored_shortlists
from matching.records import Offer, Placement, Provider, Subject, Suggestion
from matching.vocabulary import DeclineReason, OfferKind, OfferState, PlacementState, SuggestionState

OPEN_AT_ONCE = 3
"""How many undecided entries of a shortlist are put before a caseworker."""

LIVE = (
    SuggestionState.ENDORSED,
    SuggestionState.HELD,
    SuggestionState.NEEDS_INFORMATION,
    SuggestionState.PROPOSED,
)


@dataclass(frozen=True)
class ComesBack:
    """When a declined pair may come back: after some days, when a fact changes, or neither."""

    after_days: int | None = None
    on_change: bool = False

    def on(self, declined_on: date) -> date | None:
        """The day from which it may come back; None where no day is set."""
        return None if self.after_days is None else declined_on + timedelta(days=self.after_days)


COMES_BACK: dict[DeclineReason, ComesBack] = {
    DeclineReason.SUBJECT_REFUSED: ComesBack(after_days=60),
    DeclineReason.NOT_ELIGIBLE: ComesBack(on_change=True),
    DeclineReason.UNSUITABLE: ComesBack(),
    DeclineReason.JOURNEY: ComesBack(on_change=True),
    DeclineReason.HOURS: ComesBack(on_change=True),
    DeclineReason.PAY: ComesBack(on_change=True),
    DeclineReason.HEALTH: ComesBack(after_days=90),
    DeclineReason.BETTER_OFFER: ComesBack(after_days=30),
}
"""The reason of a decline decides when the pair may come back."""


@dataclass(frozen=True)
class OpenSuggestion:
    """One undecided entry.

    Attributes:
        score: in 1/10,000.
        rank: its place in the shortlist, from 1.
        since: the day on which the shortlist was computed.
    """

    subject_id: int
    offer_id: int
    title: str
    provider: str
    score: int
    needs_information: bool
    rank: int
    since: date


def is_closed_to_review(decided: Suggestion, today: date, subject_version: int, offer_version: int) -> bool:
    """Whether an earlier decision keeps a pair out of review: it stands, or a decline has not yet run out."""
    if decided.state in LIVE:
        return True
    if decided.state is not SuggestionState.DECLINED or decided.reason is None:
        return False
    rule = COMES_BACK[decided.reason]
    again_on = rule.on(office_time(decided.decided_at).date())
    if again_on is not None:
        return today < again_on
    frozen = (decided.facts.get("subject_version"), decided.facts.get("offer_version"))
    return not rule.on_change or frozen == (subject_version, offer_version)


def open_suggestions(
    session: Session, subject_ids: Sequence[int], today: date, at_once: int = OPEN_AT_ONCE
) -> dict[int, list[OpenSuggestion]]:
    """The first undecided entries of these subjects' job shortlists, best first, in five statements.

    A subject who holds a job already has none.
    """
    lists = stored_shortlists(session, subject_ids)
    offers = _open_offers(session, {entry.offer_id for each in lists.values() for entry in each.entries}, today)
    decided = newest_decisions(session, subject_ids)
    versions = _facts_versions(session, subject_ids)
    found: dict[int, list[OpenSuggestion]] = {}
    for subject_id in set(lists) - _placed(session, subject_ids):
        stored = lists[subject_id]
        found[subject_id] = [
            OpenSuggestion(
                subject_id, entry.offer_id, *offers[entry.offer_id][:2], entry.score, entry.needs_information,
                rank, office_time(stored.computed_at).date(),
            )
            for rank, entry in enumerate(stored.entries, start=1)
            if entry.offer_id in offers
            and not _is_closed(decided.get((subject_id, entry.offer_id)), today, versions[subject_id], offers[entry.offer_id][2])
        ][:at_once]  # fmt: skip
    return {subject_id: entries for subject_id, entries in found.items() if entries}


def newest_decisions(session: Session, subject_ids: Iterable[int]) -> dict[tuple[int, int], Suggestion]:
    """The newest suggestion row of every pair of these subjects, by subject and offer."""
    rows = select(Suggestion).where(col(Suggestion.subject_id).in_(list(subject_ids))).order_by(col(Suggestion.id))
    return {(row.subject_id, row.offer_id): row for row in session.exec(rows)}


def _is_closed(decided: Suggestion | None, today: date, subject_version: int, offer_version: int) -> bool:
    return decided is not None and is_closed_to_review(decided, today, subject_version, offer_version)


def _open_offers(session: Session, ids: Iterable[int], today: date) -> dict[int, tuple[str, str, int]]:
    """Title, provider's name and facts version of those of the offers that take people."""
    rows = (
        select(Offer.id, Offer.title, Provider.name, Offer.facts_version)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(col(Offer.id).in_(list(ids)), col(Offer.state) == OfferState.PUBLISHED)
        .where(col(Offer.places_taken) < col(Offer.places))
        .where(or_(col(Offer.closes_on).is_(None), col(Offer.closes_on) >= today))
    )
    return {offer_id or 0: (title, provider, version) for offer_id, title, provider, version in session.exec(rows)}


def _facts_versions(session: Session, subject_ids: Iterable[int]) -> dict[int, int]:
    rows = select(Subject.id, Subject.facts_version).where(col(Subject.id).in_(list(subject_ids)))
    versions: dict[int, int] = defaultdict(int)
    versions.update({subject_id or 0: version for subject_id, version in session.exec(rows)})
    return versions


def _placed(session: Session, subject_ids: Iterable[int]) -> set[int]:
    """Who of them holds a job, or is about to."""
    active = col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED])
    rows = select(Placement.subject_id).where(
        col(Placement.subject_id).in_(list(subject_ids)), col(Placement.kind) == OfferKind.JOB, active
    )
    return set(session.exec(rows))
