"""Facts of offers."""

from collections.abc import Sequence
from datetime import date
from math import nan

from sqlmodel import Session, col, or_, select

from matching.facts import Exclusion, OfferFacts, Offers
from matching.queries.facts.coding import day_number, minute, number, tri
from matching.queries.facts.counties import counties
from matching.records import JobTerms, Offer
from matching.vocabulary import CoordinatesFrom, OfferKind, OfferState, PayPeriod

WEEKS_PER_MONTH = 52 / 12
WORKING_DAYS_PER_MONTH = 21.75
"""The legal mean of paid days in a month (Ministry of Human Resources, notice 2008 No. 3)."""


def open_offer_ids(session: Session, kind: OfferKind, on: date) -> list[int]:
    """Ids of the published offers of a kind that have a free place and are not past their closing date, in order."""
    is_open = (
        col(Offer.kind) == kind,
        col(Offer.state) == OfferState.PUBLISHED,
        col(Offer.places_taken) < col(Offer.places),
        or_(col(Offer.closes_on).is_(None), col(Offer.closes_on) >= on),
    )
    return [offer_id or 0 for offer_id in session.exec(select(Offer.id).where(*is_open).order_by(col(Offer.id)))]


def offer_facts(session: Session, ids: Sequence[int] | None, on: date, kind: OfferKind = OfferKind.JOB) -> Offers:
    """Facts of these offers, in the order of their ids; without ids, of all open offers of a kind."""
    ids = open_offer_ids(session, kind, on) if ids is None else ids
    county_of = counties(session)
    rows = []
    for some in batches(ids):
        found = select(Offer, JobTerms).join(JobTerms, col(JobTerms.offer_id) == col(Offer.id), isouter=True)
        rows += [_facts(offer, terms, county_of) for offer, terms in session.exec(found.where(col(Offer.id).in_(some)))]
    return Offers.of(sorted(rows, key=lambda row: row.id))


def batches(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    """Cut ids into lists that one statement can hold."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]


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


def _facts(offer: Offer, terms: JobTerms | None, county_of: dict[int, int]) -> OfferFacts:
    terms = terms or JobTerms(offer_id=offer.id or 0)
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
        hours_per_week=number(terms.hours_per_week),
        shift_from_minute=minute(terms.shift_from),
        shift_to_minute=minute(terms.shift_to),
        weekdays=sum(1 << day for day in set(terms.weekdays)),
        pay_from=monthly(terms.pay_from, terms.pay_period, terms.hours_per_week),
        pay_to=monthly(terms.pay_to, terms.pay_period, terms.hours_per_week),
        starts_on=day_number(offer.starts_on),
        closes_on=day_number(offer.closes_on),
        age_from=number(offer.age_from),
        age_to=number(offer.age_to),
        lodging=tri(terms.lodging),
        qualifications=frozenset(offer.qualifications),
        skills=tuple(offer.skills),
        post_kinds=frozenset(offer.post_kinds),
        exclusions=tuple(
            Exclusion(row["category"], row["ground"], row.get("justification") or "") for row in offer.exclusions
        ),
        transitional=terms.is_transitional,
    )
