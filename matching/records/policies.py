"""The versions that scores rest on: policies, vocabularies, fitted models."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from matching.records.columns import document, instant, packed


class PolicyVersion(SQLModel, table=True):
    """One version of the score's coefficients and references."""

    __tablename__ = "policies"

    version: str = Field(primary_key=True, max_length=60)
    coefficients: dict[str, Any] = document(default_factory=dict)
    references: dict[str, Any] = document(default_factory=dict)
    is_active: bool = False
    created_at: datetime = instant()
    created_by_id: int | None = Field(default=None, foreign_key="accounts.id")


class Model(SQLModel, table=True):
    """One fitted artefact as plain numbers, with its SHA-256. Never a pickle."""

    __tablename__ = "models"

    version: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=40, index=True)
    numbers: bytes = packed()
    sha256: str = Field(max_length=64)
    is_active: bool = False
    created_at: datetime = instant()
