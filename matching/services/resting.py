"""Leads to what closes the proposals that rest on a consent."""

from importlib import import_module
from importlib.util import find_spec

from matching.database import UnitOfWork


def withdraw_resting_on(work: UnitOfWork, subject_id: int, provider_id: int | None) -> None:
    """Close the open proposals of a subject that rest on a consent: those to one provider, or all."""
    if find_spec("matching.services.proposals") is not None:
        import_module("matching.services.proposals").withdraw_resting_on(work, subject_id, provider_id)
