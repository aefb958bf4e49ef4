"""The review queue: a caseworker's people with open suggestions, the most urgent first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import nan

from sqlmodel import Session, col, or_, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.covers import answers_for
from matching.queries.facts.coding import tri
from matching.queries.suggestions import Noes, OpenSuggestion, open_suggestions, three_noes
from matching.records import Account, Offer, Subject, Suggestion
from matching.scoring.priority import priority
from matching.vocabulary import CaseState, CircumstanceKind, OfferKind, SuggestionState

MOST = 10
"""How many people one page of the queue shows."""


@dataclass(frozen=True)
class QueueRow:
    """One person with the suggestions that wait for a decision, best first.

    Attributes:
        is_mine: whether the viewer answers for this person, or covers for who does.
        endorsed: of which kinds an officer can act on a decision already, or has.
        priority: 0 to 100; it orders the queue and says nothing of how offers suit.
        since: the day from which the suggestions wait.
    """

    subject_id: int
    reference: str
    name: str = field(repr=False)
    is_mine: bool
    endorsed: list[OfferKind]
    priority: float
    noes: Noes
    suggestions: list[OpenSuggestion]

    @property
    def since(self) -> date:
        """The day from which they wait."""
        return min(each.since for each in self.suggestions)

    @property
    def pressing(self) -> list[OpenSuggestion]:
        """The suggestions of kinds for which nothing is endorsed yet; with a job endorsed, training does not press."""
        covered = {*self.endorsed, *([OfferKind.TRAINING] if OfferKind.JOB in self.endorsed else [])}
        return [each for each in self.suggestions if each.kind not in covered]

    @property
    def shown(self) -> list[tuple[OpenSuggestion, int]]:
        """What a line of the queue names: all of the first kind that presses, and the best of each other with how many more."""
        first = (self.pressing or self.suggestions)[0].kind
        counts = Counter(each.kind for each in self.suggestions)
        best = {each.kind: each for each in reversed(self.suggestions) if each.kind is not first}
        named = [(each, 0) for each in self.suggestions if each.kind is first]
        return named + [(best[kind], counts[kind] - 1) for kind in counts if kind is not first]


@dataclass(frozen=True)
class SharedOffer:
    """One offer that waits with several people."""

    offer_id: int
    title: str
    kind: OfferKind
    provider: str
    subject_ids: list[int]


@dataclass(frozen=True)
class EarlierDecision:
    """One decision on a pair, and who took it."""

    suggestion: Suggestion
    decided_by: str

    @property
    def on(self) -> date:
        """The office's day of the decision."""
        return office_time(self.suggestion.decided_at).date()


def review_queue(work: UnitOfWork, *, mine_only: bool = False) -> list[QueueRow]:
    """Everyone of the viewer's with open suggestions: the own caseload first, those for whom nothing presses last.

    `mine_only` leaves the own caseload and those for whom nobody answers. Within each, the higher priority, then the longer wait, then the older case file. Eleven statements.
    """
    answers = answers_for(work)
    people = _people(work, answers, mine_only)
    ids = [person.id or 0 for person in people]
    opened = open_suggestions(work.session, ids, work.today)
    waiting = [person for person in people if person.id in opened]
    noes = three_noes(work.session, list(opened))
    endorsed = endorsed_kinds(work.session, list(opened))
    urgent = _priorities(waiting, noes, work.today)
    rows = [
        QueueRow(
            subject_id=person.id or 0,
            reference=person.reference,
            name=person.name,
            is_mine=person.caseworker_id in answers,
            endorsed=endorsed.get(person.id or 0, []),
            priority=urgent[person.id or 0],
            noes=noes.get(person.id or 0, {}),
            suggestions=opened[person.id or 0],
        )
        for person in waiting
    ]
    return sorted(rows, key=lambda row: (not row.is_mine, not row.pressing, -row.priority, row.since, row.subject_id))


def shared_offers(rows: Iterable[QueueRow]) -> list[SharedOffer]:
    """Offers that press with more than one person of these, the most shared first, then by title."""
    found: dict[int, SharedOffer] = {}
    for each in (each for row in rows for each in row.pressing):
        shared = found.setdefault(each.offer_id, SharedOffer(each.offer_id, each.title, each.kind, each.provider, []))
        shared.subject_ids.append(each.subject_id)
    several = [shared for shared in found.values() if len(shared.subject_ids) > 1]
    return sorted(several, key=lambda shared: (-len(shared.subject_ids), shared.title, shared.offer_id))


def _people(work: UnitOfWork, answers: set[int], mine_only: bool) -> Sequence[Subject]:
    people = select(Subject).where(own_subjects(work.viewer), col(Subject.state) != CaseState.CLOSED)
    if mine_only:
        people = people.where(or_(col(Subject.caseworker_id).in_(answers), col(Subject.caseworker_id).is_(None)))
    return work.session.exec(people.order_by(col(Subject.id))).all()


def endorsed_kinds(session: Session, subject_ids: Iterable[int]) -> dict[int, list[OfferKind]]:
    """Of which kinds each subject has live suggestions that are endorsed or proposed, one entry for each."""
    rows = (
        select(Suggestion.subject_id, Offer.kind)
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .where(col(Suggestion.subject_id).in_(list(subject_ids)))
        .where(col(Suggestion.state).in_([SuggestionState.ENDORSED, SuggestionState.PROPOSED]))
        .order_by(col(Suggestion.id))
    )
    found: dict[int, list[OfferKind]] = {}
    for subject_id, kind in session.exec(rows):
        found.setdefault(subject_id, []).append(OfferKind(kind))
    return found


def _priorities(people: Sequence[Subject], noes: dict[int, Noes], today: date) -> dict[int, float]:
    """Priority by subject; waiting counts from the day of reporting."""

    def coded(kind: CircumstanceKind) -> list[int]:
        return [tri(noes.get(person.id or 0, {}).get(kind)) for person in people]

    scores = priority(
        home=coded(CircumstanceKind.HOME),
        kin=coded(CircumstanceKind.KIN),
        work=coded(CircumstanceKind.WORK),
        key_person=[person.is_key_person for person in people],
        days_waiting=[_days(person.reported_on, today) for person in people],
        days_to_release=[-_days(person.release_on, today) for person in people],
    )
    return {person.id or 0: float(score) for person, score in zip(people, scores, strict=True)}


def _days(since: date | None, today: date) -> float:
    """Days from a date until today; nan where there is none."""
    return nan if since is None else float((today - since).days)


def earlier_decisions(session: Session, subject_id: int, offer_id: int) -> list[EarlierDecision]:
    """Every decision ever taken on a pair, newest first."""
    rows = (
        select(Suggestion, Account.name)
        .join(Account, col(Account.id) == col(Suggestion.decided_by_id))
        .where(col(Suggestion.subject_id) == subject_id, col(Suggestion.offer_id) == offer_id)
        .order_by(col(Suggestion.id).desc())
    )
    return [EarlierDecision(suggestion, name) for suggestion, name in session.exec(rows)]
