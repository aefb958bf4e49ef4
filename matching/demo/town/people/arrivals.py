"""Why and since when somebody is helped: legal status, and the days of notice, release, report and first interview."""

from dataclasses import dataclass
from datetime import date, timedelta

from matching.demo.offices import FIRST_DAY
from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.days import working_day
from matching.vocabulary import LegalStatus, ManagementClass

RELEASED, PAROLE, TEMPORARY = LegalStatus.RELEASED, LegalStatus.PAROLE, LegalStatus.TEMPORARY_OUTSIDE_PRISON
SUSPENDED, SURVEILLANCE = LegalStatus.SUSPENDED_SENTENCE, LegalStatus.PUBLIC_SURVEILLANCE

STATUSES = Weighted([(RELEASED, 60), (SUSPENDED, 25), (PAROLE, 6), (TEMPORARY, 5), (SURVEILLANCE, 4)])
FROM_CUSTODY = frozenset({RELEASED, PAROLE, TEMPORARY})
"""Who comes out of a prison or detention house, announced by it; the others come from a court."""

SPANS = Weighted([((-730, -366), 32), ((-365, -3), 63), ((3, 75), 5)])
"""Days from today on which help begins: a third long ago, a few still to come."""

SEASON = (1.0, 0.95, 0.8, 0.8, 0.85, 0.8, 0.75, 0.8, 0.9, 0.85, 0.85, 1.0)
"""By month, how many come compared with January: more before the new year, fewer in summer."""

NOTICED = 0.85
"""The share of those from custody whom a notice announces."""

LOST = 0.1
LOST_DAYS = (9, 35)
"""The share of those released so many days ago who have not come to the office."""

TERMS = (240.0, 1095.0)
"""Days that a correction lasts."""

CLASSES = {
    True: Weighted([(ManagementClass.STRICT, 60), (ManagementClass.ORDINARY, 40)]),
    False: Weighted([(ManagementClass.ORDINARY, 65), (ManagementClass.LENIENT, 26), (ManagementClass.STRICT, 9)]),
}
"""How closely somebody is supervised, by whether correction began within the last three months."""


@dataclass(frozen=True)
class Arrival:
    """The days of one person's arrival.

    Attributes:
        came_on: when help begins: the release, or the judgment's force.
        noticed_on: when the notice came; None where none did.
        reported_on, kept_on: when the person reported, and when the case file was filled in; None: not yet.
    """

    status: LegalStatus
    came_on: date
    noticed_on: date | None
    taken_in_on: date
    release_on: date | None
    reported_on: date | None
    kept_on: date | None
    correction_ends_on: date | None
    management_class: ManagementClass | None

    @property
    def is_under_correction(self) -> bool:
        """Whether an order of community correction runs."""
        return self.status is not RELEASED


def draw_arrival(dice: Dice, today: date) -> Arrival:
    """Draw how somebody came, or is to come. No act lies later than yesterday."""
    came_on = _season(dice, today)
    status = STATUSES.one(dice)
    if came_on >= today and status not in FROM_CUSTODY:
        status = RELEASED
    noticed_on = _noticed_on(dice, status, came_on, today)
    reported_on = _reported_on(dice, status, came_on, noticed_on, today)
    taken_in_on = noticed_on or reported_on or came_on
    if status not in FROM_CUSTODY and reported_on is not None:
        taken_in_on = working_day(max(came_on, reported_on - timedelta(days=dice.days(0, 6))), reported_on)
    kept_on = None if reported_on is None else _kept_on(dice, reported_on, today)
    return Arrival(
        status, came_on, noticed_on, taken_in_on,
        came_on if status in FROM_CUSTODY else None, reported_on, kept_on,
        *_correction(dice, status, came_on, today),
    )  # fmt: skip


def _season(dice: Dice, today: date) -> date:
    span = SPANS.one(dice)
    while True:
        day = today + timedelta(days=dice.days(*span))
        if dice.yes(SEASON[day.month - 1]):
            return day


def _noticed_on(dice: Dice, status: LegalStatus, came_on: date, today: date) -> date | None:
    """When the notice came: a few weeks before, or earlier for whoever is still to come and is known from one."""
    is_noticed = dice.yes(NOTICED) or came_on >= today
    first, yesterday = today + timedelta(days=FIRST_DAY + 20), today - timedelta(days=1)
    day = came_on - timedelta(days=dice.days(12, 45))
    day = working_day(yesterday - timedelta(days=dice.days(0, 25)) if day > yesterday else day, yesterday)
    return max(day, first) if is_noticed and status in FROM_CUSTODY else None


def _reported_on(dice: Dice, status: LegalStatus, came_on: date, noticed_on: date | None, today: date) -> date | None:
    """When the person came to the office, most of them in the first days."""
    waits = dice.days(8, 19) if dice.yes(0.07) else dice.days(0, 6)
    is_lost = dice.yes(LOST) and noticed_on is not None
    ago = (today - came_on).days
    if ago <= waits or (is_lost and LOST_DAYS[0] <= ago <= LOST_DAYS[1]):
        return None if noticed_on else working_day(came_on, today - timedelta(days=1))
    return working_day(came_on + timedelta(days=waits), today - timedelta(days=1))


def _kept_on(dice: Dice, reported_on: date, today: date) -> date | None:
    """When there was time to sit down together; None where that is still to come."""
    day = working_day(reported_on + timedelta(days=dice.days(0, 6)), today)
    return day if day < today else None


def _correction(
    dice: Dice, status: LegalStatus, came_on: date, today: date
) -> tuple[date | None, ManagementClass | None]:
    """Until when correction lasts, and how close it is. Whoever is under correction here still is."""
    if status is RELEASED:
        return None, None
    ends_on = came_on + timedelta(days=int(dice.between(TERMS)))
    if ends_on <= today:
        ends_on = today + timedelta(days=dice.days(8, 420))
    return ends_on, CLASSES[(today - came_on).days < 90].one(dice)
