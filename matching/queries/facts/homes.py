"""Facts of a subject that homes are chosen by: household, house rules, rent, the day, the place of work."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from matching.queries.ages import age_on
from matching.queries.facts.coding import day_number, number, tri
from matching.records import HouseholdMember, Offer, Placement
from matching.vocabulary import CaseState, OfferKind, PlacementState, Relation

MEMBER: tuple[Any, ...] = (
    HouseholdMember.subject_id, HouseholdMember.moves_along, HouseholdMember.born_on, HouseholdMember.relation,
)  # fmt: skip
OF_AGE = 18
GROWN_UP = (Relation.SPOUSE, Relation.PARENT, Relation.GRANDPARENT)
"""Relations that are never children, whatever the birth date."""


def households(session: Session, ids: Sequence[int]) -> Iterable[Any]:
    """Rows of whoever is recorded of these subjects' households: the subject, and what of them matters."""
    found = select(*map(col, MEMBER)).where(col(HouseholdMember.subject_id).in_(ids))
    return session.execute(found.order_by(col(HouseholdMember.id)))


def workplaces(session: Session, ids: Sequence[int]) -> Iterable[Any]:
    """Rows of the places of jobs that these subjects hold or are about to take up: the subject and the degrees."""
    return session.execute(
        select(Placement.subject_id, Offer.latitude, Offer.longitude)
        .join(Offer, col(Offer.id) == col(Placement.offer_id))
        .where(col(Placement.subject_id).in_(ids), col(Placement.kind) == OfferKind.JOB)
        .where(col(Placement.state).in_([PlacementState.PLANNED, PlacementState.STARTED]))
    )


def home_facts(
    person: Any,
    profile: Any,
    case: Any,
    household: Sequence[Any],
    workplace: Any,
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


def _children(moving: Sequence[Any], on: date) -> int:
    """How many are under age; -1 where none is for certain and one may be."""
    certain = [member for member in moving if (age := age_on(member.born_on, on)) is not None and age < OF_AGE]
    perhaps = [member for member in moving if member.born_on is None and member.relation not in GROWN_UP]
    return len(certain) if certain or not perhaps else -1


def _needed_on(person: Any, profile: Any, on: date) -> date:
    """The stated day, else the release of somebody expected, else today."""
    expected = (person.release_on or profile.available_on) if person.state is CaseState.EXPECTED else None
    return profile.home_needed_on or expected or on
