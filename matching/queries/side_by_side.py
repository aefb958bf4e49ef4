"""Two to four people for one offer, or offers for one person, side by side: each pair as its own page would show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import nan

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.facts import Offers, Subjects
from matching.privacy import own_subject
from matching.queries.candidates import journey_km
from matching.queries.settled import HeldPlace, held_places
from matching.scoring.priority import priority
from matching.scoring.skills import held_and_lacking
from matching.services.pairs import Pair, pairs_of

FEWEST, MOST = 2, 4
"""How many stand side by side."""


@dataclass(frozen=True)
class Side:
    """One pair beside others.

    Attributes:
        km: the journey; None where a place is not known.
        has: the skills asked that the person has.
        lacks: the skills asked that the person lacks.
        days_waiting: days since the person reported; None before.
        priority: 0 to 100; it orders queues and never the score.
        held: the place of the offer's kind that the person has already.
    """

    pair: Pair
    km: float | None
    has: list[str]
    lacks: list[str]
    days_waiting: int | None
    priority: float
    held: HeldPlace | None


def sides(work: UnitOfWork, pairs: Sequence[tuple[int, int]]) -> list[Side]:
    """The pairs of subject and offer in the order given.

    Raises:
        NotFound: where a subject is not of the viewer's own, or an offer is missing or not yet published.
    """
    people = {subject_id for subject_id, _offer in pairs}
    for subject_id in people:
        own_subject(work.session, work.viewer, subject_id)
    found = pairs_of(work, pairs)
    if len(found) < len(pairs):
        raise NotFound
    places = held_places(work.session, people)
    return [_side(pair, places.get((pair.subject.id or 0, pair.offer.kind)), work.today) for pair in found]


def _side(pair: Pair, held: HeldPlace | None, today: date) -> Side:
    has, lacks = held_and_lacking(pair.person.skills, pair.opening.skills)
    return Side(
        pair=pair,
        km=journey_km(Subjects.of([pair.person]), Offers.of([pair.opening])),
        has=has,
        lacks=lacks,
        days_waiting=_days(pair.subject.reported_on, today),
        priority=_priority(pair, today),
        held=held,
    )


def _days(since: date | None, today: date) -> int | None:
    return None if since is None else (today - since).days


def _priority(pair: Pair, today: date) -> float:
    waiting, released = _days(pair.subject.reported_on, today), _days(pair.subject.release_on, today)
    found = priority(
        home=pair.person.home,
        kin=pair.person.kin,
        work=pair.person.work,
        key_person=pair.subject.is_key_person,
        days_waiting=nan if waiting is None else waiting,
        days_to_release=nan if released is None else -released,
    )
    return float(found[0])
