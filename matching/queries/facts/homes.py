"""Facts of a subject that homes are chosen by: household, house rules, rent, the day, the place of work."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from matching.queries.facts.coding import age_on, day_number, number, tri
from matching.records import CaseFacts, HouseholdMember, Offer, Placement, Profile, Subject
from matching.vocabulary import CaseState, OfferKind, PlacementState, Relation

OF_AGE = 18
GROWN_UP = (Relation.SPOUSE, Relation.PARENT, Relation.GRANDPARENT)
"""Relations that are never children, whatever the birth date."""


def households(session: Session, ids: Sequence[int]) -> dict[int, list[HouseholdMember]]:
    """Whoever is recorded of these subjects' households, by subject."""
    found: dict[int, list[HouseholdMember]] = defaultdict(list)
    rows = select(HouseholdMember).where(col(HouseholdMember.subject_id).in_(ids)).order_by(col(HouseholdMember.id))
    for member in session.exec(rows):
        found[member.subject_id].append(member)
    return found


def workplaces(session: Session, ids: Sequence[int]) -> dict[int, Offer]:
    """The job that each of these subjects holds or is about to take up, by subject."""
    rows = (
        select(Placement.subject_id, Offer)
        .join(Offer, col(Offer.id) == col(Placement.offer_id))
        .where(col(Placement.subject_id).in_(ids), col(Placement.kind) == OfferKind.JOB)
        .where(col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED]))
    )
    return {subject_id: offer for subject_id, offer in session.exec(rows)}


def home_facts(
    person: Subject,
    profile: Profile,
    case: CaseFacts | None,
    household: Sequence[HouseholdMember],
    workplace: Offer | None,
    on: date,
) -> dict[str, Any]:
    """What a home is chosen by; a household of which nobody has asked and nobody is recorded is unknown."""
    moving = [member for member in household if member.moves_along]
    known = bool(household) or (case is not None and case.household_asked_on is not None)
    return {
        "household_size": 1.0 + len(moving) if known else number(None),
        "children": _children(moving, on) if known else -1,
        "step_free_needed": tri(profile.step_free_needed),
        "rent_limit": number(profile.rent_limit),
        "house_rules_asked": profile.house_rules_asked,
        "house_rules_refused": frozenset(profile.house_rules_refused),
        "home_needed_on": day_number(_needed_on(person, profile, on)),
        "has_job": workplace is not None,
        "workplace_latitude": number(workplace.latitude if workplace else None),
        "workplace_longitude": number(workplace.longitude if workplace else None),
    }


def _children(moving: Sequence[HouseholdMember], on: date) -> int:
    """How many are under age; -1 where none is for certain and one may be."""
    certain = [member for member in moving if member.born_on and age_on(on, member.born_on) < OF_AGE]
    perhaps = [member for member in moving if member.born_on is None and member.relation not in GROWN_UP]
    return len(certain) if certain or not perhaps else -1


def _needed_on(person: Subject, profile: Profile, on: date) -> date:
    """The stated day, else the release of somebody expected, else today."""
    expected = (person.release_on or profile.available_on) if person.state is CaseState.EXPECTED else None
    return profile.home_needed_on or expected or on
