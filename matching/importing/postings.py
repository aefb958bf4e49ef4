"""Postings: the rows of one reference read together, with all that their words say, ready to be stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from matching.facts.qualifications import qualifications_in
from matching.importing.mapping import Mapping
from matching.importing.rows import OfferRow
from matching.importing.terms import hours_in, posts_named, shift_in, weekdays_in
from matching.scoring.occupations import occupation_for


@dataclass(frozen=True)
class Posting:
    """One offer of a file.

    Attributes:
        row: the number of the row that speaks for it.
        copies: how many other rows have the same reference.
        reference: its number in the file.
        provider: the provider's name.
        coordinates: latitude and longitude, or None for the unit's.
        offer: what it says, as columns of an offer; what it does not say is left out.
        terms: what it says, as columns of the terms of its kind.
    """

    row: int
    copies: int
    reference: str
    provider: str
    coordinates: tuple[float, float] | None
    offer: dict[str, Any] = field(repr=False)
    terms: dict[str, Any] = field(repr=False)


def postings(rows: Sequence[tuple[int, OfferRow]], mapping: Mapping) -> list[Posting]:
    """Read the rows of each reference as one posting, in file order.

    The newest row speaks (of equal ones the first), with the largest number of places that any of them states: rows of one
    reference advertise the same places to different readers, so that adding up would count them twice.
    """
    found: dict[str, list[tuple[int, OfferRow]]] = {}
    for number, row in rows:
        found.setdefault(row.reference, []).append((number, row))
    return [_posting(copies, mapping) for copies in found.values()]


def _posting(copies: list[tuple[int, OfferRow]], mapping: Mapping) -> Posting:
    number, row = max(copies, key=lambda copy: (copy[1].updated_on.toordinal() if copy[1].updated_on else 0, -copy[0]))
    places = max((copy.places for _number, copy in copies if copy.places is not None), default=None)
    own = None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)
    return Posting(
        number,
        len(copies) - 1,
        row.reference,
        row.provider,
        own,
        _offer_values(row, places),
        _terms_values(row, mapping),
    )


def _offer_values(row: OfferRow, places: int | None) -> dict[str, Any]:
    said = {
        name: getattr(row, name)
        for name in ("title", "description", "address", "starts_on", "closes_on", "age_from", "age_to")
    }
    values = {name: value for name, value in said.items() if value is not None}
    values["occupation_code"] = occupation_for(row.title) or occupation_for(row.other_title or "")
    values["post_kinds"] = [post.value for post in posts_named(row.title)]
    if places is not None:
        values |= {"places": places, "places_to_confirm": False}
    if row.qualifications is not None:
        values["qualifications"] = _qualifications(row.qualifications)
    if row.skills is not None:
        skills = (skill.strip()[:80] for skill in row.skills.replace("；", ";").replace("\n", ";").split(";"))
        values["skills"] = [skill for skill in skills if skill][:30]
    return values


@lru_cache(maxsize=5_000)
def _qualifications(text: str) -> list[str]:
    return sorted(qualifications_in(text))


def _terms_values(row: OfferRow, mapping: Mapping) -> dict[str, Any]:
    """The columns of a job; a pay of 0 is unstated."""
    text = row.hours or ""
    shift = shift_in(text)
    values: dict[str, Any] = {
        "hours_per_week": _hours(text) or mapping.full_time_hours.get(row.full_time or ""),
        "weekdays": weekdays_in(text) or None,
        "shift_from": shift[0] if shift else None,
        "shift_to": shift[1] if shift else None,
        "pay_from": row.pay_from or None,
        "pay_to": row.pay_to or None,
        "contract": row.contract,
        "lodging": row.lodging,
        "subsidy": row.subsidy,
    }
    return {"pay_period": row.pay_period, **{name: value for name, value in values.items() if value is not None}}


def _hours(text: str) -> float | None:
    """Hours a week from a bare number or from words."""
    if text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) < 6:
        return float(text) if 1 <= float(text) <= 84 else None
    return hours_in(text)
