"""Which entries of a shortlist are open: nobody has decided on them, or the pair may come back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from matching.clock import office_time
from matching.queries.shortlists import ShortlistEntry, StoredShortlist, stored_shortlists
from matching.records import Offer, Placement, Provider, Subject, Suggestion
from matching.services.coming_back import WHEN_FACTS_CHANGE, back_after_decline
from matching.vocabulary import OfferKind, OfferState, PlacementState, SuggestionState

OPEN_AT_ONCE = 3
"""How many undecided entries of a shortlist are put before a caseworker."""

LIVE = (
    SuggestionState.ENDORSED,
    SuggestionState.HELD,
    SuggestionState.NEEDS_INFORMATION,
    SuggestionState.PROPOSED,
)


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
    """Whether an earlier decision keeps a pair out of review: it stands, or it is too early again."""
    if decided.state in LIVE:
        return True
    if decided.state is SuggestionState.WITHDRAWN:
        return decided.held_until is not None and decided.held_until > today
    if decided.state is not SuggestionState.DECLINED or decided.reason is None:
        return False
    again_on = back_after_decline(decided.reason, office_time(decided.decided_at).date())
    if again_on is not None:
        return today < again_on
    frozen = (decided.facts.get("subject_version"), decided.facts.get("offer_version"))
    return decided.reason not in WHEN_FACTS_CHANGE or frozen == (subject_version, offer_version)


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
    placed = _placed(session, subject_ids)

    def is_open(subject_id: int, offer_id: int) -> bool:
        earlier = decided.get((subject_id, offer_id))
        if offer_id not in offers or earlier is None:
            return offer_id in offers
        return not is_closed_to_review(earlier, today, versions[subject_id], offers[offer_id].facts_version)

    found = {
        subject_id: [
            _opened(stored, entry, rank, offers[entry.offer_id])
            for rank, entry in enumerate(stored.entries, start=1)
            if is_open(subject_id, entry.offer_id)
        ][:at_once]
        for subject_id, stored in lists.items()
        if subject_id not in placed
    }
    return {subject_id: entries for subject_id, entries in found.items() if entries}


def newest_decisions(session: Session, subject_ids: Iterable[int]) -> dict[tuple[int, int], Suggestion]:
    """The newest suggestion row of every pair of these subjects, by subject and offer."""
    rows = select(Suggestion).where(col(Suggestion.subject_id).in_(list(subject_ids)))
    return {(row.subject_id, row.offer_id): row for row in session.exec(rows.order_by(col(Suggestion.id)))}


class OpenOffer(NamedTuple):
    """What a list says of one offer that takes people."""

    title: str
    provider: str
    facts_version: int


def _opened(stored: StoredShortlist, entry: ShortlistEntry, rank: int, offer: OpenOffer) -> OpenSuggestion:
    return OpenSuggestion(
        subject_id=stored.subject_id,
        offer_id=entry.offer_id,
        title=offer.title,
        provider=offer.provider,
        score=entry.score,
        needs_information=entry.needs_information,
        rank=rank,
        since=office_time(stored.computed_at).date(),
    )


def _open_offers(session: Session, ids: Iterable[int], today: date) -> dict[int, OpenOffer]:
    """Those of the offers that take people."""
    rows = (
        select(Offer.id, Offer.title, Provider.name, Offer.facts_version)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(col(Offer.id).in_(list(ids)), col(Offer.state) == OfferState.PUBLISHED)
        .where(col(Offer.places_taken) < col(Offer.places))
        .where(or_(col(Offer.closes_on).is_(None), col(Offer.closes_on) >= today))
    )
    return {number or 0: OpenOffer(title, name, version) for number, title, name, version in session.exec(rows)}


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
