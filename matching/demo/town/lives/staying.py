"""What becomes of a planned placement: whether somebody comes, how long it holds by the truth, and what follows."""

from collections.abc import Generator
from datetime import date, timedelta

from matching.demo.town.bank import by_key, texts, words
from matching.demo.town.lives.checking import answer_check, check
from matching.demo.town.lives.life import Life, hours_of
from matching.demo.town.lives.placing import Placing, end, extend, record_no_show, start
from matching.demo.town.model import Opening
from matching.demo.town.truth import Stay, days_held
from matching.facts.places import kilometres
from matching.vocabulary import (
    Answer,
    CheckAnswer,
    CircumstanceKind,
    EndReason,
    ExtensionReason,
    NextSituation,
    OfferKind,
)

E, N = EndReason, NextSituation

NO_SHOWS = 0.06
FOUND_AT_A_CHECK = 12
"""An end in the last so many days before a check is found out at the check, if nobody says so before."""

MOVES_ON_EARLY, STAYS_ON = 0.4, 0.45
"""Shares of those in a home for a time: who leaves for a better one before the last day, and who stays beyond it."""

EXIT_SETTLED = (50, 30)
"""Between how many days before the last one it is settled what follows."""

LOST = ((E.SUBJECT_LEFT, 5), (E.PROVIDER_ENDED, 3), (E.LAID_OFF, 2), (E.HEALTH, 1), (E.MOVED_ON, 2))
"""Why jobs end before their time, and how often."""


def stay(placing: Placing) -> Generator[date, None, None]:
    """Come or not, be asked whether it holds, and leave when the truth says so or the agreed day has come."""
    life, row = placing.life, placing.row
    yield row["planned_on"] + timedelta(days=life.dice.one((0, 0, 0, 0, 1)))
    if not placing.is_active:
        return
    if life.dice.yes(NO_SHOWS):
        record_no_show(placing)
        return
    truth = _stay(life, placing.opening, row["planned_on"])
    start(placing, placing.opening.answers_id if life.dice.yes(0.7) else life.officer_id)
    leaves_on = row["started_on"] + timedelta(days=max(1, round(days_held(truth, life.dice.random()))))
    if placing.opening.kind is OfferKind.HOUSING and row["ends_on"] and life.dice.yes(MOVES_ON_EARLY):
        spent = life.dice.between((0.5, 0.95)) * (row["ends_on"] - row["started_on"]).days
        leaves_on = min(leaves_on, row["started_on"] + timedelta(days=max(8, round(spent))))
    yield from _until(placing, leaves_on)


def _until(placing: Placing, leaves_on: date) -> Generator[date, None, None]:
    """Hold until a day, or until the agreed one where that comes first."""
    life, row = placing.life, placing.row
    placing.found_after = _found_after(placing, leaves_on)
    life.story.agenda.add(row["started_on"], check(placing))
    if row["ends_on"] is not None:
        life.story.agenda.add(life.today, settle_exit(placing))
    while placing.runs and (row["ends_on"] is None or leaves_on < row["ends_on"]):
        if life.today >= leaves_on:
            yield from _leave(placing, leaves_on)
            return
        yield leaves_on
    while placing.runs:
        yield row["ends_on"] - timedelta(days=3)
        if placing.runs and placing.opening.kind is OfferKind.HOUSING and life.dice.yes(STAYS_ON):
            longer = row["ends_on"] + timedelta(days=life.dice.one((30, 60, 60, 90)))
            extend(placing, longer, life.dice.one((ExtensionReason.NO_OTHER_HOME, ExtensionReason.WAITS_FOR_PLACE)))
            continue
        yield row["ends_on"] + timedelta(days=life.dice.one((0, 0, 0, 1, 3)))
        if placing.runs:
            reason, following = _at_the_agreed_end(life, placing)
            end(placing, life.officer_id, row["ends_on"], reason, following)


def settle_exit(placing: Placing) -> Generator[date, None, None]:
    """Settle what follows some weeks before the agreed end, where something must."""
    life, row = placing.life, placing.row
    is_job = placing.opening.kind is OfferKind.JOB
    if placing.opening.kind is OfferKind.TRAINING or (is_job and not placing.opening.terms[1].get("is_transitional")):
        return
    yield row["ends_on"] - timedelta(days=life.dice.days(*reversed(EXIT_SETTLED)))
    if not placing.runs:
        return
    goal = N.OTHER_WORK if is_job else life.dice.one((N.OWN_HOME, N.OWN_HOME, N.WITH_KIN))
    plans = words("files")["exits"].get(goal.value, ())
    plan = life.dice.one(plans) if plans else None
    if plan is not None:
        values = {"exit_goal": goal, "exit_plan": plan}
        placing.change(life.moment(), "exit_path", life.caseworker_id, plan, **values)


def _leave(placing: Placing, leaves_on: date) -> Generator[date, None, None]:
    """It ends before its time: somebody says so within days, or a check finds it out."""
    life = placing.life
    asked = placing.checks.get(placing.found_after or 0)
    yield (asked["due_on"] if asked else life.today) + timedelta(days=life.dice.one((0, 0, 0, 1, 2)))
    if not placing.runs:
        return
    reason, following = _before_its_time(life, placing)
    account_id = placing.opening.answers_id if asked else life.dice.one((life.officer_id, placing.opening.answers_id))
    note = None
    if asked:
        answer_check(placing, asked, CheckAnswer.ENDED, account_id)
        notes = texts(words("files")["checks"], "ended", placing.opening.kind.value)
        note = life.dice.one(notes) if notes and life.dice.yes(0.5) else None
    end(placing, account_id, leaves_on, reason, following, note)


def _found_after(placing: Placing, leaves_on: date) -> int | None:
    """The check that finds the end out, where one falls due soon after it."""
    for days, asked in placing.checks.items():
        if 0 <= (asked["due_on"] - leaves_on).days <= FOUND_AT_A_CHECK and placing.life.dice.yes(0.6):
            return days
    return None


def _before_its_time(life: Life, placing: Placing) -> tuple[EndReason, NextSituation]:
    kind = placing.opening.kind
    if kind is OfferKind.HOUSING:
        if life.dice.yes(0.8):
            return E.MOVED_ON, life.dice.one((N.OWN_HOME, N.OWN_HOME, N.WITH_KIN))
        return life.dice.one((E.SUBJECT_LEFT, E.PROVIDER_ENDED)), life.dice.one((N.NO_HOME, N.WITH_KIN, N.UNKNOWN))
    reason = life.dice.choices([each for each, _often in LOST], [often for _each, often in LOST])[0]
    if kind is OfferKind.TRAINING:
        reason = E.SUBJECT_LEFT if reason is E.LAID_OFF else reason
        return reason, N.OTHER_WORK if reason is E.MOVED_ON else N.NO_WORK
    if reason is E.MOVED_ON:
        return reason, N.OTHER_WORK
    return reason, life.dice.one((N.NO_WORK, N.NO_WORK, N.NO_WORK, N.NO_WORK, N.UNKNOWN))


def _at_the_agreed_end(life: Life, placing: Placing) -> tuple[EndReason, NextSituation]:
    if placing.opening.kind is OfferKind.HOUSING:
        return E.COMPLETED, life.dice.one((N.OWN_HOME, N.OWN_HOME, N.WITH_KIN, N.NO_HOME))
    if placing.opening.kind is OfferKind.TRAINING:
        life.is_trained = True
        return E.COMPLETED, N.OTHER_WORK if life.dice.yes(0.15) else N.NO_WORK
    return E.COMPLETED, N.OTHER_WORK if life.dice.yes(0.5) else N.NO_WORK


def _stay(life: Life, opening: Opening, starts_on: date) -> Stay:
    """What decides how this placement goes, as it stands on the first day."""
    person, terms = life.person, opening.terms[1]
    lodged = opening.kind is OfferKind.HOUSING or terms.get("lodging") is Answer.YES
    ends_at = hours_of(terms.get("shift_to"))
    curfew = None if ends_at is None or person.curfew_from is None else person.curfew_from - ends_at
    return Stay(
        kind=opening.kind,
        home=life.noes[CircumstanceKind.HOME],
        km=0.0 if lodged else float(kilometres(person.latitude, person.longitude, opening.latitude, opening.longitude)),  # type: ignore[arg-type]
        hours_to_curfew=curfew,
        is_own_trade=leads_to(opening) == person.trade,
        is_trained=life.is_trained,
        month=starts_on.month,
        keeping=opening.keeping,
        steadiness=person.steadiness,
    )


def leads_to(opening: Opening) -> str | None:
    """The trade of a job, or that to which a course leads."""
    if opening.kind is OfferKind.TRAINING:
        trade = by_key("courses")[opening.trade].get("trade")
        return None if trade is None else str(trade)
    return opening.trade
