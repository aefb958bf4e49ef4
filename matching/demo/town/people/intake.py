"""Taking somebody in: the subject's row, the notice that announced them, the receipt, the search for who did not come."""

from datetime import date, timedelta

from matching.deadlines import deadline
from matching.demo.files import Table
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice
from matching.demo.town.days import working_day
from matching.demo.town.model import Office, Row, Spot
from matching.demo.town.people.arrivals import Arrival
from matching.demo.town.people.case_book import CaseBook
from matching.demo.town.people.identity import Identity
from matching.demo.town.rows import Rows
from matching.encryption import keyring
from matching.records import CaseAccess, CaseFacts, Profile, ReleaseNotice
from matching.vocabulary import Answer, CaseState, CoordinatesFrom, Sex

FIRST_NUMBER = 200
"""Notices of one sender are numbered by person, from here: the told ones stay below."""

RECEIPT_DAYS = (1, 5)
"""After how many days the receipt for a notice is sent."""

LATELY = timedelta(days=45)
"""For so long after the release the first shelter is still where somebody stays."""

OWN_PLACE, SCATTER = 0.8, 0.012
"""The share whose house is known on the map, and how far from the middle of the village they live, in degrees."""


def subject_row(
    dice: Dice, person_id: int, who: Identity, arrival: Arrival, office: Office, spot: Spot, home: Answer | None,
    caseworker_id: int, today: date,
) -> Row:  # fmt: skip
    """The row in subjects as intake writes it, with the report where there is one."""
    household = address(dice, office, spot)
    has_own = dice.yes(OWN_PLACE)
    is_here = arrival.reported_on is not None
    return {
        "id": person_id, "reference": f"S{person_id:06d}", "unit_id": spot.unit_id, "caseworker_id": caseworker_id,
        "state": CaseState.OPEN if is_here else CaseState.EXPECTED, "name": who.name, "identity_number": who.number,
        "identity_hash": keyring.fingerprint(who.number), "born_on": who.born_on, "sex": who.sex, "phone": who.phone,
        "household_place": household, "residence": _residence(dice, home, household, today - arrival.came_on < LATELY),
        "latitude": round(spot.latitude + (dice.between((-SCATTER, SCATTER)) if has_own else 0), 2),
        "longitude": round(spot.longitude + (dice.between((-SCATTER, SCATTER)) if has_own else 0), 2),
        "coordinates_from": CoordinatesFrom.OWN if has_own else CoordinatesFrom.UNIT,
        "legal_status": arrival.status, "management_class": arrival.management_class, "release_on": arrival.release_on,
        "correction_ends_on": arrival.correction_ends_on, "reported_on": arrival.reported_on,
        "is_juvenile": who.is_juvenile, "version": 2 if is_here else 1,
    }  # fmt: skip


def address(dice: Dice, office: Office, spot: Spot) -> str:
    """A house in a street of the town, or in a group of a village."""
    if spot.unit_id == office.unit_id:
        street: str = dice.one(words("names")["streets"])
        return f"{spot.name}{street}{dice.days(1, 180)}号"
    return f"{spot.name}{dice.one('一二三四五六七八')}组{dice.days(1, 90)}号"


def _residence(dice: Dice, home: Answer | None, household: str, came_lately: bool) -> str | None:
    """Where somebody stays: at home, or for a time where there is room."""
    if home is Answer.NO:
        stays: list[str] = words("files")["stays"]["lately" if came_lately else "long"]
        return dice.one(stays)
    return household if dice.yes(0.9) else None


def take_in(book: CaseBook, subject: Row, officer_id: int, on: date) -> tuple[Row, Row]:
    """Open the case file. Returns the rows of the profile and of what is complete."""
    profile = book.add(Profile, version=1)
    facts = book.add(CaseFacts)
    at = book.act(on, officer_id, "subject.taken_in", unit=subject["unit_id"])
    subject["created_at"] = at
    if subject["is_juvenile"] or subject["is_sealed"]:
        book.add(CaseAccess, account_id=subject["caseworker_id"], granted_by_id=officer_id, granted_at=at)
    return profile, facts


def record_notice(
    book: CaseBook, rows: Rows, dice: Dice, number: int, who: Identity, arrival: Arrival, subject: Row, officer_id: int,
    today: date,
) -> None:  # fmt: skip
    """Keep the notice that announced somebody, and send the receipt in time."""
    if arrival.noticed_on is None:
        return
    sender = dice.one(_senders(who.sex))
    on, notice_id = arrival.noticed_on, rows.next_id(ReleaseNotice)
    at = book.act(on, officer_id, "notice.recorded", changes=False, notice=notice_id, received_on=on.isoformat())
    sent_on = working_day(on + timedelta(days=dice.days(*RECEIPT_DAYS)), today)
    is_sent = sent_on < today
    texts = words("files")["notices"]["assessments"]
    book.add(
        ReleaseNotice, id=notice_id, unit_id=subject["unit_id"], sender=sender["name"],
        number=sender["number"].format(year=on.year, number=FIRST_NUMBER + number), received_on=on,
        release_on=arrival.release_on, assessment=dice.one(texts) if dice.yes(0.6) else None,
        receipt_due_on=deadline("receipt").after(on), created_at=at, created_by_id=officer_id,
        receipt_sent_on=sent_on if is_sent else None, receipt_by_id=officer_id if is_sent else None, version=1 + is_sent,
    )  # fmt: skip
    if is_sent:
        sent = sent_on.isoformat()
        book.act(sent_on, officer_id, "notice.receipt_sent", changes=False, notice=notice_id, sent_on=sent)


def _senders(sex: Sex) -> list[Table]:
    senders: list[Table] = words("files")["notices"]["senders"]
    return [row for row in senders if row.get("sex", sex) == sex] or senders


def report(book: CaseBook, subject: Row, on: date) -> None:
    """Note that somebody has come to the office."""
    book.act(on, subject["caseworker_id"], "subject.reported", reported_on=on.isoformat())


def search(book: CaseBook, dice: Dice, subject: Row, arrival: Arrival, today: date) -> None:
    """Look for somebody who has not come though the clock ran out: by telephone, then with the family, then on the spot."""
    due_on = deadline("report").after(arrival.came_on)
    for number, (step, tries) in enumerate(words("files")["searches"].items()):
        on = working_day(due_on + timedelta(days=1 + 3 * number), today)
        if on >= today or number > 3:
            return
        said = dice.one(tries)
        book.act(
            on, subject["caseworker_id"], "search.tried", changes=False, note=said.get("note"), step=step,
            result=said["result"], tried_on=on.isoformat(),
        )  # fmt: skip
