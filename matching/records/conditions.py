"""Duties and bans of orders and licences, and offences. Offence texts are encrypted and restricted."""

from datetime import date, datetime, time
from typing import Any

from sqlmodel import Field, SQLModel

from matching.records.columns import coded, document, instant, sealed
from matching.vocabulary import Answer, ConditionKind, OffenceCategory, Penalty


class Condition(SQLModel, table=True):
    """One duty or ban, with its ground and dates.

    Attributes:
        terms: coded facts of the kind. occupation_ban: {"occupations": ["52"]}; area_ban: {"latitude", "longitude",
            "radius_km"}; contact_ban: {"contacts": ["minors"]}; travel_leave: {"answer": "yes"};
            reporting: {"weekday": 0, "from": "09:00", "to": "11:00"}. An area ban without coordinates names none.
        details: in words, the place of an area ban, or where a leave to travel leads and what for.
    """

    __tablename__ = "conditions"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    kind: ConditionKind = coded(ConditionKind, "kind")
    ground: str = Field(max_length=200)
    from_on: date
    to_on: date | None = None
    home_from: time | None = None
    home_to: time | None = None
    terms: dict[str, Any] = document(default_factory=dict)
    wording: str | None = sealed(default=None)
    details: str | None = sealed(default=None)
    ended_on: date | None = None
    recorded_at: datetime = instant()
    recorded_by_id: int | None = Field(default=None, foreign_key="accounts.id")
    version: int = 1


class Offence(SQLModel, table=True):
    """One offence, coded when recorded; the text itself is sealed."""

    __tablename__ = "offences"

    id: int | None = Field(default=None, primary_key=True)
    subject_id: int = Field(foreign_key="subjects.id", index=True)
    category: OffenceCategory = coded(OffenceCategory, "category")
    is_intentional: Answer = coded(Answer, "is_intentional", default=Answer.UNKNOWN)
    penalty: Penalty = coded(Penalty, "penalty")
    committed_on: date | None = None
    judged_on: date | None = None
    as_minor: bool = False
    is_sealed: bool = False
    text: str | None = sealed(default=None)
    recorded_at: datetime = instant()
    recorded_by_id: int | None = Field(default=None, foreign_key="accounts.id")


class CaseFacts(SQLModel, table=True):
    """Which parts of a case file are complete, so that silence can be told from None."""

    __tablename__ = "case_facts"

    subject_id: int = Field(foreign_key="subjects.id", primary_key=True)
    conditions_read_on: date | None = None
    offences_read_on: date | None = None
    household_asked_on: date | None = None
