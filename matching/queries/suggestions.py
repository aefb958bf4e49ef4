"""Which entries of a shortlist are open: nobody has decided on them, or the pair may come back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from matching.clock import office_time
from matching.queries.circumstances import newest_ids
from matching.queries.settled import settled_kinds
from matching.queries.shortlists import ShortlistEntry, StoredShortlist, shortlists_by_kind
from matching.records import Circumstance, Offer, Provider, Subject, Suggestion
from matching.scoring.priority import kinds_by_need
from matching.services.coming_back import WHEN_FACTS_CHANGE, back_after_decline
from matching.vocabulary import Answer, CircumstanceKind, OfferKind, OfferState, SuggestionState

OPEN_AT_ONCE = 3
"""How many undecided entries of a shortlist are put before a caseworker."""

Noes = dict[CircumstanceKind, Answer]

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
    kind: OfferKind
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
    """The first undecided entries of these subjects' shortlists, so many of each kind, in six statements.

    The kind that answers the strongest need comes first; within a kind, the best. A subject who holds a place of a
    kind for good has none of it, and none of homes who has a home.
    """
    lists = shortlists_by_kind(session, subject_ids)
    offers = _open_offers(session, _listed(lists), today)
    noes = three_noes(session, list(lists))
    decided = newest_decisions(session, subject_ids)
    versions = _facts_versions(session, subject_ids)
    settled = settled_kinds(session, subject_ids)

    def is_open(subject_id: int, offer_id: int) -> bool:
        earlier = decided.get((subject_id, offer_id))
        if offer_id not in offers or earlier is None:
            return offer_id in offers
        return not is_closed_to_review(earlier, today, versions[subject_id], offers[offer_id].facts_version)

    def first_of(stored: StoredShortlist) -> list[OpenSuggestion]:
        if (stored.subject_id, stored.kind) in settled:
            return []
        ranked = enumerate(stored.entries, start=1)
        opened = ((rank, entry) for rank, entry in ranked if is_open(stored.subject_id, entry.offer_id))
        return [_opened(stored, entry, rank, offers[entry.offer_id]) for rank, entry in islice(opened, at_once)]

    found = {
        subject_id: [
            suggestion
            for kind in needed_kinds(noes.get(subject_id, {}))
            if kind in kinds and not is_answered(kind, noes.get(subject_id, {}))
            for suggestion in first_of(kinds[kind])
        ]
        for subject_id, kinds in lists.items()
    }
    return {subject_id: entries for subject_id, entries in found.items() if entries}


def needed_kinds(noes: Noes) -> tuple[OfferKind, ...]:
    """The kinds of offer in the order of somebody's needs."""
    answers = (noes.get(kind, Answer.UNKNOWN) for kind in (CircumstanceKind.HOME, CircumstanceKind.WORK))
    return kinds_by_need(*answers)


def is_answered(kind: OfferKind, noes: Noes) -> bool:
    """Whether nobody need look for a kind: a home, for whoever has one. Better work is always worth a look."""
    return kind is OfferKind.HOUSING and noes.get(CircumstanceKind.HOME) is Answer.YES


def _listed(lists: dict[int, dict[OfferKind, StoredShortlist]]) -> set[int]:
    """Every offer that stands in one of these shortlists."""
    return {entry.offer_id for kinds in lists.values() for each in kinds.values() for entry in each.entries}


def three_noes(session: Session, subject_ids: Sequence[int]) -> dict[int, Noes]:
    """The newest finding of each of the three noes, by subject; what was never recorded is missing."""
    newest = newest_ids().where(col(Circumstance.subject_id).in_(subject_ids))
    rows = select(Circumstance.subject_id, Circumstance.kind, Circumstance.answer).where(
        col(Circumstance.id).in_(newest)
    )
    found: dict[int, Noes] = {}
    for subject_id, kind, answer in session.exec(rows):
        found.setdefault(subject_id, {})[CircumstanceKind(kind)] = Answer(answer)
    return found


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
        kind=stored.kind,
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
