"""Beds that are free now, and who may take which."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as select_rows
from sqlmodel import col, or_

from matching.database import UnitOfWork
from matching.eligibility.assess import Assessment, assess, missing_facts
from matching.privacy import Sight, audiences_of, county_units
from matching.queries.candidates import hidden_rules
from matching.queries.facts import offer_facts, subject_facts
from matching.queries.facts.coding import day_number
from matching.queries.suggestions import newest_decisions
from matching.records import HousingTerms, Offer, Provider, Unit
from matching.services.versions import rulebook_in_force
from matching.vocabulary import (
    Answer,
    Fact,
    HousingKind,
    OfferKind,
    OfferState,
    ProviderState,
    Sex,
    SuggestionState,
    Verdict,
)

MOST = 50
"""How many beds one night's list assesses."""


@dataclass(frozen=True)
class BedRow:
    """One home with free places."""

    offer_id: int
    title: str
    provider: str
    unit: str
    kind: HousingKind | None
    free: int
    sex_only: Sex | None
    step_free: Answer
    household_max: int | None
    stay_limit_days: int | None


@dataclass(frozen=True)
class Stay:
    """One person and one bed.

    Attributes:
        rule: the first rule that bars it, as far as the viewer may read it; None where the person may take the bed.
        state: what was decided on the pair last.
    """

    bed: BedRow
    rule: str | None
    needs_information: bool
    state: SuggestionState | None


def free_beds(work: UnitOfWork) -> list[BedRow]:
    """Published homes of the viewer's county with a place that is free and in service tonight: the own unit's first."""
    found = (
        select_rows(Offer, HousingTerms, col(Provider.name), col(Unit.name))
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .join(Unit, col(Unit.id) == col(Offer.unit_id))
        .outerjoin(HousingTerms, col(HousingTerms.offer_id) == col(Offer.id))
        .where(col(Offer.kind) == OfferKind.HOUSING, col(Offer.state) == OfferState.PUBLISHED)
        .where(col(Offer.places_taken) < col(Offer.places), county_units(work.viewer, col(Offer.unit_id)))
        .where(col(Provider.state) == ProviderState.APPROVED)
        .where(or_(col(Offer.starts_on).is_(None), col(Offer.starts_on) <= work.today))
        .where(or_(col(Offer.closes_on).is_(None), col(Offer.closes_on) >= work.today))
        .order_by(col(Offer.unit_id) != work.viewer.unit_id, col(Unit.name), col(Offer.title), col(Offer.id))
        .limit(MOST)
    )
    beds = [_bed(*row) for row in work.session.execute(found)]
    shut = _out_of_service(work, [bed.offer_id for bed in beds])
    return [bed for bed in beds if bed.offer_id not in shut]


@dataclass(frozen=True)
class Stays:
    """What the free beds come to for some people, assessed now.

    Attributes:
        of: person -> every bed, those that may be taken first, those with questions after them.
        asks: person -> what to find out about them, first what opens most beds.
    """

    of: dict[int, list[Stay]]
    asks: dict[int, list[Fact]]


def stays(work: UnitOfWork, subject_ids: Sequence[int], beds: Sequence[BedRow]) -> Stays:
    """Assess each person for each bed: few people and few beds, so nothing needs to be stored."""
    if not subject_ids or not beds:
        return Stays({}, {})
    people = subject_facts(work.session, sorted(subject_ids), work.today)
    homes = offer_facts(work.session, sorted(bed.offer_id for bed in beds), work.today)
    rulebook = rulebook_in_force()
    assessed = assess(people, homes, rulebook, work.today)
    hidden = hidden_rules(rulebook, Sight(frozenset(audiences_of(work.viewer.roles))))
    decided = newest_decisions(work.session, subject_ids)
    by_id, found = {bed.offer_id: bed for bed in beds}, Stays({}, {})
    for i, subject_id in enumerate(people.ids.tolist()):
        rows = []
        for j, offer_id in enumerate(homes.ids.tolist()):
            rule, marked = _bar(assessed, i, j), bool(assessed.needs_information[i, j])
            earlier = decided.get((subject_id, offer_id))
            shown = "lawful_bar" if rule in hidden else rule
            rows.append(Stay(by_id[offer_id], shown, marked, earlier.state if earlier else None))
        found.of[subject_id] = sorted(rows, key=lambda each: (each.rule is not None, each.needs_information))
        missing = missing_facts(people.take([i]), homes, rulebook, work.today)
        found.asks[subject_id] = [each.fact for each in missing if not each.fact.startswith("offer_")]
    return found


def _bar(assessed: Assessment, i: int, j: int) -> str | None:
    """The first rule that bars a pair."""
    if assessed.eligible[i, j]:
        return None
    return next(name for name, verdicts in assessed.verdicts.items() if verdicts[i, j] == Verdict.BROKEN)


def _out_of_service(work: UnitOfWork, ids: list[int]) -> set[int]:
    """Those of the homes that are out of service tonight."""
    if not ids:
        return set()
    homes, tonight = offer_facts(work.session, sorted(ids), work.today), day_number(work.today)
    return {
        offer_id
        for offer_id, spans in zip(homes.ids.tolist(), homes.out_of_service, strict=True)
        if any(first <= tonight <= last for first, last in spans)
    }


def _bed(offer: Offer, terms: HousingTerms | None, provider: str, unit: str) -> BedRow:
    return BedRow(
        offer_id=offer.id or 0,
        title=offer.title,
        provider=provider,
        unit=unit,
        kind=terms.housing_kind if terms else None,
        free=offer.places - offer.places_taken,
        sex_only=terms.sex_only if terms else None,
        step_free=terms.step_free if terms else Answer.UNKNOWN,
        household_max=terms.household_max if terms else None,
        stay_limit_days=terms.stay_limit_days if terms else None,
    )
