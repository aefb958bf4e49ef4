"""One person after another, from the notice to the first interview."""

from collections.abc import Sequence
from datetime import date, timedelta

from matching.demo.files import Table
from matching.demo.town.chance import Weighted, dice_for
from matching.demo.town.land import County
from matching.demo.town.model import Office, Person, Row, Spot
from matching.demo.town.people.abilities import keep_abilities, keep_wishes
from matching.demo.town.people.arrivals import FROM_CUSTODY, Arrival, draw_arrival
from matching.demo.town.people.case_book import CaseBook
from matching.demo.town.people.directory import Directory
from matching.demo.town.people.households import keep_home, keep_household
from matching.demo.town.people.identity import YEAR, Identity, draw_identity
from matching.demo.town.people.intake import record_notice, report, search, subject_row, take_in
from matching.demo.town.people.needs import NeedKeeper
from matching.demo.town.people.noes import Noes, draw_noes, keep_noes
from matching.demo.town.people.orders import SERVED, keep_judgment, keep_order
from matching.demo.town.people.trades import draw_trades
from matching.demo.town.rows import Rows
from matching.records import Consent, Experience, Service, Subject
from matching.vocabulary import Answer, ConsentPurpose, Relation, Source

SEALED = 0.006
KEY_PERSON = {True: 0.4, False: 0.05}
"""The share of people who are watched more closely, by whether they have two of the three noes or more."""

TOLD_BY_PRISON = 0.85
"""Of those who are still to come, the share whose notice says how home, kin and work are."""

IN_TOWN = 0.42
"""The share that lives in the township's own streets."""

CONSENTS, EXPIRES, KEPT_AT = 0.95, 0.06, "司法所档案柜"
CONSENT_LASTS = timedelta(days=365)
CONSENT_FORM = "帮教协议书附件一"


def draw_people(county: County, services: Sequence[Service], rows: Rows, seed: int, today: date) -> list[Person]:
    """Draw the people of a county, in the order of their numbers.

    Args:
        county: where; its `people` are the numbers.
        services: of the directory, to which needs are referred.
        rows: give ids; take nothing yet.
        seed: of the town; one seed and one number give the same person, but for the ids.
        today: nothing recorded lies later than the day before.
    """
    offices = Weighted((office, float(len(office.caseworker_ids))) for office in county.offices)
    directories = {office.unit_id: Directory(county, office, list(services)) for office in county.offices}
    people = []
    for number in county.people:
        office = offices.one(dice_for(seed, "office", number))
        people.append(_Drawing(seed, number, office, directories[office.unit_id], rows, today).person())
    return people


class _Drawing:
    """One person while they are drawn."""

    def __init__(self, seed: int, number: int, office: Office, directory: Directory, rows: Rows, today: date) -> None:
        self.dice = dice_for(seed, "person", number)
        self.seed, self.number, self.office, self.directory, self.rows, self.today = (
            seed,
            number,
            office,
            directory,
            rows,
            today,
        )
        self.arrival: Arrival = draw_arrival(self.dice, today)
        self.who: Identity = draw_identity(self.dice, number, self.arrival.came_on, today)
        self.noes: Noes = draw_noes(self.dice, self.arrival.status in FROM_CUSTODY)
        self.is_sealed = not self.who.is_juvenile and self.dice.yes(SEALED)
        self.spot: Spot = self._spot()
        age, in_village = self.age, self.spot.unit_id != office.unit_id
        self.trades: list[Table] = draw_trades(self.dice, self.who.sex, age, office.is_rural, in_village)
        self.caseworker_id = self.dice.one(office.caseworker_ids)
        self.subject_id = rows.next_id(Subject)
        self.book = CaseBook(self.subject_id)
        self.is_asked = self.arrival.kept_on is not None
        self.curfew_from: float | None = None
        self.consented_on: date | None = None

    @property
    def age(self) -> int:
        """Completed years on arrival, nearly."""
        return int((self.arrival.came_on - self.who.born_on).days / YEAR)

    def person(self) -> Person:
        """Write the file from the notice to the first interview."""
        subject = self._subject()
        profile, facts = take_in(self.book, subject, self.office.officer_id, self.arrival.taken_in_on)
        if not (self.who.is_juvenile or self.is_sealed):
            record_notice(
                self.book, self.rows, self.dice, self.number, self.who, self.arrival, subject, self.office.officer_id, self.today
            )  # fmt: skip
        if self.arrival.reported_on is not None:
            report(self.book, subject, self.arrival.reported_on)
        elif self.arrival.came_on < self.today:
            search(self.book, self.dice, subject, self.arrival, self.today)
        if self.arrival.reported_on is None and self.dice.yes(TOLD_BY_PRISON):
            keep_noes(self.book, self.dice, self.noes, self.arrival.taken_in_on, self.caseworker_id, Source.PRISON)
            self.is_asked = True
        if self.arrival.kept_on is not None:
            self._keep_file(profile, facts, self.arrival.kept_on)
        subject["facts_version"] = self.book.facts_version
        return self._made(subject)

    def _spot(self) -> Spot:
        town, *villages = self.office.places
        return town if self.dice.yes(IN_TOWN) or not villages else self.dice.one(villages)

    def _subject(self) -> Row:
        subject = subject_row(
            self.dice,
            self.subject_id,
            self.who,
            self.arrival,
            self.office,
            self.spot,
            self.noes.home,
            self.caseworker_id,
            self.today,
        )
        hard = [self.noes.home, self.noes.kin, self.noes.work].count(Answer.NO) >= 2
        return subject | {"is_sealed": self.is_sealed, "is_key_person": self.dice.yes(KEY_PERSON[hard])}

    def _keep_file(self, profile: Row, facts: Row, on: date) -> None:
        """The first interview: noes, abilities, wishes, home, order, judgment, consent, needs."""
        book, dice, by = self.book, self.dice, self.caseworker_id
        keep_noes(book, dice, self.noes, on, by)
        keep_abilities(book, dice, profile, self.trades, self.who.sex, self.age, self.arrival.status in SERVED, on, by)
        home, kin = self.noes.home or Answer.UNKNOWN, self.noes.kin or Answer.UNKNOWN
        relations = keep_household(book, self.rows, dice, facts, self.who, home, kin, on, by)
        keep_home(book, dice, profile, home, self.age, on, by)
        keep_wishes(book, dice, profile, self.trades, self.age, self._fits(relations), on, by)
        laid = keep_order(book, dice, facts, self.arrival, self.office, on, by)
        self.curfew_from = laid.curfew_from
        keep_judgment(book, dice, facts, self.arrival, self.who, self.is_sealed, on, by)
        self._consent(on)
        NeedKeeper(book, self.rows, dice, self.directory, by, self.today).keep(self.noes, on)

    def _consent(self, on: date) -> None:
        """The consent to be matched; some run for a year and are signed again before they run out."""
        signed_on, expires = on, self.dice.yes(EXPIRES)
        if not self.dice.yes(CONSENTS):
            return
        self.consented_on = on
        while signed_on < self.today:
            expires_on = signed_on + CONSENT_LASTS if expires else None
            self._sign(signed_on, expires_on)
            if expires_on is None:
                return
            signed_on = expires_on - timedelta(days=self.dice.days(2, 20))

    def _sign(self, on: date, expires_on: date | None) -> None:
        consent_id = self.rows.next_id(Consent)
        purpose = ConsentPurpose.MATCHING
        at = self.book.act(on, self.caseworker_id, "consent.recorded", purpose=purpose.value, consent=consent_id)
        self.book.add(
            Consent, id=consent_id, purpose=purpose, provider_id=None, signed_on=on, expires_on=expires_on,
            form=CONSENT_FORM, kept_at=KEPT_AT, withdrawn_at=None, recorded_at=at, recorded_by_id=self.caseworker_id,
        )  # fmt: skip

    def _fits(self, relations: Sequence[Relation]) -> list[str]:
        """Keys of the wishes that fit this person."""
        fits = {
            "parent": Relation.CHILD in relations, "young": self.age < 30, "older": self.age > 50,
            "homeless": self.noes.home is Answer.NO, "kin": self.noes.kin is Answer.YES,
        }  # fmt: skip
        return [key for key, holds in fits.items() if holds]

    def _made(self, subject: Row) -> Person:
        return Person(
            self.number, self.subject_id, self.office, self.who.sex, self.who.born_on, subject["latitude"],
            subject["longitude"], self.arrival.taken_in_on, self.arrival.reported_on, self.arrival.kept_on,
            self.consented_on, self.trades[0]["key"], tuple(trade["key"] for trade in self.trades),
            *self._found(), self.curfew_from,
            any(table is Experience for table, _row in self.book.lines),
            dice_for(self.seed, "steadiness", self.number).gauss(), subject, self.book.lines,
        )  # fmt: skip

    def _found(self) -> tuple[Answer, Answer, Answer]:
        """Home, kin and work as the file has them."""
        found = (self.noes.home, self.noes.kin, self.noes.work)
        if not self.is_asked:
            return Answer.UNKNOWN, Answer.UNKNOWN, Answer.UNKNOWN
        home, kin, work = (answer or Answer.UNKNOWN for answer in found)
        return home, kin, work
