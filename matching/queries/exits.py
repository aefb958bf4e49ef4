"""Placements that are followed by something: transitional jobs, and homes for a time."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from matching.records import JobTerms, Placement
from matching.vocabulary import OfferKind


def is_followed() -> ColumnElement[bool]:
    """Filter placements to those after which another of the same kind is sought while they run."""
    transitional = select(JobTerms.offer_id).where(col(JobTerms.is_transitional))
    home = and_(col(Placement.kind) == OfferKind.HOUSING, col(Placement.ends_on).is_not(None))
    return or_(home, and_(col(Placement.kind) == OfferKind.JOB, col(Placement.offer_id).in_(transitional)))
