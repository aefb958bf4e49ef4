"""Facts of offers."""

from collections.abc import Sequence
from datetime import date
from math import nan
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from matching.facts import Exclusion, OfferFacts, Offers
from matching.facts.qualifications import qualifications_in
from matching.queries.facts.batches import batches
from matching.queries.facts.coding import SEX, day_number, minute, number, tri
from matching.queries.facts.counties import counties
from matching.records import HousingTerms, JobTerms, Offer, TrainingTerms
from matching.vocabulary import CoordinatesFrom, OfferKind, OfferState, PayPeriod, Sex

WEEKS_PER_MONTH = 52 / 12
WORKING_DAYS_PER_MONTH = 21.75
"""The legal mean of paid days in a month (Ministry of Human Resources, notice 2008 No. 3)."""


def takes_people(kind: OfferKind, on: date) -> list[ColumnElement[bool]]:
    """Filter to the published offers of a kind that have a free place and are not past their closing date."""
    return [
        col(Offer.kind) == kind,
        col(Offer.state) == OfferState.PUBLISHED,
        col(Offer.places_taken) < col(Offer.places),
        or_(col(Offer.closes_on).is_(None), col(Offer.closes_on) >= on),
    ]


def open_offer_ids(session: Session, kind: OfferKind, on: date) -> list[int]:
    """Ids of the offers of a kind that take people, in order."""
    found = session.exec(select(Offer.id).where(*takes_people(kind, on)).order_by(col(Offer.id)))
    return [offer_id or 0 for offer_id in found]


def open_offer_versions(session: Session, kind: OfferKind, on: date) -> dict[int, int]:
    """The version of the facts of each offer of a kind that takes people, in the order of their ids."""
    found = session.exec(select(Offer.id, Offer.facts_version).where(*takes_people(kind, on)).order_by(col(Offer.id)))
    return {offer_id or 0: version for offer_id, version in found}


def offer_facts(session: Session, ids: Sequence[int] | None, on: date, kind: OfferKind = OfferKind.JOB) -> Offers:
    """Facts of these offers, of whatever kinds, in the order of their ids; without ids, of all open offers of a kind."""
    ids = open_offer_ids(session, kind, on) if ids is None else ids
    county_of = counties(session)
    rows = []
    for some in batches(ids):
        stated = _terms(session, some)
        found = session.exec(select(Offer).where(col(Offer.id).in_(some)))
        rows += [facts_of_offer(offer, stated.get(offer.id or 0, {}), county_of) for offer in found]
    return Offers.of(sorted(rows, key=lambda row: row.id))


def _terms(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the terms of each offer's kind make of facts, by offer."""
    jobs = session.exec(select(JobTerms).where(col(JobTerms.offer_id).in_(ids)))
    courses = session.exec(select(TrainingTerms).where(col(TrainingTerms.offer_id).in_(ids)))
    homes = session.exec(select(HousingTerms).where(col(HousingTerms.offer_id).in_(ids)))
    return {
        **{terms.offer_id: job_facts(terms) for terms in jobs},
        **{terms.offer_id: training_facts(terms) for terms in courses},
        **{terms.offer_id: housing_facts(terms) for terms in homes},
    }


def monthly(pay: float | None, period: PayPeriod, hours_per_week: float | None) -> float:
    """Turn a stated pay into yuan a month; nan where it is unknown or hourly without stated hours."""
    if pay is None or (period is PayPeriod.HOUR and hours_per_week is None):
        return nan
    factors = {
        PayPeriod.HOUR: (hours_per_week or 0) * WEEKS_PER_MONTH,
        PayPeriod.DAY: WORKING_DAYS_PER_MONTH,
        PayPeriod.MONTH: 1.0,
        PayPeriod.YEAR: 1 / 12,
    }
    return pay * factors[period]


def facts_of_offer(offer: Offer, terms: dict[str, Any], county_of: dict[int, int]) -> OfferFacts:
    """Facts of one offer with what `job_facts`, `training_facts` or `housing_facts` make of its terms."""
    return OfferFacts(
        id=offer.id or 0,
        kind=offer.kind.value,
        provider=offer.provider_id,
        county=county_of.get(offer.unit_id, -1),
        latitude=number(offer.latitude),
        longitude=number(offer.longitude),
        coordinates_own=offer.coordinates_from is CoordinatesFrom.OWN,
        title=offer.title,
        text=offer.description,
        occupation=offer.occupation_code or "",
        starts_on=day_number(offer.starts_on),
        closes_on=day_number(offer.closes_on),
        age_from=number(offer.age_from),
        age_to=number(offer.age_to),
        qualifications=frozenset(offer.qualifications),
        skills=tuple(offer.skills),
        post_kinds=frozenset(offer.post_kinds),
        exclusions=tuple(
            Exclusion(row["category"], row["ground"], row.get("justification") or "") for row in offer.exclusions
        ),
        **terms,
    )


def _timetable(terms: JobTerms | TrainingTerms) -> dict[str, Any]:
    """What jobs and courses have in common."""
    return {
        "hours_per_week": number(terms.hours_per_week),
        "shift_from_minute": minute(terms.shift_from),
        "shift_to_minute": minute(terms.shift_to),
        "weekdays": sum(1 << day for day in set(terms.weekdays)),
        "lodging": tri(terms.lodging),
        "ends_on": day_number(terms.ends_on),
    }


def job_facts(terms: JobTerms) -> dict[str, Any]:
    """What a job's terms make of facts."""
    return _timetable(terms) | {
        "pay_from": monthly(terms.pay_from, terms.pay_period, terms.hours_per_week),
        "pay_to": monthly(terms.pay_to, terms.pay_period, terms.hours_per_week),
        "transitional": terms.is_transitional,
    }


def training_facts(terms: TrainingTerms) -> dict[str, Any]:
    """What a course's terms make of facts."""
    return _timetable(terms) | {
        "weeks": number(terms.weeks),
        "certificate": terms.certificate or "",
        "leads_to": frozenset(qualifications_in(terms.certificate or "")),
        "stipend": number(terms.stipend_month),
        "fee": number(terms.fee),
    }


def housing_facts(terms: HousingTerms) -> dict[str, Any]:
    """What a home's terms make of facts."""
    return {
        "housing_kind": terms.housing_kind.value,
        "sex_only": SEX[terms.sex_only or Sex.UNKNOWN],
        "household_max": number(terms.household_max),
        "stay_limit_days": number(terms.stay_limit_days),
        "step_free": tri(terms.step_free),
        "children": tri(terms.children),
        "rent": number(terms.rent_month),
        "rules_stated": terms.rules_stated,
        "rule_codes": tuple(terms.rule_codes),
        "out_of_service": tuple(_span(row) for row in terms.out_of_service),
    }


def _span(row: dict[str, str]) -> tuple[int, int]:
    return day_number(date.fromisoformat(row["from"])), day_number(date.fromisoformat(row["to"]))
