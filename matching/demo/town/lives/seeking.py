"""Seeking a home, a course, a job: from the first review to a placement, and again where it did not last."""

from collections.abc import Generator
from datetime import date, timedelta

from matching.demo.town.lives.deciding import review
from matching.demo.town.lives.fending import fend
from matching.demo.town.lives.life import Life
from matching.demo.town.lives.placing import plan
from matching.demo.town.lives.proposing import OFFICERS, Proposing, pace, propose
from matching.demo.town.lives.staying import stay
from matching.vocabulary import Answer, CircumstanceKind, OfferKind

HOME, WORK = CircumstanceKind.HOME, CircumstanceKind.WORK

PUTS_OFF, PUT_OFF_DAYS = 0.28, (45, 110)
"""Share of the homeless who make do with friends at first and look for work alone, and days until that has come to its end."""

WAITS_FOR_A_HOME = 0.6
"""Share of the others who look for work only once they have a bed."""

LEARNS_FIRST = {True: 0.14, False: 0.7}
"""Share of those without work who go to a course before they look for it, by whether they have worked at anything."""

COURSES_ASKED = 3
"""How often somebody who wants to learn first is put before a school, before turning to work after all."""

AGAIN = {OfferKind.JOB: (4, 12), OfferKind.TRAINING: (6, 15), OfferKind.HOUSING: (1, 5)}
NOTHING_FITTED = {OfferKind.JOB: (10, 24), OfferKind.TRAINING: (10, 21), OfferKind.HOUSING: (4, 10)}
"""Days until the next try: after something was tried that came to nothing, and where there was nothing to try."""

FENDS = 0.3
"""Share of attempts that came to nothing after which somebody has found work, or a home with kin, without us.

Whom nothing fits finds nothing elsewhere either, and whoever has a place of ours waits for the next.
"""


def seek(life: Life) -> Generator[date, None, None]:
    """Look for a home where there is none, and beside it or after it for a course or work."""
    if life.noes[HOME] is Answer.NO:
        puts_off = life.dice.yes(PUTS_OFF)
        begins_on = life.day_after(*PUT_OFF_DAYS if puts_off else (0, 2))
        life.story.agenda.add(begins_on, _look_for(life, OfferKind.HOUSING))
        if not puts_off and life.dice.yes(WAITS_FOR_A_HOME):
            yield from _first_a_bed(life)
    yield life.day_after(3, 14)
    if life.noes[WORK] is Answer.YES:
        return
    if life.dice.yes(LEARNS_FIRST[life.person.has_worked]):
        yield from _learn(life)
    yield from _look_for(life, OfferKind.JOB)


def _first_a_bed(life: Life) -> Generator[date, None, None]:
    """Wait until there is a home, three months at most."""
    until = life.today + timedelta(days=90)
    while life.noes[HOME] is Answer.NO and life.today < until and not life.is_closed:
        yield life.day_after(7, 12)


def _learn(life: Life) -> Generator[date, None, None]:
    """Ask for a course until one has been attended, a few times at most."""
    for _time in range(COURSES_ASKED):
        before = len(life.tried)
        if (yield from _attempt(life, OfferKind.TRAINING)):
            return
        yield _next_try(life, OfferKind.TRAINING, len(life.tried) > before)


def _look_for(life: Life, kind: OfferKind) -> Generator[date, None, None]:
    """Try again as long as it is wanted."""
    while _wants(life, kind):
        before = len(life.tried)
        yield from _attempt(life, kind)
        has_tried = len(life.tried) > before
        yield _next_try(life, kind, has_tried)
        if has_tried and not life.held and _wants(life, kind) and life.dice.yes(FENDS):
            fend(life, kind)


def _next_try(life: Life, kind: OfferKind, has_tried: bool) -> date:
    """The day on which the suggestions are looked at again."""
    return life.day_after(*(AGAIN if has_tried else NOTHING_FITTED)[kind])


def _attempt(life: Life, kind: OfferKind) -> Generator[date, None, bool]:
    """One review, and what comes of it. Returns whether it came to a placement."""
    if not _wants(life, kind):
        return False
    endorsed = yield from review(life, kind)
    proposing = (yield from propose(life, endorsed)) if endorsed else None
    if proposing is None:
        return False
    yield life.day_after(0, pace(kind, OFFICERS))
    if not proposing.is_open():
        return False
    yield from stay(plan(proposing, _first_day(proposing)))
    return True


def _wants(life: Life, kind: OfferKind) -> bool:
    """Whether somebody still looks for a kind: the need stands, and no place of it is held."""
    if life.is_closed or kind in life.held or life.person.consented_on is None:
        return False
    return life.noes[HOME] is Answer.NO if kind is OfferKind.HOUSING else life.noes[WORK] is not Answer.YES


def _first_day(proposing: Proposing) -> date:
    """The day of the start: that which the opening states, or one within days."""
    life, stated = proposing.life, proposing.opening.offer.get("starts_on")
    soon = life.day_after(1, 3 if proposing.opening.kind is OfferKind.HOUSING else 9)
    return max(soon, stated) if stated is not None else soon
