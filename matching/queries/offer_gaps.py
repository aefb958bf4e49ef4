"""What an offer still lacks before it may be sent or published, and where its terms are kept."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matching.records import HousingTerms, JobTerms, Offer, TrainingTerms
from matching.vocabulary import ExclusionGround, OfferKind

Terms = JobTerms | TrainingTerms | HousingTerms
Needed = list[tuple[str, str, bool]]
"""Key, page, and whether it is missing."""

TERMS: dict[OfferKind, type[Terms]] = {
    OfferKind.JOB: JobTerms,
    OfferKind.TRAINING: TrainingTerms,
    OfferKind.HOUSING: HousingTerms,
}
"""Kind of offer -> the table that holds its terms."""

PARTS: dict[OfferKind, tuple[str, ...]] = {
    OfferKind.JOB: ("work", "where", "hours", "pay", "who", "posts", "places"),
    OfferKind.TRAINING: ("course", "where", "times", "entry", "money", "posts", "places"),
    OfferKind.HOUSING: ("home", "where", "residents", "rules", "rent", "closures", "posts", "places"),
}
"""Kind of offer -> the pages of its form, in order."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or wrong: what, and the page of the form that mends it."""

    key: str
    part: str


def terms_of(session: Session, offer: Offer) -> Terms | None:
    """The terms of an offer's kind, if stored."""
    found: Terms | None = session.get(TERMS[offer.kind], offer.id)  # type: ignore[assignment]
    return found


def missing_parts(offer: Offer, terms: Terms | None, today: date, *, is_imported: bool = False) -> list[Gap]:
    """List what must be mended before an offer may be sent, in the order of the form's pages.

    Args:
        offer: the offer.
        terms: its terms.
        today: a closing date before it has passed.
        is_imported: an imported posting may be silent about address, hours, money and the like, but of a home the number
            of places is known before it is published.
    """
    needed = _always_needed(offer, today)
    if isinstance(terms, JobTerms):
        needed.append(("ends_on", "pay", terms.is_transitional and terms.ends_on is None))
        needed.append(("ended", "pay", _is_over(terms.ends_on, max(today, offer.starts_on or today))))
    if isinstance(terms, TrainingTerms):
        needed.append(("ended", "times", _is_over(terms.ends_on, today)))
    if isinstance(terms, HousingTerms):
        needed.append(("sex_ground", "residents", terms.sex_only is not None and not offer.eligibility))
    if not is_imported or offer.kind is OfferKind.HOUSING:
        needed.append(("places", "places", offer.places_to_confirm))
    if not is_imported:
        needed.append(("address", "where", not offer.address))
        needed += _needed_of_kind(terms)
    order = PARTS[offer.kind]
    gaps = [Gap(key, part) for key, part, is_missing in needed if is_missing]
    return sorted(gaps, key=lambda gap: order.index(gap.part))


def _always_needed(offer: Offer, today: date) -> Needed:
    first = PARTS[offer.kind][0]
    return [
        ("title", first, not offer.title),
        ("description", first, not offer.description),
        ("justification", "posts", _is_silent(offer, ExclusionGround.JUSTIFIED, "justification")),
        ("law", "posts", _is_silent(offer, ExclusionGround.STATUTORY, "law")),
        ("closed", "places", offer.closes_on is not None and offer.closes_on < today),
    ]


def _is_over(ends_on: date | None, on: date) -> bool:
    return ends_on is not None and ends_on < on


def _is_silent(offer: Offer, ground: ExclusionGround, word: str) -> bool:
    """Whether an exclusion on a ground does not say what that ground needs."""
    return any(row["ground"] == ground and not row.get(word) for row in offer.exclusions)


def _needed_of_kind(terms: Terms | None) -> Needed:
    """What only a form asks: a file may be silent about it."""
    if isinstance(terms, JobTerms):
        return [("hours", "hours", terms.hours_per_week is None), ("pay", "pay", terms.pay_from is None)]
    if isinstance(terms, TrainingTerms):
        return [
            ("length", "times", terms.ends_on is None and terms.weeks is None),
            ("hours", "times", terms.hours_per_week is None),
            ("fee", "money", terms.fee is None),
        ]
    if isinstance(terms, HousingTerms):
        return [
            ("household", "residents", terms.household_max is None),
            ("rules", "rules", not terms.rules_stated),
            ("rent", "rent", terms.rent_month is None),
        ]
    return []
