"""The three noes: as found at intake, and asked again about twice a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from matching.demo.people import REVIEW_AFTER
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.days import working_day
from matching.demo.town.model import Person
from matching.demo.town.people.case_book import CaseBook
from matching.records import Circumstance
from matching.vocabulary import Answer, CircumstanceKind, Source

KIN = 0.7
HOME_BY_KIN = {True: 0.83, False: 0.38}
"""The share that has a home, by whether there are kin: who has nobody has nowhere to go more often."""

WORK_FROM_COURT, WORK_FROM_CUSTODY = 0.3, 0.06
"""The share that works already: whoever was never in custody may have kept the job."""

SILENT, UNKNOWN = 0.004, 0.03
"""The shares of which one of the three was never asked, and could not be found out."""

ASKED_AGAIN = (160, 178)
FORGOTTEN = 0.006
"""After how many days a caseworker asks again, and how seldom it is forgotten."""

SOURCES = {
    CircumstanceKind.HOME: Weighted([(Source.VISIT, 45), (Source.SUBJECT, 30), (Source.FAMILY, 25)]),
    CircumstanceKind.KIN: Weighted([(Source.FAMILY, 45), (Source.SUBJECT, 35), (Source.VISIT, 20)]),
    CircumstanceKind.WORK: Weighted([(Source.SUBJECT, 75), (Source.VISIT, 25)]),
}
AT_THE_DOOR = "上门"
"""What a text says that only somebody who went there can know."""

NOT_TOLD_BY = {(CircumstanceKind.KIN, Answer.NO): Source.FAMILY, (CircumstanceKind.HOME, Answer.NO): Source.FAMILY}
"""Who says nothing of what is not there."""


@dataclass(frozen=True)
class Noes:
    """Home, kin and work as they are found; UNKNOWN where nobody could say, None where nobody has asked."""

    home: Answer | None
    kin: Answer | None
    work: Answer | None

    def items(self) -> list[tuple[CircumstanceKind, Answer]]:
        """What was asked, in the order of the form."""
        found = zip(CircumstanceKind, (self.home, self.kin, self.work), strict=True)
        return [(kind, answer) for kind, answer in found if answer is not None]


def draw_noes(dice: Dice, from_custody: bool) -> Noes:
    """Draw the three together."""
    kin = dice.yes(KIN)
    home = dice.yes(HOME_BY_KIN[kin])
    work = dice.yes(WORK_FROM_CUSTODY if from_custody else WORK_FROM_COURT) and home
    return Noes(_said(dice, home), _said(dice, kin), _said(dice, work))


def _said(dice: Dice, truth: bool) -> Answer | None:
    if dice.yes(SILENT):
        return None
    return Answer.UNKNOWN if dice.yes(UNKNOWN) else Answer.YES if truth else Answer.NO


def keep_noes(
    book: CaseBook, dice: Dice, noes: Noes, on: date, caseworker_id: int, source: Source | None = None
) -> None:
    """Write down what was found on the day of the first interview, or what a source told before."""
    for kind, answer in noes.items():
        _find(book, dice, kind, answer, on, caseworker_id, source)


def ask_again(person: Person, placed: Mapping[CircumstanceKind, date], until: date, dice: Dice) -> None:
    """Ask again in time for every review, until a day, of whatever no placement has spoken of meanwhile.

    Args:
        person: takes the rows.
        placed: kind -> the day from which a placement says how it is.
        until: the last day; none where the file was closed before the first review.
        dice: decide the days.
    """
    found = [row for table, row in person.rows if table is Circumstance]
    if not found or person.kept_on is None:
        return
    book = CaseBook(person.id, person.subject["facts_version"])
    answers = {row["kind"]: row["answer"] for row in found}
    day = _next(dice, person.kept_on, until)
    while day is not None:
        for kind, answer in answers.items():
            if placed.get(kind, until) >= day:
                _find(book, dice, kind, answer, day, person.subject["caseworker_id"])
        day = _next(dice, day, until)
    person.rows += book.lines
    person.subject["facts_version"] = book.facts_version


def _next(dice: Dice, day: date, until: date) -> date | None:
    again = working_day(day + timedelta(days=dice.days(*ASKED_AGAIN)), day + REVIEW_AFTER)
    return None if again > until or dice.yes(FORGOTTEN) else again


def _find(
    book: CaseBook, dice: Dice, kind: CircumstanceKind, answer: Answer, on: date, account_id: int, told_by: Source | None = None
) -> None:  # fmt: skip
    source = told_by or SOURCES[kind].one(dice)
    if source is NOT_TOLD_BY.get((kind, answer)):
        source = Source.VISIT
    evidence = None
    if told_by is None and dice.yes(0.55):
        evidence = dice.one(words("files")["evidence"][kind.value][answer.value])
        source = Source.VISIT if AT_THE_DOOR in evidence else source
    at = book.act(on, account_id, "circumstance.recorded", kind=kind.value, answer=answer.value)
    book.add(
        Circumstance, kind=kind, answer=answer, source=source, found_on=on, review_on=on + REVIEW_AFTER, recorded_at=at,
        recorded_by_id=account_id, evidence=evidence,
    )  # fmt: skip
