"""What somebody can do, has done and wishes, as far as the file says."""

from collections.abc import Sequence
from datetime import date, time
from functools import cache
from typing import Any

from matching.demo.files import Table
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.model import Row
from matching.demo.town.people.case_book import CaseBook
from matching.records import Experience, Qualification, Skill
from matching.scoring.occupations import occupation_for, occupation_name
from matching.vocabulary import Sex

SILENT = 0.08
"""The share of files that say nothing of what somebody can do."""

SCHOOLING = {
    "old": Weighted([(None, 55), ("school_lower", 40), ("school_upper", 5)]),
    "middle": Weighted([(None, 22), ("school_lower", 60), ("school_upper", 15), ("college", 3)]),
    "young": Weighted([(None, 6), ("school_lower", 55), ("school_upper", 29), ("college", 9), ("bachelor", 1)]),
}
DRIVERS = {Sex.MALE: 0.28, Sex.FEMALE: 0.1}
"""The share with a driving licence, whatever the trade."""

HEALTH_CHECKED = frozenset({"food", "care"})
"""Sectors whose people often hold a health certificate."""

EVERYDAY = ("做饭", "种菜", "开车", "使用工具", "保洁", "装卸", "照看动物", "摆摊", "骑摩托车", "带孩子")
"""What people say they can do besides."""

DAYS = Weighted([((time(6), time(20)), 4), ((time(7), time(19)), 4), ((time(6, 30), time(21)), 3),
                 ((time(7), time(22)), 3), ((time(5), time(17)), 1), ((None, None), 2)])  # fmt: skip
HOURS = {
    False: Weighted([((40, 54), 4), ((36, 48), 4), ((40, 60), 4), ((30, 44), 2), ((20, 36), 1)]),
    True: Weighted([((20, 36), 3), ((30, 44), 4), ((36, 48), 2), ((12, 24), 1)]),
}
"""Fewest and most hours a week, by whether somebody is near the age of retiring."""

NARROW = 0.03
"""The share of people whom hardly anything fits: they walk, have some hours in the middle of the day, and are not well."""

NARROW_DAYS = ((time(9), time(14)), (time(9, 30), time(14, 30)), (time(10), time(15)))
ON_FOOT_KM = (1.0, 2.0)

JOURNEYS = Weighted([(5.0, 1), (8.0, 2), (10.0, 3), (12.0, 3), (15.0, 4), (20.0, 4), (25.0, 2), (40.0, 1), (None, 1)])


def keep_abilities(
    book: CaseBook, dice: Dice, profile: Row, trades: Sequence[Table], sex: Sex, age: int, has_served: bool, on: date,
    account_id: int,
) -> None:  # fmt: skip
    """Write down skills, qualifications and stretches of work; some files stay silent."""
    if dice.yes(SILENT):
        return
    profile["skills_known"], profile["qualifications_known"] = dice.yes(0.8), dice.yes(0.8)
    _saved(book, profile, "profile.abilities_saved", on, account_id)
    for name in _skills(dice, trades):
        book.add(Skill, name=name)
    for code in _qualifications(dice, trades, sex, age):
        book.add(Qualification, code=code)
    for trade, years in _worked(dice, trades, age):
        _add_experience(book, dice, trade, years, has_served, on, account_id)


def keep_wishes(
    book: CaseBook, dice: Dice, profile: Row, trades: Sequence[Table], age: int, fits: Sequence[str], on: date,
    account_id: int,
) -> None:  # fmt: skip
    """Write down limits and wishes; `fits` are the keys of the texts that fit this person."""
    if dice.yes(SILENT):
        return
    profile["hours_min"], profile["hours_max"] = HOURS[age > 58].one(dice)
    profile["work_from"], profile["work_to"] = DAYS.one(dice)
    profile["journey_limit_km"] = JOURNEYS.one(dice)
    profile["pay_needed"] = _pay(dice, trades[0]) if dice.yes(0.85) else None
    profile["wished_occupations"] = [trades[0]["occupation"]] if dice.yes(0.3) else []
    profile["wishes"] = _wish(dice, fits) if dice.yes(0.5) else None
    is_narrow = dice.yes(NARROW)
    profile["work_adjustments"] = [dice.one(words("files")["adjustments"])] if is_narrow or dice.yes(0.06) else []
    if is_narrow:
        _narrow(dice, profile)
    _saved(book, profile, "profile.wishes_saved", on, account_id)


def _narrow(dice: Dice, profile: Row) -> None:
    """Leave of the hours and of the way only what illness or care for others leaves."""
    profile["work_from"], profile["work_to"] = dice.one(NARROW_DAYS)
    profile["hours_min"], profile["hours_max"] = 10, 24
    profile["journey_limit_km"] = dice.one(ON_FOOT_KM)
    profile["wishes"] = dice.one(words("files")["wishes"]["narrow"])


def _saved(book: CaseBook, profile: Row, key: str, on: date, account_id: int) -> None:
    profile["version"], profile["confirmed_on"] = profile["version"] + 1, on
    book.act(on, account_id, key)


def _skills(dice: Dice, trades: Sequence[Table]) -> list[str]:
    """One to five different skills: of the trades, and of everyday life."""
    own = [*trades[0]["skills"], *(name for trade in trades[1:2] for name in trade["skills"][:1] if dice.yes(0.5))]
    return list(dict.fromkeys([*own, *dice.some(EVERYDAY, dice.days(0 if own else 1, 2))]))[:5]


def _qualifications(dice: Dice, trades: Sequence[Table], sex: Sex, age: int) -> list[str]:
    school = SCHOOLING["old" if age > 58 else "middle" if age > 35 else "young"].one(dice)
    held = [school] if school else []
    held += [code for code in trades[0]["qualifications"] if not code.startswith("school") and dice.yes(0.7)]
    if trades[0]["sector"] in HEALTH_CHECKED and dice.yes(0.4):
        held.append("health")
    if dice.yes(DRIVERS[sex]):
        held.append("licence_c1")
    return list(dict.fromkeys(held))


def _worked(dice: Dice, trades: Sequence[Table], age: int) -> list[tuple[Table, float]]:
    """What somebody has worked at, and for how many years; the young have done less."""
    grown = max(age - 17, 0)
    if grown < 1 or dice.yes(0.06):
        return []
    share = dice.between((0.1, 0.5))
    found = [(trades[0], _years(grown * share))]
    return found + [(trade, _years(grown * share * 0.4)) for trade in trades[1:] if grown > 4 and dice.yes(0.45)]


def _years(years: float) -> float:
    return max(0.5, float(round(years)))


def _add_experience(
    book: CaseBook, dice: Dice, trade: Table, years: float, has_served: bool, on: date, account_id: int
) -> None:
    title = _title(trade["occupation"])
    texts = [*trade["experience"], *(trade.get("experience_inside", ()) if has_served else ())]
    text = dice.one(texts) if dice.yes(0.9) else None
    book.add(Experience, title=title, occupation_code=_code(title), years=years, text=text)
    book.act(on, account_id, "profile.experience_added")


@cache
def _title(code: str) -> str:
    return occupation_name(code, "zh")


@cache
def _code(title: str) -> str | None:
    return occupation_for(title)


def _pay(dice: Dice, trade: Table) -> float:
    """What somebody needs a month: something like what the trade pays, at least what one can live on."""
    lowest = float(trade["pay"][0])
    return max(1500.0, round(lowest * dice.between((0.6, 1.05)) / 100) * 100.0)


def _wish(dice: Dice, fits: Sequence[str]) -> str | None:
    bank: Any = words("files")["wishes"]
    texts = bank if isinstance(bank, list) else [text for key in ("any", *fits) for text in bank.get(key, [])]
    return dice.one(texts) if texts else None
