"""How case files close: the term is over, somebody moves, wants no more help, is recalled; everything under way ends."""

from collections.abc import Generator
from datetime import date

from matching.demo.town.lives.deciding import withdraw_suggestions
from matching.demo.town.lives.life import Life
from matching.demo.town.lives.placing import Placing, cancel, end
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Condition, Consent, Need
from matching.services.cases.closing import ENDINGS, NEXT
from matching.vocabulary import CaseState, CloseReason, NeedState, NextSituation, ProposalState, RefusalReason

REASONS = (
    (CloseReason.TERM_OVER, 70), (CloseReason.MOVED, 14), (CloseReason.DECLINED_HELP, 9), (CloseReason.RECALLED, 6),
    (CloseReason.DIED, 1),
)  # fmt: skip
"""Why files close, and how often."""

CLOSES, EARLIEST, LATEST = 0.9, 150, 600
"""The share of files that close so many days after they were filled in."""

PLACES = ("云岫县", "省城", "沿海一家电子厂", "外省亲戚家", "邻县")
"""Whereto people move."""


def close(life: Life) -> Generator[date, None, None]:
    """Close the file one day, where it closes at all within these years."""
    kept_on = life.person.kept_on
    if kept_on is None or not life.dice.yes(CLOSES):
        return
    yield life.day_after(EARLIEST, LATEST)
    reason = life.dice.choices([each for each, _often in REASONS], [often for _each, often in REASONS])[0]
    life.is_closed = True
    _end_everything(life, reason)
    subject, moved = life.person.subject, reason is CloseReason.MOVED
    subject.update(state=CaseState.CLOSED, closed_on=life.today, close_reason=reason, version=subject["version"] + 1)
    subject["moved_to"] = life.dice.one(PLACES) if moved else None
    _shorten_correction(life)
    said = {"reason": reason.value, "closed_on": life.today.isoformat()}
    life.tell(life.moment(), "subject.closed", life.officer_id, **said)
    life.facts_changed()


def _end_everything(life: Life, reason: CloseReason) -> None:
    """End what is under way: places are given back, needs close, consents end."""
    for proposing in list(life.proposals):
        proposing.step(ProposalState.WITHDRAWN, life.officer_id, RefusalReason.OTHER)
    withdraw_suggestions(life, life.officer_id)
    for placing in list(life.held.values()):
        _end(placing, reason)
    for table, row in life.person.rows:
        if table is Need and row["state"] not in ENDED_NEEDS:
            row.update(state=NeedState.CLOSED, closed_on=life.today, version=row["version"] + 1)
    life.unless_later(life.moment())
    for table, row in [*life.person.rows, *life.rows]:
        if table is Consent and row.get("withdrawn_at") is None:
            row["withdrawn_at"] = at = life.moment()
            said = {"purpose": row["purpose"].value, "consent": row["id"]}
            life.tell(at, "consent.ended", life.officer_id, **said)


def _end(placing: Placing, reason: CloseReason) -> None:
    life = placing.life
    if not placing.runs:
        cancel(placing, life.officer_id, ENDINGS[reason])
        return
    following = NEXT.get((reason, placing.opening.kind), NextSituation.UNKNOWN)
    end(placing, life.officer_id, life.today, ENDINGS[reason], following)


def _shorten_correction(life: Life) -> None:
    """A file that is closed knows no correction that goes on: its last day was that of the closing."""
    subject = life.person.subject
    if subject.get("correction_ends_on") is None or subject["correction_ends_on"] <= life.today:
        return
    was, subject["correction_ends_on"] = subject["correction_ends_on"], life.today
    for table, row in life.person.rows:
        if table is Condition and row.get("to_on") == was:
            row["to_on"] = max(life.today, row["from_on"])
