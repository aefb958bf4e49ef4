"""What the entry words of a posting say, as columns; and writing only what differs."""

from typing import Any

from sqlmodel import SQLModel

from matching.importing.postings import Posting, checks_of
from matching.importing.postings import said as stated
from matching.vocabulary import Answer, HousingKind, OfferKind, ToCheck


def entry_values(posting: Posting) -> dict[str, Any]:
    """What the entry words say, as columns of an offer."""
    entry = posting.entry
    checks = checks_of(entry, posting.kind)
    if posting.kind is OfferKind.HOUSING and "places" not in posting.offer:
        checks.append(ToCheck.PLACES.value)
    ages = stated({"age_from": entry.age_from, "age_to": entry.age_to})
    return {"to_check": checks, "exclusions": [dict(row) for row in entry.exclusions], **ages}


def entry_terms(posting: Posting) -> dict[str, Any]:
    """What the entry words say, as columns of a home's terms."""
    if posting.kind is not OfferKind.HOUSING:
        return {}
    step_free = posting.entry.step_free
    values = {"sex_only": posting.entry.sex_only, "step_free": step_free if step_free is not Answer.UNKNOWN else None}
    return stated(values) | ({} if "housing_kind" in posting.terms else {"housing_kind": HousingKind.HOSTEL})


def write(record: SQLModel, values: dict[str, Any]) -> bool:
    """Set what differs. Says whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)
