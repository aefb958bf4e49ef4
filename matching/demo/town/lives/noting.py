"""What caseworkers jot down between everything else, from what is going on; and whoever needs no matching any more."""

from collections.abc import Generator
from datetime import date

from matching.demo.town.bank import words
from matching.demo.town.lives.life import Life
from matching.records import Consent
from matching.vocabulary import Answer, CircumstanceKind, ConsentPurpose, OfferKind

FEWEST, MOST = 24, 80
"""Days between two notes."""


def jot(life: Life) -> Generator[date, None, None]:
    """Write a note every few weeks, as long as the file is open."""
    while True:
        yield life.day_after(FEWEST, MOST)
        if life.is_closed:
            return
        bank = words("files")["notes"]
        texts = [text for key in _going_on(life) for text in bank.get(key, ())]
        if texts:
            life.tell(life.moment(), "note.added", life.caseworker_id, life.dice.one(texts))


def thank(life: Life) -> Generator[date, None, None]:
    """Whoever has work of their own takes the consent to be matched back, sooner or later."""
    while not life.is_closed:
        yield life.day_after(5, 30)
        has_own = life.noes[CircumstanceKind.WORK] is Answer.YES and life.noes[CircumstanceKind.HOME] is Answer.YES
        if has_own and not life.held and not life.is_closed:
            _withdraw(life)
            return


def _withdraw(life: Life) -> None:
    life.unless_later(life.moment())
    for table, row in life.person.rows:
        if table is Consent and row["purpose"] is ConsentPurpose.MATCHING and row.get("withdrawn_at") is None:
            row["withdrawn_at"] = at = life.moment()
            said = {"purpose": row["purpose"].value, "consent": row["id"]}
            life.tell(at, "consent.withdrawn", life.caseworker_id, **said)
            life.facts_changed()
            life.person.consented_on = None


def _going_on(life: Life) -> list[str]:
    """Keys of the notes that fit what is going on."""
    keys = ["any"]
    runs = {kind for kind, placing in life.held.items() if placing.runs}
    if OfferKind.JOB in runs:
        keys += ["in_work", "in_work"]
    elif OfferKind.TRAINING in runs:
        keys += ["in_training", "in_training"]
    elif life.noes[CircumstanceKind.WORK] is Answer.NO:
        keys.append("no_work")
    if OfferKind.HOUSING in runs:
        keys.append("in_home")
    elif life.noes[CircumstanceKind.HOME] is Answer.NO:
        keys.append("no_home")
    return keys
