"""What this browser's caseworker decided last: kept with the session, so that the next page can say it and undo it."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import session

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import subject_for
from matching.queries.decided import own_decisions
from matching.records import Offer
from webapp.wording.batches import DecidedLine, decided_line

KEPT = "decided"


class RefusedPair(NamedTuple):
    """One pair of a batch on which nothing was decided, and why, in words."""

    subject_id: int
    offer_id: int
    why: str


class RefusedLine(NamedTuple):
    """A refused pair as a page names it; without a name where it is not for this viewer."""

    name: str | None
    pair: RefusedPair


def remember(made: Sequence[int], refused: Sequence[RefusedPair] = ()) -> None:
    """Keep what was decided last, by the numbers of the suggestions, and what was refused beside it."""
    session[KEPT] = {"made": list(made), "refused": [list(each) for each in refused]}


def last_decided(work: UnitOfWork) -> list[DecidedLine]:
    """What was decided last, as it stands now."""
    made = session.get(KEPT, {}).get("made", [])
    return [decided_line(each) for each in own_decisions(work, made)] if made else []


def last_refused(work: UnitOfWork) -> list[RefusedLine]:
    """What was refused beside it, named where the viewer may know."""
    return named_pairs(work, [RefusedPair(*each) for each in session.get(KEPT, {}).get("refused", [])])


def named_pairs(work: UnitOfWork, refused: Sequence[RefusedPair]) -> list[RefusedLine]:
    """Name each refused pair by its person and offer, as far as the viewer sees them."""
    return [RefusedLine(_name(work, each), each) for each in refused]


def _name(work: UnitOfWork, pair: RefusedPair) -> str | None:
    try:
        subject, _sight = subject_for(work.session, work.viewer, pair.subject_id)
    except NotFound:
        return None
    offer = work.session.get(Offer, pair.offer_id)
    return None if offer is None else f"{subject.name} – {offer.title}"
