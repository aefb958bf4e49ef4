"""What one row of a table says of a case file, as the acts that record it."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed
from matching.facts.qualifications import qualification_index
from matching.importing.faults import RowFault
from matching.importing.people import CIRCUMSTANCES, SubjectRow
from matching.importing.postings import qualifications_of
from matching.records import Profile
from matching.records.columns import rounded
from matching.reference import aliases
from matching.scoring.occupations import occupation_for
from matching.services.circumstances import RecordCircumstance, record_circumstance
from matching.services.conditions import AddCondition, add_condition, confirm_conditions
from matching.services.consents import RecordConsent, record_consent
from matching.services.household import add_member, household_asked
from matching.services.imports.households import member_in
from matching.services.intake import ReportSubject, report_subject
from matching.services.offences import RecordOffence, confirm_offences, record_offence
from matching.services.profiles import (
    AddExperience,
    SaveAbilities,
    SaveHome,
    SaveWishes,
    add_experience,
    save_abilities,
    save_home,
    save_wishes,
)
from matching.vocabulary import Answer, CircumstanceKind, ConditionKind, ConsentPurpose, Source

Values = Callable[[SubjectRow], dict[str, Any]]
Step = tuple[str, Callable[[], object]]
"""The column under which a refusal is reported, and the act."""

WISHES = ("hours_min", "hours_max", "work_from", "work_to", "available_on", "journey_limit_km", "pay_needed", "wishes")
HOME = ("step_free_needed", "rent_limit", "home_needed_on")
_YEARS = re.compile(r"(.+?)\s*[(（]\s*(\d+(?:\.\d+)?)\s*(?:years?|年)?\s*[)）]\s*")
_CODE = re.compile(r"\d{1,4}")


class NoOccupation(RowFault):
    """There is no such occupation in the list. Write its code of ISCO-08, or other words."""


class NoQualification(RowFault):
    """No certificate or licence of the list is named here. Write its code, or other words."""


class OffencesByCaseworkers(RowFault):
    """Only caseworkers record offences. Leave the columns of offences empty; the caseworker adds them in the case file."""


def file_steps(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    """Every act that a row asks for, in the order in which a case file is filled."""
    yield from _findings(work, subject_id, row)
    yield from _abilities(work, subject_id, row)
    yield from _household(work, subject_id, row)
    yield from _conditions(work, subject_id, row)
    yield from _consent(work, subject_id, row)
    yield from _offences(work, subject_id, row)


def _findings(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    if row.reported_on is not None:
        reported = ReportSubject(subject_id, row.reported_on)
        yield "reported_on", partial(report_subject, work, reported)
    for name in CIRCUMSTANCES:
        answer: Answer | None = getattr(row, name)
        if answer is not None:
            source, found_on = getattr(row, f"{name}_source"), getattr(row, f"{name}_on")
            finding = RecordCircumstance(subject_id, CircumstanceKind(name), answer, Source(source), found_on)
            yield f"{name}_on", partial(record_circumstance, work, finding)


def _abilities(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    if row.skills or row.qualifications or row.skills_complete or row.qualifications_complete:
        yield "qualifications", lambda: save_abilities(work, _can(work, subject_id, row))
    if row.wished_occupations or row.work_adjustments or any(getattr(row, name) is not None for name in WISHES):
        yield "wished_occupations", lambda: save_wishes(work, _wants(work, subject_id, row))
    if row.house_rules_refused is not None or any(getattr(row, name) is not None for name in HOME):
        yield "step_free_needed", lambda: save_home(work, _home(work, subject_id, row))
    for words in row.experience or []:
        stretch = _YEARS.fullmatch(words)
        done = AddExperience(subject_id, stretch[1], float(stretch[2])) if stretch else AddExperience(subject_id, words)
        yield "experience", partial(add_experience, work, done)


def _household(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    for words in row.household or []:
        yield "household", partial(_add_member, work, subject_id, words)
    if row.household_complete:
        yield "household_complete", partial(household_asked, work, subject_id)


def _conditions(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    for column, (kind, values) in CONDITIONS.items():
        if column in row.conditions_said:
            yield column, partial(_lay, work, subject_id, row, kind, values)
    if row.conditions_complete:
        yield "conditions_complete", partial(confirm_conditions, work, subject_id)


def _consent(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    if row.consent_signed_on is not None:
        consent = RecordConsent(
            subject_id,
            ConsentPurpose.MATCHING,
            row.consent_form or "",
            row.consent_signed_on,
            kept_at=row.consent_kept_at,
        )
        yield "consent_signed_on", partial(record_consent, work, consent)


def _offences(work: UnitOfWork, subject_id: int, row: SubjectRow) -> Iterator[Step]:
    for place, category in enumerate(row.offence_category or []):
        offence = RecordOffence(
            subject_id,
            category,
            _at(row.offence_penalty, place),
            _at(row.offence_intentional, place) or Answer.UNKNOWN,
            _at(row.offence_committed_on, place),
            _at(row.offence_judged_on, place),
            as_minor=row.juvenile,
            is_sealed=row.sealed,
            text=row.offence_text if place == 0 else None,
        )
        yield "offence_category", partial(_record_offence, work, offence)
    if row.offences_complete:
        yield "offences_complete", partial(confirm_offences, work, subject_id)


def _record_offence(work: UnitOfWork, offence: RecordOffence) -> None:
    try:
        record_offence(work, offence)
    except NotAllowed:
        raise OffencesByCaseworkers from None


def _version(work: UnitOfWork, subject_id: int) -> int:
    return work.session.get_one(Profile, subject_id).version


def _can(work: UnitOfWork, subject_id: int, row: SubjectRow) -> SaveAbilities:
    codes = qualifications_of(row.qualifications or "")
    if row.qualifications and not codes:
        raise NoQualification("qualifications")
    for code in codes:
        qualification_index(code)
    skills = tuple(row.skills or [])
    return SaveAbilities(
        subject_id, _version(work, subject_id), skills, tuple(codes), row.skills_complete, row.qualifications_complete
    )


def _wants(work: UnitOfWork, subject_id: int, row: SubjectRow) -> SaveWishes:
    values: dict[str, Any] = {name: getattr(row, name) for name in WISHES}
    wished = tuple(_occupation(words, "wished_occupations") for words in row.wished_occupations or [])
    adjustments = tuple(row.work_adjustments or [])
    return SaveWishes(
        subject_id, _version(work, subject_id), **values, work_adjustments=adjustments, wished_occupations=wished
    )


def _home(work: UnitOfWork, subject_id: int, row: SubjectRow) -> SaveHome:
    return SaveHome(
        subject_id,
        _version(work, subject_id),
        row.step_free_needed or Answer.UNKNOWN,
        row.rent_limit,
        row.home_needed_on,
        house_rules_asked=row.house_rules_refused is not None,
        house_rules_refused=tuple(row.house_rules_refused or ()),
    )


def _occupation(words: str, column: str) -> str:
    code = words if _CODE.fullmatch(words) else occupation_for(words)
    known = aliases("occupations").values()
    if code is None or not any(each.startswith(code) for each in known):
        raise NoOccupation(column)
    return code


def _banned(row: SubjectRow) -> list[str]:
    return [_occupation(words, "occupations_banned") for words in row.occupations_banned or []]


def _area(row: SubjectRow) -> dict[str, Any]:
    return {
        "latitude": rounded(row.ban_latitude),
        "longitude": rounded(row.ban_longitude),
        "radius_km": row.ban_radius_km,
    }


def _reporting(row: SubjectRow) -> dict[str, Any]:
    assert row.reporting_weekday is not None and row.reporting_from is not None and row.reporting_to is not None
    times = {"from": row.reporting_from.strftime("%H:%M"), "to": row.reporting_to.strftime("%H:%M")}
    return {"weekday": row.reporting_weekday - 1, **times}


def _lay(work: UnitOfWork, subject_id: int, row: SubjectRow, kind: ConditionKind, values: Values) -> None:
    assert row.conditions_from is not None
    if row.conditions_to is not None and row.conditions_to < row.conditions_from:
        raise BadInput("A condition cannot end before it begins.")
    laid: dict[str, Any] = {
        "ground": row.conditions_ground or "",
        "from_on": row.conditions_from,
        "to_on": row.conditions_to,
    }
    add_condition(work, AddCondition(subject_id, kind, **laid, **values(row)))


CONDITIONS: dict[str, tuple[ConditionKind, Values]] = {
    "curfew_from": (ConditionKind.CURFEW, lambda row: {"home_from": row.curfew_from, "home_to": row.curfew_to}),
    "occupations_banned": (ConditionKind.OCCUPATION_BAN, lambda row: {"terms": {"occupations": _banned(row)}}),
    "contact_ban_minors": (ConditionKind.CONTACT_BAN, lambda row: {"terms": {"contacts": ["minors"]}}),
    "ban_latitude": (ConditionKind.AREA_BAN, lambda row: {"terms": _area(row)}),
    "travel_leave": (ConditionKind.TRAVEL_LEAVE, lambda row: {"terms": {"answer": "yes"}}),
    "reporting_weekday": (ConditionKind.REPORTING, lambda row: {"terms": _reporting(row)}),
}
"""Column that states a condition -> its kind, and what the row says of it."""


def _add_member(work: UnitOfWork, subject_id: int, words: str) -> None:
    add_member(work, member_in(subject_id, words))


def _at(found: list[Any] | None, place: int) -> Any:
    """The entry that belongs to the offence at a place: one for each, or one for all."""
    return None if not found else found[place if len(found) > 1 else 0]
