"""When an opening was posted, published and ended, and how it stands today."""

from dataclasses import dataclass
from datetime import date, timedelta

from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.days import working_day
from matching.vocabulary import OfferKind, OfferState

RECENT = 0.45
RECENTLY, BEFORE = (4, 110), (111, 715)
"""The share posted lately, and how many days ago these and the others were."""

EVERGREEN = {OfferKind.JOB: 0.22, OfferKind.TRAINING: 0.12, OfferKind.HOUSING: 0.85}
"""The share that stays open for new people as long as there are places."""

DATED = {OfferKind.JOB: 0.4, OfferKind.TRAINING: 1.0, OfferKind.HOUSING: 0.1}
"""Of the others, the share that names a closing date."""

OPEN_DAYS, UNDATED_DAYS = (20, 75), (25, 160)
"""How many days an opening runs up to its closing date, and until its provider takes it down."""

UNFINISHED = Weighted([(None, 930), (OfferState.DRAFT, 25), (OfferState.SUBMITTED, 18), (OfferState.RETURNED, 12)])
UNFINISHED_DAYS = {OfferState.DRAFT: (2, 40), OfferState.SUBMITTED: (1, 3), OfferState.RETURNED: (3, 12)}
"""How many days ago each was begun."""

PAUSED, WITHDRAWN = 0.05, 0.2
"""The shares of what still runs that is paused, and of what was taken down that was withdrawn instead of closed."""


@dataclass(frozen=True)
class Lifetime:
    """The days of one opening.

    Attributes:
        published_on, open_until: the first and last day on which it was open; None: never; open_until None: still is.
    """

    posted_on: date
    published_on: date | None
    closes_on: date | None
    open_until: date | None
    state: OfferState


def draw_lifetime(dice: Dice, kind: OfferKind, today: date) -> Lifetime:
    """Draw the days of an opening; what is done is done by yesterday."""
    unfinished = UNFINISHED.one(dice)
    if unfinished is not None:
        day = today - timedelta(days=dice.days(*UNFINISHED_DAYS[unfinished]))
        closes_on = day + timedelta(days=dice.days(40, 90)) if dice.yes(DATED[kind]) else None
        return Lifetime(day, None, closes_on, None, unfinished)
    evergreen = dice.yes(EVERGREEN[kind])
    span = BEFORE if evergreen or not dice.yes(RECENT) else RECENTLY
    posted_on = working_day(today - timedelta(days=dice.days(*span)), today - timedelta(days=2))
    published_on = working_day(posted_on + timedelta(days=dice.days(0, 2)), today - timedelta(days=1))
    if evergreen:
        return Lifetime(posted_on, published_on, None, *_running(dice, published_on, today))
    if dice.yes(DATED[kind]):
        return _dated(dice, posted_on, published_on, today)
    taken_down_on = published_on + timedelta(days=dice.days(*UNDATED_DAYS))
    if taken_down_on >= today:
        return Lifetime(posted_on, published_on, None, *_running(dice, published_on, today))
    state = OfferState.WITHDRAWN if dice.yes(WITHDRAWN) else OfferState.CLOSED
    return Lifetime(posted_on, published_on, None, taken_down_on, state)


def _dated(dice: Dice, posted_on: date, published_on: date, today: date) -> Lifetime:
    closes_on = published_on + timedelta(days=dice.days(*OPEN_DAYS))
    if closes_on < today:
        return Lifetime(posted_on, published_on, closes_on, closes_on, OfferState.EXPIRED)
    return Lifetime(posted_on, published_on, closes_on, *_running(dice, published_on, today))


def _running(dice: Dice, published_on: date, today: date) -> tuple[date | None, OfferState]:
    """What still runs: some of it is paused since some days ago."""
    last = (today - published_on).days - 1
    if last > 3 and dice.yes(PAUSED):
        return today - timedelta(days=dice.days(2, min(last, 25))), OfferState.PAUSED
    return None, OfferState.PUBLISHED
