"""What a provider reads: cards that say what somebody can do, and who it is only once that was disclosed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from sqlmodel import Session, col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.facts.places import kilometres
from matching.privacy import Audience, Sight
from matching.queries.consents import consent_to_disclose
from matching.queries.unit_tree import county_of
from matching.records import (
    Disclosure,
    Experience,
    Offer,
    Placement,
    Profile,
    Proposal,
    Qualification,
    Skill,
    Subject,
    Unit,
)
from matching.reference import reference_rows
from matching.scoring.skills import skill_code
from matching.services.proposal_steps import ANSWERED_BY_PROVIDER
from matching.vocabulary import OfferKind, ProposalState, Sex, UnitLevel

BANDS_KM = (5, 15, 30)
MOST_SKILLS = 6
DISCLOSED_FOR = timedelta(days=30)
NAMED = {
    ProposalState.DISCLOSED: Sight(frozenset({Audience.DISCLOSED})),
    ProposalState.ACCEPTED: Sight(frozenset({Audience.ACCEPTED})),
}
BLIND = (ProposalState.OFFERED, ProposalState.INTERESTED, *NAMED)


@dataclass(frozen=True)
class CardRow:
    """One card in a provider's list: its own opening, a code, a state."""

    code: str
    state: ProposalState
    kind: OfferKind
    title: str
    since: date
    answer_by_on: date | None
    days_left: int | None
    interview_at: datetime | None


@dataclass(frozen=True)
class Abilities:
    """What somebody can do, kept coarse: codes and bands, never anybody's words.

    Attributes:
        work_groups: first digits of the occupations done.
        skills: codes of the reference table, those that the opening asks for first.
        journey_km: upper end of the journey's band; 0 beyond the last band, None where unknown.
        hours: hours a week, to the next five.
        available_on: None where unknown; today or earlier means now.
    """

    county: str
    work_groups: list[str]
    skills: list[str]
    journey_km: int | None
    hours: tuple[int, int] | None
    times: tuple[time, time] | None
    available_on: date | None


@dataclass(frozen=True)
class Person:
    """Who it is, as far as the stage allows."""

    name: str | None = field(repr=False)
    area: str | None = field(repr=False)
    sex: Sex | None = field(repr=False)
    experience: list[tuple[str, float | None]] = field(repr=False)
    skills: list[str] = field(repr=False)
    qualifications: list[str] = field(repr=False)


@dataclass(frozen=True)
class Card:
    """One card as its provider sees it now; an ended one keeps its code and state only."""

    row: CardRow
    proposal_id: int
    offer_id: int
    subject_id: int
    version: int
    abilities: Abilities | None
    person: Person | None
    interview_place: str | None = field(repr=False)
    placement_id: int | None


def cards_received(work: UnitOfWork) -> list[CardRow]:
    """Every card that was put to the viewer's provider: the open ones first, the longest waiting on top."""
    found = (
        select(Proposal, Offer)
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(col(Proposal.provider_id) == work.viewer.provider_id, col(Proposal.answer_by_on).is_not(None))
        .order_by(col(Proposal.changed_at), col(Proposal.id))
    )
    rows = [_row(proposal, offer, work.today) for proposal, offer in work.session.exec(found)]
    return sorted(rows, key=lambda row: row.state not in BLIND)


def one_card(work: UnitOfWork, code: str) -> Card:
    """One card of the viewer's provider. Raises NotFound for a missing, a foreign and an unsent one alike."""
    found = work.session.exec(
        select(Proposal, Offer)
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(col(Proposal.provider_id) == work.viewer.provider_id, col(Proposal.answer_by_on).is_not(None))
        .where(col(Proposal.code) == code)
    ).first()
    if found is None or work.viewer.provider_id is None:
        raise NotFound
    proposal, offer = found
    is_open = proposal.state in BLIND
    placed = select(Placement.id).where(col(Placement.proposal_id) == proposal.id)
    return Card(
        row=_row(proposal, offer, work.today),
        proposal_id=proposal.id or 0,
        offer_id=proposal.offer_id,
        subject_id=proposal.subject_id,
        version=proposal.version,
        abilities=_abilities(work.session, proposal, offer) if is_open else None,
        person=disclosed_person(work, proposal) if is_open else None,
        interview_place=proposal.interview_place if is_open else None,
        placement_id=work.session.exec(placed).first(),
    )


def disclosed_person(work: UnitOfWork, proposal: Proposal) -> Person | None:
    """Who stands behind a card: only after a disclosure, while its consent lives, for thirty days at most."""
    sight = NAMED.get(proposal.state)
    disclosed = select(Disclosure.disclosed_at).where(col(Disclosure.proposal_id) == proposal.id)
    at = work.session.exec(disclosed.order_by(col(Disclosure.id).desc())).first()
    consent = consent_to_disclose(work.session, proposal, work.today)
    if sight is None or at is None or consent is None or work.now - at > DISCLOSED_FOR:
        return None
    offer = work.session.get_one(Offer, proposal.offer_id)
    return _person(work.session, proposal.subject_id, sight, offer.kind)


def _person(session: Session, subject_id: int, sight: Sight, kind: OfferKind) -> Person:
    """What a stage shows of somebody; a landlord has no use for what they can do."""
    subject = session.get_one(Subject, subject_id)
    unit = _township(session, subject.unit_id)
    shows_profile = sight.sees("profile") and kind is not OfferKind.HOUSING
    return Person(
        name=subject.name if sight.sees("name") else None,
        area=unit.name if sight.sees("area") else None,
        sex=subject.sex if sight.sees("sex") else None,
        experience=_experience(session, subject_id) if shows_profile else [],
        skills=_skill_names(session, subject_id) if shows_profile else [],
        qualifications=_qualifications(session, subject_id) if shows_profile else [],
    )


def _township(session: Session, unit_id: int) -> Unit:
    """The township of a unit: a village is too small to be told."""
    unit = session.get_one(Unit, unit_id)
    above = session.get(Unit, unit.parent_id) if unit.level is UnitLevel.VILLAGE else None
    return above or unit


def _row(proposal: Proposal, offer: Offer, today: date) -> CardRow:
    answer_by_on = proposal.answer_by_on if proposal.state in ANSWERED_BY_PROVIDER else None
    days_left = None if answer_by_on is None else (answer_by_on - today).days
    since = office_time(proposal.changed_at).date()
    meets_at = proposal.interview_at if proposal.state in NAMED else None
    return CardRow(proposal.code, proposal.state, offer.kind, offer.title, since, answer_by_on, days_left, meets_at)


def _abilities(session: Session, proposal: Proposal, offer: Offer) -> Abilities:
    """What somebody brings to work or to a course; of somebody who needs a home only the county."""
    subject = session.get_one(Subject, proposal.subject_id)
    county = session.get_one(Unit, county_of(session, subject.unit_id))
    if offer.kind is OfferKind.HOUSING:
        return Abilities(county.name, [], [], None, None, None, None)
    profile = session.get(Profile, proposal.subject_id) or Profile(subject_id=proposal.subject_id)
    codes = session.exec(select(Experience.occupation_code).where(col(Experience.subject_id) == proposal.subject_id))
    return Abilities(
        county=county.name,
        work_groups=sorted({code[0] for code in codes if code}),
        skills=coded_skills(_skill_names(session, proposal.subject_id), offer.skills),
        journey_km=journey_band(subject, offer),
        hours=_hours(profile),
        times=_whole_hours(profile.work_from, profile.work_to),
        available_on=profile.available_on,
    )


def coded_skills(held: Iterable[str], asked: Iterable[str]) -> list[str]:
    """The codes of known skills, those asked for first; a skill unknown to the table is left out."""
    known = {row["code"] for row in reference_rows("skills")}
    wanted = {skill_code(name) for name in asked}
    codes = {skill_code(name) for name in held} & known
    return sorted(codes, key=lambda code: (code not in wanted, code))[:MOST_SKILLS]


def journey_band(subject: Subject, offer: Offer) -> int | None:
    """The upper end in km of the band that the journey falls into; 0 beyond the last, None where unknown."""
    if subject.latitude is None or subject.longitude is None:
        return None
    if offer.latitude is None or offer.longitude is None:
        return None
    here, there = (np.array([[place.latitude], [place.longitude]], dtype=float) for place in (subject, offer))
    km = float(kilometres(here[0], here[1], there[0], there[1])[0])
    return next((band for band in BANDS_KM if km <= band), 0)


def _hours(profile: Profile) -> tuple[int, int] | None:
    if profile.hours_max is None:
        return None
    return int((profile.hours_min or 0) // 5 * 5), int(-(-profile.hours_max // 5) * 5)


def _whole_hours(start: time | None, end: time | None) -> tuple[time, time] | None:
    """Working times narrowed to whole hours."""
    if start is None or end is None:
        return None
    return time(min(start.hour + (start.minute > 0), 23)), time(end.hour)


def _skill_names(session: Session, subject_id: int) -> list[str]:
    return list(session.exec(select(Skill.name).where(col(Skill.subject_id) == subject_id).order_by(col(Skill.id))))


def _experience(session: Session, subject_id: int) -> list[tuple[str, float | None]]:
    done = select(Experience.title, Experience.years).where(col(Experience.subject_id) == subject_id)
    return [(title, years) for title, years in session.exec(done.order_by(col(Experience.id)))]


def _qualifications(session: Session, subject_id: int) -> list[str]:
    held = select(Qualification.code).where(col(Qualification.subject_id) == subject_id)
    return list(session.exec(held.order_by(col(Qualification.code))))
