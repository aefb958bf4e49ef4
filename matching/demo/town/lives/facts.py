"""What the engine may know of drawn people and openings, made of their rows by the builder that reads stored ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlmodel import SQLModel

from matching.demo.town.model import Opening, Person, Row
from matching.demo.town.rows import fill
from matching.facts import Offers, Subjects
from matching.queries.facts.offers import facts_of_offer, housing_facts, job_facts, training_facts
from matching.queries.facts.subjects import Held, facts_of_person
from matching.records import (
    CaseFacts,
    Circumstance,
    Condition,
    Experience,
    HouseholdMember,
    Offence,
    Offer,
    Profile,
    Qualification,
    Skill,
    Subject,
)
from matching.vocabulary import OfferKind

TERMS = {OfferKind.JOB: job_facts, OfferKind.TRAINING: training_facts, OfferKind.HOUSING: housing_facts}


class _Read(SimpleNamespace):
    """A row as if it had been read from its table."""

    is_protected = Subject.is_protected
    is_under_correction = Subject.is_under_correction


def facts_of_people(people: Sequence[Person], county_of: Mapping[int, int], today: date) -> Subjects:
    """Facts of drawn people in their order, as the file stood in the beginning."""
    counties = dict(county_of)
    rows = [
        facts_of_person(_read(Subject, each.subject), _held(each.rows, today), counties, today)  # type: ignore[arg-type]
        for each in people
    ]
    return Subjects.of(rows)


def facts_of_openings(openings: Iterable[Opening], county_of: Mapping[int, int]) -> Offers:
    """Facts of drawn openings in their order."""
    counties = dict(county_of)
    return Offers.of([
        facts_of_offer(_read(Offer, each.offer), TERMS[each.kind](_read(*each.terms)), counties)  # type: ignore[arg-type, operator]
        for each in openings
    ])  # fmt: skip


def _held(rows: Iterable[tuple[type[SQLModel], Row]], today: date) -> Held:
    """Everything in a file of which facts are made."""
    held = Held()
    for table, row in rows:
        if table in TAKEN and _counts(table, row, today):
            TAKEN[table](held, _read(table, row))
    return held


def _counts(table: type[SQLModel], row: Row, today: date) -> bool:
    """Whether a row is one of those that the builder of stored facts selects."""
    if table is Offence:
        return not row.get("as_minor") and not row.get("is_sealed")
    last = row.get("to_on" if table is Condition else "valid_to")
    return row.get("ended_on") is None and (last is None or last >= today)


def _read(table: type[SQLModel], row: Row) -> _Read:
    fill(table, row)
    return _Read(**row)


def _take_finding(held: Held, row: Any) -> None:
    held.circumstances[row.kind] = row.answer


def _take_profile(held: Held, row: Any) -> None:
    held.profile = row


def _take_case(held: Held, row: Any) -> None:
    held.case = row


TAKEN: dict[type[SQLModel], Any] = {
    Circumstance: _take_finding,
    Profile: _take_profile,
    CaseFacts: _take_case,
    Condition: lambda held, row: held.conditions.append(row),
    Offence: lambda held, row: held.offences.append(row),
    Skill: lambda held, row: held.skills.append(row.name),
    Experience: lambda held, row: held.experiences.append(row),
    Qualification: lambda held, row: held.qualifications.append(row.code),
    HouseholdMember: lambda held, row: held.household.append(row),
}
"""Table -> how a row of it enters what is held of a person."""
