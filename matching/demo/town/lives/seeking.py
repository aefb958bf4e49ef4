"""Seeking a home, a course, a job: from the first review to a placement, and again where it did not last."""

from collections.abc import Generator
from datetime import date, timedelta

from matching.demo.town.lives.deciding import review
from matching.demo.town.lives.fending import fend
from matching.demo.town.lives.life import Life
from matching.demo.town.lives.placing import plan
from matching.demo.town.lives.proposing import Proposing, propose
from matching.demo.town.lives.staying import stay
from matching.vocabulary import Answer, CircumstanceKind, OfferKind

HOME, WORK = CircumstanceKind.HOME, CircumstanceKind.WORK

WAITS_FOR_A_HOME = 0.6
"""Share of the homeless who look for work only once they have a bed."""

LEARNS_FIRST = 0.16

FENDS = 0.15
"""Share of attempts after which somebody has found work, or a home with kin, without us."""


def seek(life: Life) -> Generator[date, None, None]:
    """Look for a home where there is none, and beside it or after it for a course or work."""
    if life.noes[HOME] is Answer.NO:
        life.story.agenda.add(life.day_after(1, 5), _look_for(life, OfferKind.HOUSING))
        if life.dice.yes(WAITS_FOR_A_HOME):
            yield from _first_a_bed(life)
    yield life.day_after(3, 14)
    if life.noes[WORK] is Answer.YES:
        return
    if life.dice.yes(LEARNS_FIRST):
        yield from _attempt(life, OfferKind.TRAINING)
    yield from _look_for(life, OfferKind.JOB)


def _first_a_bed(life: Life) -> Generator[date, None, None]:
    """Wait until there is a home, three months at most."""
    until = life.today + timedelta(days=90)
    while life.noes[HOME] is Answer.NO and life.today < until and not life.is_closed:
        yield life.day_after(7, 12)


def _look_for(life: Life, kind: OfferKind) -> Generator[date, None, None]:
    """Try again as long as it is wanted."""
    while _wants(life, kind):
        before = len(life.tried)
        yield from _attempt(life, kind)
        yield life.day_after(4, 15) if len(life.tried) > before else life.day_after(12, 28)
        if _wants(life, kind) and life.dice.yes(FENDS):
            fend(life, kind)


def _attempt(life: Life, kind: OfferKind) -> Generator[date, None, None]:
    """One review, and what comes of it."""
    if not _wants(life, kind):
        return
    endorsed = yield from review(life, kind)
    if endorsed is None:
        return
    proposing = yield from propose(life, endorsed)
    if proposing is None:
        return
    yield life.day_after(0, 3)
    if proposing.is_open():
        yield from stay(plan(proposing, _first_day(proposing)))


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
