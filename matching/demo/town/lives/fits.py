"""How well the openings of one kind suit the people of a county, by the engine: computed once, asked on every day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.demo.town.model import Opening
from matching.eligibility.assess import assess
from matching.facts import Offers, Subjects
from matching.scoring.score import score_block
from matching.services.versions import EngineVersions

KEPT = 60
"""How many openings are looked at for one person, best first."""


@dataclass(frozen=True, eq=False)
class Fits:
    """Openings of one kind with, for each person of the block, those that the rules allow, best first.

    Attributes:
        ranked: int32 (n, k), positions of openings; -1 where there are no more.
    """

    openings: Sequence[Opening]
    offers: Offers
    ranked: NDArray[np.int32]

    @classmethod
    def of(
        cls, people: Subjects, openings: Sequence[Opening], offers: Offers, versions: EngineVersions, today: date
    ) -> "Fits":
        """Rank openings for people as a shortlist does: what needs information last, then the higher score."""
        ready = ready_at_once(people)
        undated = _undated(offers)
        assessment = assess(ready, undated, versions.rulebook, today)
        score = score_block(ready, undated, versions.policy, versions.vocabulary).score
        order = np.lexsort((-score, assessment.needs_information, ~assessment.eligible), axis=1)[:, :KEPT]
        allowed = np.take_along_axis(assessment.eligible, order, axis=1)
        return cls(openings, offers, np.where(allowed, order, -1).astype(np.int32))

    def open_to(self, place: int, on: date) -> Iterator[tuple[int, Opening]]:
        """What a person could be proposed for on a day with its rank, best first."""
        rank = 0
        for position in self.ranked[place].tolist():
            if position < 0:
                return
            opening = self.openings[position]
            if is_open(opening, on):
                rank += 1
                yield rank, opening


def ready_at_once(people: Subjects, **columns: Any) -> Subjects:
    """The people as if each could begin on any day, with other columns changed too."""
    whenever = np.zeros(len(people), dtype=np.int32)
    return replace(people, **{"available_on": whenever, "ready_on": whenever, **columns})


def _undated(offers: Offers) -> Offers:
    """The offers without dates: whether one is open is asked on the day of the decision."""
    unstated = np.full(len(offers), -1, dtype=np.int32)
    return replace(offers, starts_on=unstated, closes_on=unstated, ends_on=unstated)


def is_open(opening: Opening, on: date) -> bool:
    """Whether an opening had been published before a day, had a free place and did not close before."""
    if opening.open_from is None or opening.open_from >= on or opening.taken >= opening.places:
        return False
    last_days = (opening.open_until, opening.closes_on, opening.terms[1].get("ends_on"))
    return all(day is None or on <= day for day in last_days)
