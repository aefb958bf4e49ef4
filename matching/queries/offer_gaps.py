"""What an offer still lacks before it may be sent or published, and where its terms are kept."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matching.records import HousingTerms, JobTerms, Offer, TrainingTerms
from matching.vocabulary import ExclusionGround, OfferKind

Terms = JobTerms | TrainingTerms | HousingTerms

TERMS: dict[OfferKind, type[Terms]] = {
    OfferKind.JOB: JobTerms,
    OfferKind.TRAINING: TrainingTerms,
    OfferKind.HOUSING: HousingTerms,
}
"""Kind of offer -> the table that holds its terms."""

PARTS: dict[OfferKind, tuple[str, ...]] = {
    OfferKind.JOB: ("work", "where", "hours", "pay", "who", "posts", "places"),
}
"""Kind of offer -> the pages of its form, in order. A kind without pages cannot be posted through the form."""


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
        is_imported: an imported posting may be silent about address, hours and pay.
    """
    gaps = [Gap(key, part) for key, part, is_missing in _always_needed(offer, today, is_imported) if is_missing]
    if isinstance(terms, JobTerms):
        gaps += [Gap(key, part) for key, part, is_missing in _needed_of_job(offer, terms, is_imported) if is_missing]
    order = PARTS.get(offer.kind, ())
    return sorted(gaps, key=lambda gap: order.index(gap.part) if gap.part in order else len(order))


def _always_needed(offer: Offer, today: date, is_imported: bool) -> list[tuple[str, str, bool]]:
    unjustified = any(
        row["ground"] == ExclusionGround.JUSTIFIED and not row.get("justification") for row in offer.exclusions
    )
    return [
        ("title", "work", not offer.title),
        ("description", "work", not offer.description),
        ("justification", "posts", unjustified),
        ("closed", "places", offer.closes_on is not None and offer.closes_on < today),
        ("places", "places", not is_imported and offer.places_to_confirm),
    ]


def _needed_of_job(offer: Offer, terms: JobTerms, is_imported: bool) -> list[tuple[str, str, bool]]:
    return [
        ("address", "where", not is_imported and not offer.address),
        ("hours", "hours", not is_imported and terms.hours_per_week is None),
        ("pay", "pay", not is_imported and terms.pay_from is None),
        ("ends_on", "pay", terms.is_transitional and terms.ends_on is None),
    ]
