"""Facts of subjects. No offence of a minor and no sealed record ever becomes a fact."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from matching.facts import OffenceFact, SubjectFacts, Subjects
from matching.queries.ages import age_on
from matching.queries.conditions import is_placed
from matching.queries.facts.batches import batches
from matching.queries.facts.coding import SEX, day_number, minute, number, tri
from matching.queries.facts.counties import counties
from matching.queries.facts.homes import home_facts, households, workplaces
from matching.records import (
    CaseFacts,
    Circumstance,
    Condition,
    Consent,
    Experience,
    Offence,
    Profile,
    Qualification,
    Skill,
    Subject,
)
from matching.vocabulary import Answer, CaseState, CircumstanceKind, ConditionKind, ConsentPurpose, LegalStatus, Sex

AT_ONCE = 2_000
"""Subjects whose rows are held at a time."""


class PersonRow(NamedTuple):
    """What is read of a subject's own row."""

    id: int
    unit_id: int
    state: CaseState
    legal_status: LegalStatus
    is_juvenile: bool
    is_sealed: bool
    release_on: date | None
    latitude: float | None
    longitude: float | None
    born_on: date | None
    sex: Sex

    @property
    def is_protected(self) -> bool:
        """As a subject's."""
        return self.is_juvenile or self.is_sealed

    @property
    def is_under_correction(self) -> bool:
        """As a subject's."""
        return self.legal_status is not LegalStatus.RELEASED


PERSON = [col(getattr(Subject, name)) for name in PersonRow._fields]
FINDING = Circumstance.subject_id, Circumstance.kind, Circumstance.answer
CONDITION = Condition.subject_id, Condition.kind, Condition.terms, Condition.home_from, Condition.home_to
OFFENCE = Offence.subject_id, Offence.category, Offence.is_intentional, Offence.penalty
SKILL = Skill.subject_id, Skill.name
EXPERIENCE = Experience.subject_id, Experience.occupation_code, Experience.title, Experience.text
QUALIFICATION = Qualification.subject_id, Qualification.code
CASE: tuple[Any, ...] = (
    CaseFacts.subject_id,
    CaseFacts.conditions_read_on,
    CaseFacts.offences_read_on,
    CaseFacts.household_asked_on,
)
PROFILE = [getattr(Profile, name) for name in Profile.model_fields if name != "work_adjustments"]
"""The columns that facts are made of; nothing else is read, least of all what is sealed."""


@dataclass
class Held:
    """Everything stored about one subject that facts are made of: rows with the columns of their kind."""

    circumstances: dict[CircumstanceKind, Answer] = field(default_factory=dict)
    conditions: list[Any] = field(default_factory=list)
    offences: list[Any] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    experiences: list[Any] = field(default_factory=list)
    qualifications: list[str] = field(default_factory=list)
    profile: Any = None
    case: Any = None
    household: list[Any] = field(default_factory=list)
    workplace: Any = None


def is_matched() -> ColumnElement[bool]:
    """Filter to everyone who is matched: case file expected or open, and no withdrawn consent to be matched stands last."""
    newer = aliased(Consent)
    newest = select(func.max(newer.id)).where(
        newer.subject_id == col(Consent.subject_id), newer.purpose == ConsentPurpose.MATCHING
    )
    withdrawn = select(Consent.id).where(
        col(Consent.subject_id) == col(Subject.id),
        col(Consent.withdrawn_at).is_not(None),
        col(Consent.id) == newest.scalar_subquery(),
    )
    return and_(col(Subject.state).in_([CaseState.EXPECTED, CaseState.OPEN]), ~withdrawn.exists())


def matched_subject_ids(session: Session, low: int = 0, high: int = 2**31 - 1) -> list[int]:
    """Ids of everyone who is matched, or of those from `low` to `high`."""
    people = select(Subject.id).where(is_matched(), col(Subject.id).between(low, high)).order_by(col(Subject.id))
    return [subject_id or 0 for subject_id in session.exec(people)]


def matched_versions(session: Session) -> dict[int, int]:
    """The version of the facts of everyone who is matched, in the order of their ids."""
    people = select(Subject.id, Subject.facts_version).where(is_matched()).order_by(col(Subject.id))
    return {subject_id or 0: version for subject_id, version in session.exec(people)}


def subject_facts(session: Session, ids: Sequence[int] | None, on: date) -> Subjects:
    """Facts of these subjects on a day, in the order of their ids; without ids, of everyone who is matched."""
    ids = sorted(matched_subject_ids(session) if ids is None else ids)
    county_of = counties(session)
    rows = []
    for some in batches(ids, AT_ONCE):
        held = _held(session, some, on)
        people = session.execute(select(*PERSON).where(col(Subject.id).in_(some)).order_by(col(Subject.id)))
        wanted = set(some)
        rows += [
            facts_of_person(PersonRow(*person), held[person.id], county_of, on)
            for person in people
            if person.id in wanted
        ]
    return Subjects.of(rows)


def _held(session: Session, ids: Sequence[int], on: date) -> dict[int, Held]:
    held: dict[int, Held] = defaultdict(Held)
    for finding in _rows(session, Circumstance, FINDING, ids):
        held[finding.subject_id].circumstances[finding.kind] = finding.answer
    holds = col(Condition.from_on) <= on, col(Condition.ended_on).is_(None), _lasts(Condition.to_on, on)
    for condition in _rows(session, Condition, CONDITION, ids, *holds):
        held[condition.subject_id].conditions.append(condition)
    grown = col(Offence.as_minor).is_(False), col(Offence.is_sealed).is_(False)
    for offence in _rows(session, Offence, OFFENCE, ids, *grown):
        held[offence.subject_id].offences.append(offence)
    for skill in _rows(session, Skill, SKILL, ids):
        held[skill.subject_id].skills.append(skill.name)
    for experience in _rows(session, Experience, EXPERIENCE, ids):
        held[experience.subject_id].experiences.append(experience)
    for qualification in _rows(session, Qualification, QUALIFICATION, ids, _lasts(Qualification.valid_to, on)):
        held[qualification.subject_id].qualifications.append(qualification.code)
    for profile in session.execute(select(*PROFILE).where(col(Profile.subject_id).in_(ids))):
        held[profile.subject_id].profile = profile
    for case in session.execute(select(*map(col, CASE)).where(col(CaseFacts.subject_id).in_(ids))):
        held[case.subject_id].case = case
    for member in households(session, ids):
        held[member.subject_id].household.append(member)
    for workplace in workplaces(session, ids):
        held[workplace.subject_id].workplace = workplace
    return held


def _lasts(last_on: Any, on: date) -> ColumnElement[bool]:
    return or_(col(last_on).is_(None), col(last_on) >= on)


def _rows(session: Session, table: Any, columns: Sequence[Any], ids: Sequence[int], *where: Any) -> Iterable[Any]:
    return session.execute(select(*columns).where(col(table.subject_id).in_(ids), *where).order_by(col(table.id)))


def facts_of_person(person: PersonRow, held: Held, county_of: dict[int, int], on: date) -> SubjectFacts:
    """Facts of one person on a day, from everything that is stored about them; `county_of` maps units to counties."""
    profile = held.profile or Profile(subject_id=person.id)
    curfew = next(
        (each for each in held.conditions if each.kind is ConditionKind.CURFEW and each.home_from and each.home_to),
        None,
    )
    available_on = _available_on(person, profile, on)
    return SubjectFacts(
        id=person.id,
        latitude=number(person.latitude),
        longitude=number(person.longitude),
        age=number(age_on(person.born_on, on)),
        sex=SEX[person.sex],
        journey_limit_km=number(profile.journey_limit_km),
        hours_min=number(profile.hours_min),
        hours_max=number(profile.hours_max),
        pay_needed=number(profile.pay_needed),
        work_from_minute=minute(profile.work_from),
        work_to_minute=minute(profile.work_to),
        available_on=day_number(available_on),
        ready_on=day_number(max(available_on, on) if available_on else None),
        conditions_known=_conditions_known(held),
        curfew_from_minute=minute(curfew.home_from if curfew else None),
        curfew_to_minute=minute(curfew.home_to if curfew else None),
        under_correction=person.is_under_correction,
        county=county_of.get(person.unit_id, -1),
        home=tri(held.circumstances.get(CircumstanceKind.HOME)),
        kin=tri(held.circumstances.get(CircumstanceKind.KIN)),
        work=tri(held.circumstances.get(CircumstanceKind.WORK)),
        qualifications=frozenset(held.qualifications),
        qualifications_known=profile.qualifications_known,
        skills=tuple(held.skills),
        skills_known=profile.skills_known,
        occupations=tuple(each.occupation_code for each in held.experiences if each.occupation_code),
        wished_occupations=tuple(profile.wished_occupations),
        text=_text(held, profile),
        **_bans(held.conditions),
        **_offences(person, held),
        **home_facts(person, profile, held.case, held.household, held.workplace, on),
    )


def _available_on(person: PersonRow, profile: Profile, on: date) -> date | None:
    """The stated day; else the release for somebody expected, and today for whoever has reported."""
    if profile.available_on is not None:
        return profile.available_on
    return person.release_on if person.state is CaseState.EXPECTED else on


def _conditions_known(held: Held) -> int:
    """As `_known`; unknown as well while a banned area has no place on the map, for it could lie anywhere."""
    placed = all(is_placed(each.kind, each.terms) for each in held.conditions)
    return _known(held.case.conditions_read_on if held.case and placed else None, held.conditions)


def _known(read_on: date | None, found: Sequence[object]) -> int:
    """0 where nobody has read the papers, 1 where there was nothing to record, 2 where it is recorded."""
    return 0 if read_on is None else 2 if found else 1


def _bans(conditions: Sequence[Any]) -> dict[str, Any]:
    def terms(kind: ConditionKind) -> list[dict[str, Any]]:
        return [condition.terms for condition in conditions if condition.kind is kind]

    leave = [row.get("answer") for row in terms(ConditionKind.TRAVEL_LEAVE)]
    return {
        "banned_occupations": tuple(
            code for row in terms(ConditionKind.OCCUPATION_BAN) for code in row.get("occupations", [])
        ),
        "banned_areas": tuple(
            (row["latitude"], row["longitude"], row["radius_km"])
            for row in terms(ConditionKind.AREA_BAN)
            if "latitude" in row
        ),
        "banned_contacts": frozenset(
            code for row in terms(ConditionKind.CONTACT_BAN) for code in row.get("contacts", [])
        ),
        "travel_leave": tri(Answer(leave[-1])) if leave and leave[-1] else 0,
        "reporting": tuple(
            (int(row["weekday"]), _clock_minute(row["from"]), _clock_minute(row["to"]))
            for row in terms(ConditionKind.REPORTING)
            if "weekday" in row
        ),
    }


def _clock_minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _offences(person: PersonRow, held: Held) -> dict[str, Any]:
    """Coded offences; none at all, and none missing, for a protected person."""
    if person.is_protected:
        return {"offences": (), "offences_known": 1}
    facts = tuple(
        OffenceFact(row.category.value, row.is_intentional.value, row.penalty.value, False) for row in held.offences
    )
    return {"offences": facts, "offences_known": _known(held.case.offences_read_on if held.case else None, facts)}


def _text(held: Held, profile: Profile) -> str:
    lines = [f"{each.title} {each.text or ''}" for each in held.experiences]
    return "\n".join([*lines, " ".join(held.skills), profile.wishes or ""]).strip()
