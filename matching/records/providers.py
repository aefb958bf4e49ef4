"""Employers, trainers, landlords and communities."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from matching.records.columns import coded, instant, long_text, sealed
from matching.vocabulary import ProviderKind, ProviderState


class Provider(SQLModel, table=True):
    """Who makes offers. Nothing of theirs is visible until an officer has checked them."""

    __tablename__ = "providers"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    kind: ProviderKind = coded(ProviderKind, "kind")
    name: str = Field(max_length=200)
    registration_number: str | None = Field(default=None, max_length=40)
    contact_name: str | None = sealed(default=None)
    phone: str | None = sealed(default=None)
    mail: str | None = sealed(default=None)
    address: str | None = sealed(default=None)
    about: str | None = long_text(default=None)
    state: ProviderState = coded(ProviderState, "state", default=ProviderState.SUBMITTED)
    state_note: str | None = long_text(default=None)
    checked_by_id: int | None = None
    created_at: datetime = instant()
    version: int = 1
