"""Conditions that orders of correction lay, and offences as judgments state them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from matching.demo.files import Table, span
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.model import Office, Row
from matching.demo.town.people.arrivals import Arrival
from matching.demo.town.people.case_book import CaseBook
from matching.demo.town.people.identity import Identity
from matching.records import Condition, Offence, Question
from matching.vocabulary import Answer, ConditionKind, Fact, LegalStatus, OffenceCategory, Penalty, Sex

SHARES = {
    ConditionKind.REPORTING: 0.82, ConditionKind.TRAVEL_LEAVE: 0.7, ConditionKind.CURFEW: 0.22,
    ConditionKind.AREA_BAN: 0.06, ConditionKind.OCCUPATION_BAN: 0.05, ConditionKind.CONTACT_BAN: 0.06,
}  # fmt: skip
"""The share of people under correction on whom each is laid."""

GROUNDS = {
    LegalStatus.SUSPENDED_SENTENCE: "刑事判决书、社区矫正决定书", LegalStatus.PUBLIC_SURVEILLANCE: "刑事判决书、社区矫正决定书",
    LegalStatus.PAROLE: "假释裁定书", LegalStatus.TEMPORARY_OUTSIDE_PRISON: "暂予监外执行决定书",
}  # fmt: skip
SERVED = (LegalStatus.RELEASED, LegalStatus.PAROLE, LegalStatus.TEMPORARY_OUTSIDE_PRISON)
SHORT = 0.15
"""The share of those who have served a sentence for whom it was detention, where the law knows it for the offence."""

DAYS_FROM_JUDGMENT = {Penalty.DETENTION: (20, 150), Penalty.FIXED_TERM: (180, 2200)}
DAYS_TO_CORRECTION = (8, 25)
"""Days from the judgment to the release, by what was served, and to correction where nothing was."""

COMMITTED_BEFORE = (60, 400)
"""Days from the offence to the judgment."""

GROWN = timedelta(days=6575)
"""Eighteen years: offences of adults lie after them."""

READ = 0.93
"""The share of files in which the order and the judgment have been read through."""

AREA_BAN_KM = (0.3, 1.0)


@dataclass(frozen=True)
class Laid:
    """What an order lays on somebody, as far as it decides how placements go."""

    curfew_from: float | None = None


def keep_order(
    book: CaseBook, dice: Dice, facts: Row, arrival: Arrival, office: Office, on: date, account_id: int
) -> Laid:
    """Write down the conditions of an order, and that it was read; of the released only that nothing is laid."""
    laid: dict[ConditionKind, Row] = {}
    if arrival.is_under_correction:
        for kind, share in SHARES.items():
            if dice.yes(share) and kind in _wordings():
                laid[kind] = _lay(book, dice, kind, arrival, office, on, account_id)
    if dice.yes(READ):
        facts["conditions_read_on"] = on
        book.act(on, account_id, "condition.order_read")
    home_from = laid[ConditionKind.CURFEW]["home_from"] if ConditionKind.CURFEW in laid else None
    return Laid(_hour(home_from))


def keep_judgment(
    book: CaseBook, dice: Dice, facts: Row, arrival: Arrival, who: Identity, is_sealed: bool, on: date, account_id: int
) -> None:
    """Write down the offence, and that the judgment was read; some judgments have not come yet."""
    if dice.yes(0.04):
        return
    said = _offences(who.sex).one(dice)
    penalty = _penalty(dice, said, arrival)
    committed_on, judged_on = _offence_days(dice, penalty, arrival, who)
    at = book.act(on, account_id, "offence.recorded")
    book.add(
        Offence, category=OffenceCategory(said["category"]), penalty=penalty, is_intentional=Answer(said.get("intentional", "yes")),
        text=said["text"], as_minor=who.is_juvenile, is_sealed=is_sealed, committed_on=committed_on if dice.yes(0.6) else None,
        judged_on=judged_on, recorded_at=at, recorded_by_id=account_id,
    )  # fmt: skip
    if dice.yes(READ):
        facts["offences_read_on"] = on
        book.act(on, account_id, "offence.judgment_read")


@cache
def _wordings() -> Mapping[ConditionKind, Weighted[Table]]:
    by_kind = defaultdict(list)
    for row in words("files")["orders"]:
        by_kind[ConditionKind(row["kind"])].append((row, row.get("weight", 1)))
    return {kind: Weighted(rows) for kind, rows in by_kind.items()}


@cache
def _offences(sex: Sex) -> Weighted[Table]:
    fitting = [row for row in words("files")["offences"] if row.get("sex", sex) == sex]
    return Weighted((row, row.get("weight", 1)) for row in fitting)


def _lay(
    book: CaseBook, dice: Dice, kind: ConditionKind, arrival: Arrival, office: Office, on: date, account_id: int
) -> Row:
    said = _wordings()[kind].one(dice)
    home_from, home_to = span(said.get("home"))
    wording, terms, details = said["wording"], dict(said.get("terms", {})), None
    if kind is ConditionKind.AREA_BAN:
        details, terms = _area(dice, office)
        wording = wording.format(place=details)
        if not terms:
            _ask_place(book, on, account_id)
    at = book.act(on, account_id, "condition.added", kind=kind.value)
    return book.add(
        Condition, kind=kind, ground=said.get("ground", GROUNDS[arrival.status]), from_on=min(arrival.came_on, on),
        to_on=arrival.correction_ends_on, home_from=home_from, home_to=home_to, terms=terms, wording=wording,
        details=details, recorded_at=at, recorded_by_id=account_id,
    )  # fmt: skip


def _ask_place(book: CaseBook, on: date, account_id: int) -> None:
    """Ask where a banned area lies: without its place the conditions are not known."""
    at = book.act(on, account_id, "question.asked", changes=False, fact=Fact.CONDITIONS.value)
    book.add(Question, fact=Fact.CONDITIONS.value, asked_at=at, asked_by_id=account_id)


def _area(dice: Dice, office: Office) -> tuple[str, Row]:
    """A banned street of the township: its name, and where it is; of one in seven nobody has found it on the map."""
    town, street = office.places[0], dice.one(words("names")["streets"])
    if dice.yes(1 / 7):
        return office.name + street, {}
    at = {"latitude": round(town.latitude + dice.between((-0.01, 0.01)), 2), "longitude": round(town.longitude, 2)}
    return office.name + street, {**at, "radius_km": round(dice.between(AREA_BAN_KM), 1)}


def _penalty(dice: Dice, said: Table, arrival: Arrival) -> Penalty:
    """What the judgment laid: what a legal status can only follow from, else one of what the law knows for the offence."""
    if arrival.status is LegalStatus.PUBLIC_SURVEILLANCE:
        return Penalty.SURVEILLANCE
    known = [Penalty(penalty) for penalty in said["penalties"] if Penalty(penalty) in DAYS_FROM_JUDGMENT]
    if Penalty.DETENTION in known and (Penalty.FIXED_TERM not in known or dice.yes(SHORT)):
        return Penalty.DETENTION
    return Penalty.FIXED_TERM


def _offence_days(dice: Dice, penalty: Penalty, arrival: Arrival, who: Identity) -> tuple[date, date]:
    """When it was done and when it was judged: before the time served, and by adults only once they were grown."""
    span = DAYS_FROM_JUDGMENT[penalty] if arrival.status in SERVED else DAYS_TO_CORRECTION
    earliest = who.born_on + (GROWN if not who.is_juvenile else GROWN - timedelta(days=730))
    latest = arrival.came_on - timedelta(days=3)
    judged_on = min(max(arrival.came_on - timedelta(days=dice.days(*span)), earliest + timedelta(days=30)), latest)
    committed_on = max(judged_on - timedelta(days=dice.days(*COMMITTED_BEFORE)), earliest)
    return min(committed_on, judged_on), judged_on


def _hour(at: time | None) -> float | None:
    return None if at is None else at.hour + at.minute / 60
