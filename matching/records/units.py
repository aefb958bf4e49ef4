"""Offices, as a tree: city > county > township > village."""

from sqlmodel import Field, SQLModel

from matching.records.columns import coded
from matching.vocabulary import UnitLevel


class Unit(SQLModel, table=True):
    """One office."""

    __tablename__ = "units"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=120)
    level: UnitLevel = coded(UnitLevel, "level")
    parent_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    latitude: float | None = None
    longitude: float | None = None
    version: int = 1
