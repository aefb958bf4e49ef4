"""What caseworkers jot down between everything else, from what is going on; and whoever needs no matching any more."""

from collections.abc import Generator
from datetime import date

from matching.demo.files import Table
from matching.demo.town.bank import words
from matching.demo.town.lives.life import Life
from matching.records import Consent
from matching.vocabulary import Answer, CircumstanceKind, ConsentPurpose, OfferKind

FEWEST, MOST = 24, 80
"""Days between two notes."""

STORIES, JUST_BEGUN = 0.12, 14
"""The share of notes that begin a story over months, and the days within which a placement has just begun."""


def jot(life: Life) -> Generator[date, None, None]:
    """Write a note every few weeks, as long as the file is open; some are the beginning of a story."""
    told: list[Table] = []
    said: set[str] = set()
    while True:
        yield life.day_after(FEWEST, MOST)
        if life.is_closed:
            return
        going_on, has_begun = _going_on(life), _has_begun(life)
        stories = [
            story
            for story in words("files")["stories"]
            if story["when"] in going_on and (has_begun or not story.get("from_start")) and story not in told
        ]
        if stories and life.dice.yes(STORIES):
            told.append(life.dice.one(stories))
            yield from _tell(life, told[-1])
            continue
        bank = words("files")["notes"]
        texts = [text for key in going_on for text in bank.get(key, ()) if text not in said]
        if texts:
            said.add(text := life.dice.one(texts))
            life.tell(life.moment(), "note.added", life.caseworker_id, text)


def _has_begun(life: Life) -> bool:
    """Whether a placement has just begun, so that a story may tell of its beginning."""
    running = [placing.row["started_on"] for placing in life.held.values() if placing.runs]
    return any((life.today - started_on).days <= JUST_BEGUN for started_on in running)


def _tell(life: Life, story: Table) -> Generator[date, None, None]:
    """Write the notes of a story, each after its days, as long as it fits."""
    before = 0
    for days, text in story["notes"]:
        if days > before:
            yield life.day_after(days - before, days - before + 2)
        if life.is_closed or story["when"] not in _going_on(life):
            return
        life.tell(life.moment(), "note.added", life.caseworker_id, text)
        before = days


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
