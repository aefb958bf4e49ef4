"""The engine's answers: one packed row per subject and kind."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from matching.records.columns import coded, instant, packed
from matching.vocabulary import OfferKind


class Shortlist(SQLModel, table=True):
    """The best offers for one subject, best first.

    Attributes:
        offers: int64 ids, little-endian.
        scores: int32 scores in 1/10,000, little-endian.
        marks: uint8, 1 where the entry needs information.
    """

    __tablename__ = "shortlists"

    subject_id: int = Field(foreign_key="subjects.id", primary_key=True)
    kind: OfferKind = coded(OfferKind, "kind", primary_key=True)
    offers: bytes = packed()
    scores: bytes = packed()
    marks: bytes = packed()
    policy: str = Field(max_length=60)
    rulebook: str = Field(max_length=60)
    vocabulary: str = Field(max_length=60)
    subject_version: int
    computed_at: datetime = instant(index=True)
