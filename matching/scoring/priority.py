"""How soon a subject should be helped, 0 to 100.

It orders queues and scarce places; it never changes how an offer suits.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.facts.columns import NO
from matching.vocabulary import Answer, OfferKind

HOME_POINTS, WORK_POINTS, KIN_POINTS = 25.0, 20.0, 15.0
KEY_PERSON_POINTS = 15.0
WAITING_POINTS, WAITING_DAYS = 15.0, 90.0
RELEASE_POINTS, RELEASE_DAYS = 10.0, 90.0


def priority(
    *,
    home: ArrayLike,
    kin: ArrayLike,
    work: ArrayLike,
    key_person: ArrayLike,
    days_waiting: ArrayLike,
    days_to_release: ArrayLike,
) -> NDArray[np.float64]:
    """Priority of n subjects, (n,); scalars and columns broadcast.

    The sum of: each of the three noes that stands (home 25, work 20, kin 15; half where unknown, for unknown
    is not *yes*); a key person 15; days waiting up to 15, full at 90; closeness of release up to 10 on the
    day itself, none from 90 days before or after (`days_to_release` is negative afterwards). Unknown days
    (nan) count 0.
    """
    noes = _stands(home) * HOME_POINTS + _stands(work) * WORK_POINTS + _stands(kin) * KIN_POINTS
    waiting = WAITING_POINTS * _share(np.asarray(days_waiting, dtype=np.float64) / WAITING_DAYS)
    release = RELEASE_POINTS * _share(1 - np.abs(np.asarray(days_to_release, dtype=np.float64)) / RELEASE_DAYS)
    return np.atleast_1d(noes + KEY_PERSON_POINTS * np.asarray(key_person, dtype=bool) + waiting + release)


def kinds_by_need(home: Answer, work: Answer) -> tuple[OfferKind, ...]:
    """The kinds of offer, the one that answers the strongest need first: a home before work, work before training.

    A home comes last for whoever has one, and is not left out: homes end too.
    """
    order = {
        OfferKind.HOUSING: {Answer.NO: 0, Answer.UNKNOWN: 3, Answer.YES: 6}[home],
        OfferKind.JOB: {Answer.NO: 1, Answer.UNKNOWN: 2, Answer.YES: 5}[work],
        OfferKind.TRAINING: 4,
    }
    return tuple(sorted(order, key=lambda kind: order[kind]))


def _stands(circumstance: ArrayLike) -> NDArray[np.float64]:
    """1 where one of the three noes stands (tri-state 1, *no*), 1/2 where it is unknown (0), 0 where not."""
    code = np.asarray(circumstance)
    return np.where(code == NO, 1.0, np.where(code == 0, 0.5, 0.0))


def _share(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(np.nan_to_num(share, nan=0.0), 0, 1)
