"""Whoever finds work or a home without us: the caseworker writes it down, and nobody need look any further."""

from matching.demo.town.bank import words
from matching.demo.town.lives.life import Life
from matching.records import Circumstance
from matching.vocabulary import Answer, CircumstanceKind, OfferKind, Source

ANSWERED = {
    OfferKind.HOUSING: (CircumstanceKind.HOME, Source.VISIT),
    OfferKind.JOB: (CircumstanceKind.WORK, Source.SUBJECT),
}
"""Kind that was sought -> which of the three noes it answers, and from where the caseworker knows."""


def fend(life: Life, kind: OfferKind) -> None:
    """Write down that the need does not stand any more, and from where that is known."""
    answered, source = ANSWERED[kind]
    at, texts = life.moment(), words("files")["evidence"][answered.value].get("yes", ())
    life.keep(
        Circumstance, subject_id=life.person.id, kind=answered, answer=Answer.YES, source=source, found_on=life.today,
        evidence=life.dice.one(texts) if texts else None, recorded_at=at, recorded_by_id=life.caseworker_id,
    )  # fmt: skip
    life.tell(at, "circumstance.recorded", life.caseworker_id, kind=answered.value, answer=Answer.YES.value)
    life.facts_changed()
    life.noes[answered] = Answer.YES
    life.spoken_on.setdefault(answered, life.today)
