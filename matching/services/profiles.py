"""What a subject can do, has done and wishes. What is left empty is unknown."""

from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import delete
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.facts.qualifications import qualification_index
from matching.privacy import own_subject
from matching.records import Experience, Profile, Qualification, Skill
from matching.scoring.occupations import occupation_for
from matching.services.questions import answer_fact
from matching.services.timeline import facts_changed, record_event
from matching.vocabulary import Answer, Fact, HouseRule

MOST_EXPERIENCES = 40


@dataclass(frozen=True)
class SaveAbilities:
    """Skills in the subject's own words and qualifications by code; complete where nothing is missing."""

    subject_id: int
    version: int
    skills: tuple[str, ...] = field(repr=False)
    qualifications: tuple[str, ...] = ()
    skills_known: bool = False
    qualifications_known: bool = False


@dataclass(frozen=True)
class SaveWishes:
    """What the subject can take on and wishes. Hours a week, kilometres one way, yuan a month."""

    subject_id: int
    version: int
    hours_min: float | None = None
    hours_max: float | None = None
    work_from: time | None = None
    work_to: time | None = None
    available_on: date | None = None
    journey_limit_km: float | None = None
    pay_needed: float | None = None
    work_adjustments: tuple[str, ...] = field(default=(), repr=False)
    wished_occupations: tuple[str, ...] = ()
    wishes: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SaveHome:
    """What a home must have: rent at most so many yuan a month, and the rules of a house that the subject cannot keep."""

    subject_id: int
    version: int
    step_free_needed: Answer = Answer.UNKNOWN
    rent_limit: float | None = None
    home_needed_on: date | None = None
    house_rules_asked: bool = False
    house_rules_refused: tuple[HouseRule, ...] = ()


@dataclass(frozen=True)
class AddExperience:
    """One stretch of work."""

    subject_id: int
    title: str = field(repr=False)
    years: float | None = None
    text: str | None = field(default=None, repr=False)


def save_abilities(work: UnitOfWork, command: SaveAbilities) -> Profile:
    """Save skills and qualifications.

    Raises:
        NotFound: for a subject who is not the viewer's.
        StaleEdit: where somebody else saved first.
        BadInput: for a qualification that is not in the list.
    """
    profile = _profile_to_edit(work, command.subject_id, command.version)
    for code in command.qualifications:
        qualification_index(code)
    for table in (Skill, Qualification):
        work.session.execute(delete(table).where(col(table.subject_id) == command.subject_id))
    names = dict.fromkeys(command.skills)
    work.session.add_all([Skill(subject_id=command.subject_id, name=name) for name in names])
    codes = dict.fromkeys(command.qualifications)
    work.session.add_all([Qualification(subject_id=command.subject_id, code=code) for code in codes])
    profile.skills_known, profile.qualifications_known = command.skills_known, command.qualifications_known
    _saved(work, profile, "profile.abilities_saved")
    if command.skills_known or names:
        answer_fact(work, command.subject_id, Fact.SKILLS)
    if command.qualifications_known:
        answer_fact(work, command.subject_id, Fact.QUALIFICATIONS)
    return profile


def save_wishes(work: UnitOfWork, command: SaveWishes) -> Profile:
    """Save limits and wishes.

    Raises:
        NotFound: for a subject who is not the viewer's.
        StaleEdit: where somebody else saved first.
    """
    profile = _profile_to_edit(work, command.subject_id, command.version)
    for name, value in vars(command).items():
        if name not in ("subject_id", "version"):
            setattr(profile, name, list(value) if isinstance(value, tuple) else value)
    _saved(work, profile, "profile.wishes_saved")
    answered = {
        Fact.HOURS_WANTED: command.hours_min is not None or command.hours_max is not None,
        Fact.WORKING_TIMES: command.work_from is not None or command.work_to is not None,
        Fact.AVAILABLE_ON: command.available_on is not None,
        Fact.PAY_NEEDED: command.pay_needed is not None,
    }
    for fact, is_answered in answered.items():
        if is_answered:
            answer_fact(work, command.subject_id, fact)
    return profile


def save_home(work: UnitOfWork, command: SaveHome) -> Profile:
    """Save what a home must have.

    Raises:
        NotFound: for a subject who is not the viewer's.
        StaleEdit: where somebody else saved first.
    """
    profile = _profile_to_edit(work, command.subject_id, command.version)
    profile.step_free_needed, profile.rent_limit = command.step_free_needed, command.rent_limit
    profile.home_needed_on, profile.house_rules_asked = command.home_needed_on, command.house_rules_asked
    profile.house_rules_refused = [rule.value for rule in command.house_rules_refused]
    _saved(work, profile, "profile.home_saved")
    answered = {
        Fact.STEP_FREE: command.step_free_needed is not Answer.UNKNOWN,
        Fact.RENT_LIMIT: command.rent_limit is not None,
        Fact.HOUSE_RULES: command.house_rules_asked,
    }
    for fact in (fact for fact, is_answered in answered.items() if is_answered):
        answer_fact(work, command.subject_id, fact)
    return profile


def add_experience(work: UnitOfWork, command: AddExperience) -> Experience:
    """Add a stretch of work; its occupation is guessed from the title.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: where the profile already holds as many as it can.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    held = work.session.exec(select(Experience.id).where(col(Experience.subject_id) == command.subject_id)).all()
    if len(held) >= MOST_EXPERIENCES:
        raise IllegalStep("This profile holds as many stretches of work as it can. Remove one first.")
    experience = Experience(
        subject_id=command.subject_id,
        title=command.title,
        years=command.years,
        text=command.text,
        occupation_code=occupation_for(command.title),
    )
    work.session.add(experience)
    record_event(work, command.subject_id, "profile.experience_added")
    answer_fact(work, command.subject_id, Fact.EXPERIENCE)
    facts_changed(work, command.subject_id)
    return experience


def remove_experience(work: UnitOfWork, subject_id: int, experience_id: int) -> None:
    """Remove a stretch of work. Raises NotFound where the subject or it is not the viewer's."""
    own_subject(work.session, work.viewer, subject_id)
    experience = work.session.get(Experience, experience_id)
    if experience is None or experience.subject_id != subject_id:
        raise NotFound
    work.session.delete(experience)
    record_event(work, subject_id, "profile.experience_removed")
    facts_changed(work, subject_id)


def _profile_to_edit(work: UnitOfWork, subject_id: int, version: int) -> Profile:
    own_subject(work.session, work.viewer, subject_id)
    profile = work.session.get(Profile, subject_id)
    if profile is None:
        profile = Profile(subject_id=subject_id)
        work.session.add(profile)
        work.session.flush()
    if profile.version != version:
        raise StaleEdit
    return profile


def _saved(work: UnitOfWork, profile: Profile, key: str) -> None:
    profile.version += 1
    profile.confirmed_on = work.today
    record_event(work, profile.subject_id, key)
    facts_changed(work, profile.subject_id)
