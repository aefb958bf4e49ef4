"""One person's life while it is told: where it stands, and the rows that tell of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import SQLModel

from matching.clock import office_midnight
from matching.demo.town.chance import Dice
from matching.demo.town.lives.agenda import Agenda
from matching.demo.town.lives.fits import Fits
from matching.demo.town.model import Opening, Person, Row
from matching.demo.town.rows import Rows
from matching.records import CaseEvent, Consent
from matching.vocabulary import Answer, CircumstanceKind, OfferKind

if TYPE_CHECKING:
    from matching.demo.town.lives.placing import Placing
    from matching.demo.town.lives.proposing import Proposing

OPENS, CLOSES = 40, 500
"""Between which minutes, counted from 08:00 at the office, things are done."""


@dataclass(frozen=True)
class Frozen:
    """A suggestion whose score and findings are still to be written, and what the decision rested on.

    Attributes:
        place: of the person among the people of the block.
        noes: home, kin and work as they stood.
    """

    row: Row
    place: int
    opening: Opening
    noes: tuple[Answer, Answer, Answer]
    on: date


@dataclass
class Story:
    """What all lives of a county share.

    Attributes:
        fits: how well openings suit people, by kind.
        asked: opening -> how many are to have a place of it that is not reserved yet.
        frozen: suggestions to be filled from the engine at the end; outcomes: (row, the suggestion it came from).
    """

    agenda: Agenda
    rows: Rows
    fits: dict[OfferKind, Fits]
    asked: Counter[int] = field(default_factory=Counter)
    frozen: list[Frozen] = field(default_factory=list)
    outcomes: list[tuple[Row, Row]] = field(default_factory=list)


@dataclass(slots=True)
class Life:
    """One person while what became of them is told.

    Attributes:
        place: of the person among the people of the block.
        rows: what the life adds to the file, in the order of time.
        noes: the three as they stand.
        held: the active placement of each kind.
        tried: opening -> the first day on which it may come back; None: not by itself.
        spoken_on: the day on which one of the three noes was first found otherwise than by asking again.
        live: suggestions that are endorsed, held or proposed, and their kinds.
        consents: provider -> the consent that stands to tell it who the person is.
        requests: suggestion -> what the unit above was asked about it and has not answered.
        proposals: those that are open.
    """

    person: Person
    place: int
    story: Story
    dice: Dice
    noes: dict[CircumstanceKind, Answer]
    rows: list[tuple[type[SQLModel], Row]] = field(default_factory=list)
    held: dict[OfferKind, "Placing"] = field(default_factory=dict)
    tried: dict[int, date | None] = field(default_factory=dict)
    spoken_on: dict[CircumstanceKind, date] = field(default_factory=dict)
    live: list[tuple[OfferKind, Row]] = field(default_factory=list)
    consents: dict[int, Row] = field(default_factory=dict)
    requests: dict[int, Row] = field(default_factory=dict)
    proposals: list["Proposing"] = field(default_factory=list)
    is_trained: bool = False
    is_closed: bool = False
    last_at: datetime = datetime.min

    @property
    def today(self) -> date:
        """The day that is being told."""
        return self.story.agenda.today

    @property
    def caseworker_id(self) -> int:
        """Who answers for the person."""
        return int(self.person.subject["caseworker_id"])

    @property
    def officer_id(self) -> int:
        """Who proposes and places."""
        return self.person.office.officer_id

    def moment(self) -> datetime:
        """An instant of today in office hours, after everything that was told of this person before."""
        opening_hour = office_midnight(self.today) + timedelta(hours=8)
        if self.last_at < opening_hour + timedelta(minutes=OPENS):
            self.last_at = opening_hour + timedelta(minutes=self.dice.days(OPENS, CLOSES - 120))
        else:
            self.last_at += timedelta(minutes=self.dice.days(1, 6), seconds=self.dice.days(0, 59))
        return self.last_at

    def day_after(self, lowest: int, highest: int) -> date:
        """A working day so many days from today."""
        day = self.today + timedelta(days=self.dice.days(lowest, highest))
        return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day

    def keep(self, table: type[SQLModel], **row: Any) -> Row:
        """Keep a row of the life."""
        self.rows.append((table, row))
        return row

    def tell(self, at: datetime, key: str, account_id: int | None, note: str | None = None, **arguments: Any) -> None:
        """Write one line of the timeline."""
        self.keep(
            CaseEvent, subject_id=self.person.id, at=at, on=self.today, key=key, arguments=arguments, note=note,
            account_id=account_id,
        )  # fmt: skip

    def facts_changed(self) -> None:
        """Count a new version of what the engine may know."""
        self.person.subject["facts_version"] += 1

    def unless_later(self, at: datetime) -> None:
        """Drop consents of the file, and what tells of them, that were to be signed after an instant: the person signs none."""
        self.person.rows = [
            (table, row)
            for table, row in self.person.rows
            if not (table is Consent and row["recorded_at"] > at)
            and not (table is CaseEvent and row["key"].startswith("consent.") and row["at"] > at)
        ]

    def next_id(self, table: type[SQLModel]) -> int:
        """An id for a row to which others point."""
        return self.story.rows.next_id(table)


def meeting_at(day: date, hour: int, minute: int = 0) -> datetime:
    """The stored instant of an hour at the office."""
    return office_midnight(day) + timedelta(hours=hour, minutes=minute)


def hours_of(clock: time | None) -> float | None:
    """A time of day in hours."""
    return None if clock is None else clock.hour + clock.minute / 60
