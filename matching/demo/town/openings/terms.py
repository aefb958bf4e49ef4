"""The terms of an opening of each kind, as the posting form would have stored them. What is left out is unstated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from matching.demo.files import Table, span, weekdays
from matching.demo.town.bank import by_key
from matching.demo.town.chance import Dice
from matching.demo.town.model import Row
from matching.demo.town.openings.lifetimes import Lifetime
from matching.vocabulary import Answer, Contract, HousingKind, OfferState, PayPeriod, Sex

SILENT = 0.12
"""The share in which a provider says nothing of something that need not be said."""

DAILY, WORKING_DAYS = 0.08, 26
"""The share of jobs whose pay is by the day, and the days of a month."""

AGED = 0.3
TRANSITIONAL_DAYS = (180, 365)


@dataclass(frozen=True)
class Terms:
    """What an opening asks and gives: columns of offers, and of the terms of its kind."""

    offer: Row
    terms: Row
    said: Table = field(repr=False)


def job_terms(dice: Dice, trade: Table, shifts: Sequence[str], life: Lifetime) -> Terms:
    """The terms of a job in a trade, in one of the shifts that its words allow."""
    hours = float(round(dice.between(trade["hours"])))
    shift_from, shift_to = _shift(dice, shifts)
    contract = Contract.UNKNOWN if dice.yes(SILENT) else Contract(dice.one(trade["contracts"]))
    is_transitional = contract is Contract.PUBLIC_WELFARE
    ends_on = life.posted_on + timedelta(days=dice.days(*TRANSITIONAL_DAYS)) if is_transitional else None
    offer = {
        "skills": [] if dice.yes(SILENT) else list(trade["skills"]),
        "qualifications": [code for code in trade["qualifications"] if not code.startswith("school") or dice.yes(0.6)],
        "occupation_code": None if dice.yes(0.03) else trade["occupation"], "post_kinds": list(trade.get("post_kinds", [])),
        "starts_on": None, **_ages(dice, (18, 55 if trade.get("heavy") else 60)),
    }  # fmt: skip
    terms = {
        "hours_per_week": hours, "shift_from": shift_from, "shift_to": shift_to, "weekdays": weekdays(dice.one(trade["days"])),
        **_pay(dice, trade["pay"]), "contract": contract, "lodging": _answer(dice, trade.get("lodging")),
        "is_transitional": is_transitional, "ends_on": ends_on,
    }  # fmt: skip
    return Terms(offer, terms, trade)


def course_terms(dice: Dice, course: Table, shifts: Sequence[str], life: Lifetime) -> Terms:
    """The terms of a course: one that begins on a day after its closing date, or one that may begin at any time."""
    trade = by_key("trades").get(course.get("trade", ""), {})
    weeks = float(round(dice.between(course["weeks"])))
    starts_on = life.closes_on + timedelta(days=dice.days(3, 10)) if life.closes_on else None
    shift_from, shift_to = _shift(dice, shifts)
    offer = {
        "skills": [], "qualifications": list(course.get("qualifications", [])), "occupation_code": trade.get("occupation"),
        "post_kinds": [], "starts_on": starts_on, **_ages(dice, course.get("age", (18, 60)), 0.7),
    }  # fmt: skip
    terms = {
        "ends_on": starts_on + timedelta(weeks=weeks) if starts_on and dice.yes(0.4) else None, "weeks": weeks,
        "hours_per_week": float(round(dice.between(course["hours"]))), "shift_from": shift_from, "shift_to": shift_to,
        "weekdays": weekdays(dice.one(course["days"])), "certificate": course.get("certificate"),
        "entry_requirements": dice.one(course["entry"]) if course.get("entry") and not dice.yes(SILENT) else None,
        "stipend_month": _yuan(dice, course["stipend"]) if "stipend" in course and not dice.yes(SILENT) else None,
        "fee": _yuan(dice, course.get("fee", [0])), "lodging": _answer(dice, course.get("lodging")),
    }  # fmt: skip
    return Terms(offer, terms, {**trade, **{"key": course["key"], "sector": trade.get("sector")}})


def home_terms(dice: Dice, home: Table, _shifts: Sequence[str], life: Lifetime, today: date) -> Terms:
    """The terms of a home; some are out of service for some days soon."""
    closed = _closed(dice, today) if life.state is OfferState.PUBLISHED and dice.yes(0.12) else []
    offer = {
        "skills": [], "qualifications": [], "occupation_code": None, "post_kinds": [], "starts_on": None,
        **_ages(dice, home.get("age", (18, 65)), 0.8 if "age" in home else 0.1), "eligibility": home.get("for"),
    }  # fmt: skip
    terms = {
        "housing_kind": HousingKind(home["housing_kind"]), "sex_only": Sex(home["sex_only"]) if "sex_only" in home else None,
        "household_max": home["household"], "stay_limit_days": _stay(dice, home), "step_free": _answer(dice, home.get("step_free")),
        "children": _answer(dice, home.get("children")), "rules_stated": True, "rule_codes": list(home.get("rules", [])),
        "house_rules": dice.one(home["house_rules"]) if home.get("house_rules") and dice.yes(0.6) else None,
        "rent_month": _yuan(dice, home["rent"]), "out_of_service": closed,
    }  # fmt: skip
    return Terms(offer, terms, home)


def _shift(dice: Dice, shifts: Sequence[str]) -> tuple[time | None, time | None]:
    return (None, None) if not shifts or dice.yes(SILENT) else span(dice.one(shifts))


def _answer(dice: Dice, said: str | None) -> Answer:
    return Answer.UNKNOWN if said is None or dice.yes(SILENT / 2) else Answer(said)


def _pay(dice: Dice, month: Sequence[float]) -> Row:
    """What is paid: mostly from to, sometimes one figure, now and then by the day."""
    lowest, highest = (_hundreds(dice.between((0.92, 1.06)) * amount) for amount in (month[0], month[-1]))
    if dice.yes(DAILY):
        lowest, highest = (round(amount / WORKING_DAYS / 10) * 10.0 for amount in (lowest, highest))
        return {"pay_from": lowest, "pay_to": max(lowest, highest), "pay_period": PayPeriod.DAY}
    top = None if dice.yes(SILENT) else max(lowest, highest)
    return {"pay_from": lowest, "pay_to": top, "pay_period": PayPeriod.MONTH}


def _hundreds(amount: float) -> float:
    return round(amount / 100) * 100.0


def _yuan(dice: Dice, amounts: Sequence[float]) -> float:
    """An amount of a span in steps of ten yuan; nothing where the span begins at nothing and luck has it."""
    if amounts[0] == 0 and dice.yes(0.5):
        return 0.0
    return round(dice.between(amounts) / 10) * 10.0


def _ages(dice: Dice, span_of_ages: Sequence[int], share: float = AGED) -> dict[str, Any]:
    stated = dice.yes(share)
    return {"age_from": span_of_ages[0] if stated else None, "age_to": span_of_ages[-1] if stated else None}


def _stay(dice: Dice, home: Table) -> int | None:
    if "stay_days" not in home or dice.yes(SILENT):
        return None
    return int(round(dice.between(home["stay_days"]) / 30) * 30)


def _closed(dice: Dice, today: date) -> list[dict[str, str]]:
    first = today + timedelta(days=dice.days(5, 60))
    return [{"from": first.isoformat(), "to": (first + timedelta(days=dice.days(1, 13))).isoformat()}]
