"""Facts of subjects. No offence of a minor and no sealed record ever becomes a fact."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from matching.facts import OffenceFact, SubjectFacts, Subjects
from matching.queries.conditions import is_placed
from matching.queries.facts.coding import SEX, age_on, day_number, minute, number, tri
from matching.queries.facts.counties import counties
from matching.queries.facts.homes import home_facts, households, workplaces
from matching.queries.facts.offers import batches
from matching.records import (
    CaseFacts,
    Circumstance,
    Condition,
    Consent,
    Experience,
    HouseholdMember,
    Offence,
    Offer,
    Profile,
    Qualification,
    Skill,
    Subject,
)
from matching.vocabulary import Answer, CaseState, CircumstanceKind, ConditionKind, ConsentPurpose


@dataclass
class Held:
    """Everything stored about one subject that facts are made of."""

    circumstances: dict[CircumstanceKind, Answer] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    offences: list[Offence] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    experiences: list[Experience] = field(default_factory=list)
    qualifications: list[str] = field(default_factory=list)
    profile: Profile | None = None
    case: CaseFacts | None = None
    household: list[HouseholdMember] = field(default_factory=list)
    workplace: Offer | None = None


def matched_subject_ids(session: Session) -> list[int]:
    """Ids of everyone who is matched: case file expected or open, and no withdrawn consent to be matched stands last."""
    people = (
        select(Subject.id).where(col(Subject.state).in_([CaseState.EXPECTED, CaseState.OPEN])).order_by(col(Subject.id))
    )
    unwilling = _unwilling(session)
    return [subject_id for subject_id in session.exec(people) if subject_id is not None and subject_id not in unwilling]


def subject_facts(session: Session, ids: Sequence[int] | None, on: date) -> Subjects:
    """Facts of these subjects on a day, in the order of their ids; without ids, of everyone who is matched."""
    ids = matched_subject_ids(session) if ids is None else ids
    county_of = counties(session)
    rows = []
    for some in batches(ids):
        held = _held(session, some, on)
        people = session.exec(select(Subject).where(col(Subject.id).in_(some)))
        rows += [facts_of_person(person, held[person.id or 0], county_of, on) for person in people]
    return Subjects.of(sorted(rows, key=lambda row: row.id))


def _unwilling(session: Session) -> set[int]:
    """Whose newest answer on being matched is a withdrawal."""
    consents = select(Consent).where(col(Consent.purpose) == ConsentPurpose.MATCHING).order_by(col(Consent.id))
    newest = {consent.subject_id: consent.withdrawn_at for consent in session.exec(consents)}
    return {subject_id for subject_id, withdrawn_at in newest.items() if withdrawn_at is not None}


def _held(session: Session, ids: Sequence[int], on: date) -> dict[int, Held]:
    held: dict[int, Held] = defaultdict(Held)
    for finding in _rows(session, Circumstance, ids):
        held[finding.subject_id].circumstances[finding.kind] = finding.answer
    for condition in _rows(
        session,
        Condition,
        ids,
        col(Condition.from_on) <= on,
        col(Condition.ended_on).is_(None),
        or_(col(Condition.to_on).is_(None), col(Condition.to_on) >= on),
    ):
        held[condition.subject_id].conditions.append(condition)
    for offence in _rows(session, Offence, ids, col(Offence.as_minor).is_(False), col(Offence.is_sealed).is_(False)):
        held[offence.subject_id].offences.append(offence)
    for skill in _rows(session, Skill, ids):
        held[skill.subject_id].skills.append(skill.name)
    for experience in _rows(session, Experience, ids):
        held[experience.subject_id].experiences.append(experience)
    for qualification in _rows(
        session, Qualification, ids, or_(col(Qualification.valid_to).is_(None), col(Qualification.valid_to) >= on)
    ):
        held[qualification.subject_id].qualifications.append(qualification.code)
    for profile in session.exec(select(Profile).where(col(Profile.subject_id).in_(ids))):
        held[profile.subject_id].profile = profile
    for case in session.exec(select(CaseFacts).where(col(CaseFacts.subject_id).in_(ids))):
        held[case.subject_id].case = case
    for subject_id, members in households(session, ids).items():
        held[subject_id].household = members
    for subject_id, workplace in workplaces(session, ids).items():
        held[subject_id].workplace = workplace
    return held


def _rows(session: Session, table: Any, ids: Sequence[int], *where: Any) -> Iterable[Any]:
    return session.exec(select(table).where(col(table.subject_id).in_(ids), *where).order_by(col(table.id)))


def facts_of_person(person: Subject, held: Held, county_of: dict[int, int], on: date) -> SubjectFacts:
    """Facts of one person on a day, from everything that is stored about them; `county_of` maps units to counties."""
    profile = held.profile or Profile(subject_id=person.id or 0)
    curfew = next(
        (each for each in held.conditions if each.kind is ConditionKind.CURFEW and each.home_from and each.home_to),
        None,
    )
    available_on = _available_on(person, profile, on)
    return SubjectFacts(
        id=person.id or 0,
        latitude=number(person.latitude),
        longitude=number(person.longitude),
        age=age_on(on, person.born_on),
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


def _available_on(person: Subject, profile: Profile, on: date) -> date | None:
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


def _bans(conditions: Sequence[Condition]) -> dict[str, Any]:
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


def _offences(person: Subject, held: Held) -> dict[str, Any]:
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
