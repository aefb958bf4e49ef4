"""What is found out beside placements: work or a home without us, and what nobody could say at first."""

from collections.abc import Generator
from datetime import date

from matching.demo.town.bank import words
from matching.demo.town.lives.life import Life
from matching.records import Circumstance
from matching.vocabulary import Answer, CircumstanceKind, OfferKind, Source

ANSWERED = {
    OfferKind.HOUSING: (CircumstanceKind.HOME, Source.VISIT),
    OfferKind.JOB: (CircumstanceKind.WORK, Source.SUBJECT),
}
"""Kind that was sought -> which of the three noes it answers, and from where the caseworker knows."""

FOUND_OUT = {CircumstanceKind.HOME: Answer.YES, CircumstanceKind.KIN: Answer.YES, CircumstanceKind.WORK: Answer.NO}
"""What mostly turns out where nobody could say at first."""

FOUND_OUT_AFTER = (20, 70)
"""Days after the first interview within which the caseworker finds it out at a visit."""


def find_out(life: Life) -> Generator[date, None, None]:
    """Find out what nobody could say, or had asked, at the first interview, unless a placement has told it before."""
    yield life.day_after(*FOUND_OUT_AFTER)
    for kind, answer in FOUND_OUT.items():
        if life.noes[kind] is Answer.UNKNOWN and not life.is_closed:
            _record(life, kind, answer, Source.VISIT)


def fend(life: Life, kind: OfferKind) -> None:
    """Write down that the need does not stand any more, and from where that is known."""
    answered, source = ANSWERED[kind]
    _record(life, answered, Answer.YES, source)


def _record(life: Life, kind: CircumstanceKind, answer: Answer, source: Source) -> None:
    at, texts = life.moment(), words("files")["evidence"][kind.value].get(answer.value, ())
    life.keep(
        Circumstance, subject_id=life.person.id, kind=kind, answer=answer, source=source, found_on=life.today,
        evidence=life.dice.one(texts) if texts else None, recorded_at=at, recorded_by_id=life.caseworker_id,
    )  # fmt: skip
    life.tell(at, "circumstance.recorded", life.caseworker_id, kind=kind.value, answer=answer.value)
    life.facts_changed()
    life.noes[kind] = answer
    life.spoken_on.setdefault(kind, life.today)
