"""Retention checks: asked on their days, answered by the provider, now and then not reached, now and then late."""

from collections.abc import Generator
from datetime import date, timedelta

from matching.demo.town.bank import texts, words
from matching.demo.town.lives.placing import Placing, held
from matching.demo.town.model import Row
from matching.vocabulary import CheckAnswer

NOT_REACHED, FORGOTTEN = 0.05, 0.02
"""Shares of checks."""

DELAYS = (0, 0, 0, 0, 0, 0, 0, 1, 1, 3)
"""Days after which a check is answered, as often as each stands here."""


def check(placing: Placing) -> Generator[date, None, None]:
    """Answer every check of a running placement as long as it holds."""
    for days, asked in placing.checks.items():
        if days == placing.found_after:
            return
        late = placing.life.dice.days(8, 14) if placing.life.dice.yes(FORGOTTEN) else placing.life.dice.one(DELAYS)
        yield asked["due_on"] + timedelta(days=late)
        if not placing.runs:
            return
        answer = CheckAnswer.NOT_REACHED if placing.life.dice.yes(NOT_REACHED) else CheckAnswer.HOLDS
        answer_check(placing, asked, answer, placing.opening.answers_id)


def answer_check(placing: Placing, asked: Row, answer: CheckAnswer, account_id: int) -> None:
    """Write what a check found; where it has ended, the caller ends it."""
    life = placing.life
    at = life.moment()
    asked.update(answer=answer, answered_at=at, answered_by_id=account_id, version=asked["version"] + 1)
    note = _note(placing, answer)
    told = None if answer is CheckAnswer.ENDED else note
    said = {"placement": placing.row["id"], "check": asked["id"], "days": asked["days"]}
    life.tell(at, f"retention_check.{answer.value}", account_id, told, **said)
    if answer is CheckAnswer.HOLDS:
        held(placing, asked, at, account_id)


def _note(placing: Placing, answer: CheckAnswer) -> str | None:
    """A word on it, as the provider or the caseworker would write it."""
    notes = texts(words("files")["checks"], answer.value, placing.opening.kind.value)
    return placing.life.dice.one(notes) if notes and placing.life.dice.yes(0.4) else None
