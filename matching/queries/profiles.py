"""A subject's working profile."""

from dataclasses import dataclass, field
from datetime import date, time

from sqlmodel import Session, col, select

from matching.records import Experience, Profile, Qualification, Skill
from matching.vocabulary import Answer, HouseRule


@dataclass(frozen=True)
class ExperienceRow:
    """One stretch of work."""

    id: int
    title: str = field(repr=False)
    occupation_code: str | None
    years: float | None
    text: str | None = field(repr=False)


@dataclass(frozen=True)
class ProfileRow:
    """The whole profile. None is unknown."""

    skills: list[str] = field(repr=False)
    skills_known: bool
    qualifications: list[str]
    qualifications_known: bool
    experiences: list[ExperienceRow]
    hours_min: float | None
    hours_max: float | None
    work_from: time | None
    work_to: time | None
    available_on: date | None
    journey_limit_km: float | None
    pay_needed: float | None
    work_adjustments: list[str] = field(repr=False)
    wished_occupations: list[str]
    wishes: str | None = field(repr=False)
    step_free_needed: Answer
    rent_limit: float | None
    home_needed_on: date | None
    house_rules_asked: bool
    house_rules_refused: list[HouseRule]
    confirmed_on: date | None
    version: int


def profile_of(session: Session, subject_id: int) -> ProfileRow:
    """Read a subject's profile, each list in the order of recording (four statements)."""
    profile = session.get(Profile, subject_id) or Profile(subject_id=subject_id)
    skills = session.exec(select(Skill.name).where(col(Skill.subject_id) == subject_id).order_by(col(Skill.id)))
    codes = session.exec(
        select(Qualification.code).where(col(Qualification.subject_id) == subject_id).order_by(col(Qualification.id))
    )
    experiences = session.exec(
        select(Experience).where(col(Experience.subject_id) == subject_id).order_by(col(Experience.id))
    )
    return ProfileRow(
        skills=list(skills),
        skills_known=profile.skills_known,
        qualifications=list(codes),
        qualifications_known=profile.qualifications_known,
        experiences=[
            ExperienceRow(row.id or 0, row.title, row.occupation_code, row.years, row.text) for row in experiences
        ],
        hours_min=profile.hours_min,
        hours_max=profile.hours_max,
        work_from=profile.work_from,
        work_to=profile.work_to,
        available_on=profile.available_on,
        journey_limit_km=profile.journey_limit_km,
        pay_needed=profile.pay_needed,
        work_adjustments=list(profile.work_adjustments),
        wished_occupations=list(profile.wished_occupations),
        wishes=profile.wishes,
        step_free_needed=profile.step_free_needed or Answer.UNKNOWN,
        rent_limit=profile.rent_limit,
        home_needed_on=profile.home_needed_on,
        house_rules_asked=bool(profile.house_rules_asked),
        house_rules_refused=[HouseRule(code) for code in profile.house_rules_refused],
        confirmed_on=profile.confirmed_on,
        version=profile.version,
    )
