"""Postings: the rows of one reference read together, with all that their words say, ready to be stored."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from matching.facts.qualifications import qualifications_in
from matching.importing.cells import parts
from matching.importing.entry import Entry, read_entry
from matching.importing.mapping import Mapping
from matching.importing.offered import HousingRow, JobRow, OfferRow, TrainingRow
from matching.importing.terms import certificate_in, hours_in, posts_named, shift_in, weekdays_in
from matching.reference import aliases
from matching.scoring.occupations import occupation_for
from matching.vocabulary import Answer, OfferKind, Sex, ToCheck

_CODE = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Posting:
    """One offer of a file.

    Attributes:
        row: the number of the row that speaks for it.
        copies: how many other rows have the same reference.
        kind: what is offered.
        reference: its number in the file.
        provider: the provider's name.
        coordinates: latitude and longitude, or None for the unit's.
        offer: what it says, as columns of an offer; what it does not say is left out.
        terms: what it says, as columns of the terms of its kind.
        entry: what was read out of the words of whom it is for; those columns are the officer's once an offer is stored.
    """

    row: int
    copies: int
    kind: OfferKind
    reference: str
    provider: str
    coordinates: tuple[float, float] | None
    offer: dict[str, Any] = field(repr=False)
    terms: dict[str, Any] = field(repr=False)
    entry: Entry = field(default_factory=Entry, repr=False)


def postings(rows: Sequence[tuple[int, Any]], mapping: Mapping) -> list[Posting]:
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
    kind = mapping.kind.offer_kind
    assert kind is not None
    return Posting(
        number, len(copies) - 1, kind, row.reference, row.provider, own,
        _offer_values(row, places), said(TERMS[kind](row, mapping)), read_entry(row.eligibility),
    )  # fmt: skip


def said(values: dict[str, Any]) -> dict[str, Any]:
    """What is said: the values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _offer_values(row: OfferRow, places: int | None) -> dict[str, Any]:
    names = ("title", "description", "eligibility", "address", "starts_on", "closes_on", "age_from", "age_to")
    values = said({name: getattr(row, name) for name in names})
    values["occupation_code"] = _occupation(row)
    values["post_kinds"] = [post.value for post in posts_named(row.title)] if isinstance(row, JobRow) else []
    if places is not None:
        values |= {"places": places, "places_to_confirm": False}
    if row.qualifications is not None:
        values["qualifications"] = qualifications_of(row.qualifications)
    if row.skills is not None:
        values["skills"] = [skill[:80] for skill in parts(row.skills)][:30]
    return values


def _occupation(row: OfferRow) -> str | None:
    """The occupation as a code or in words; else by the title, else by the other title."""
    stated = row.occupation or ""
    if _CODE.fullmatch(stated) and stated in aliases("occupations").values():
        return stated
    in_words = stated if any(sign.isalpha() for sign in stated) else ""
    return occupation_for(in_words) or occupation_for(row.title) or occupation_for(row.other_title or "")


@lru_cache(maxsize=5_000)
def qualifications_of(text: str) -> list[str]:
    """The codes of the qualifications that a text names, by code or in words."""
    codes = set(aliases("qualifications").values())
    stated = [part for part in parts(text) if part in codes]
    rest = "; ".join(part for part in parts(text) if part not in codes)
    return sorted({*stated, *qualifications_in(rest)})


def times_of(text: str) -> dict[str, Any]:
    """Hours a week, shift and weekdays, where the words say them plainly."""
    shift = shift_in(text)
    return {
        "hours_per_week": _hours(text),
        "weekdays": weekdays_in(text) or None,
        "shift_from": shift[0] if shift else None,
        "shift_to": shift[1] if shift else None,
    }


def _job(row: Any, mapping: Mapping) -> dict[str, Any]:
    """The columns of a job; a pay of 0 is unstated."""
    assert isinstance(row, JobRow)
    times = times_of(row.hours or "")
    times["hours_per_week"] = times["hours_per_week"] or mapping.full_time_hours.get(row.full_time or "")
    names = ("contract", "lodging", "subsidy", "ends_on", "follows")
    is_transitional = None if row.transitional is None else row.transitional is Answer.YES
    return (
        times
        | {"pay_period": row.pay_period, "pay_from": row.pay_from or None, "pay_to": row.pay_to or None}
        | {name: getattr(row, name) for name in names}
        | {"is_transitional": is_transitional}
    )


def _training(row: Any, mapping: Mapping) -> dict[str, Any]:
    """The columns of a training place; a certificate that only the title names counts as well."""
    assert isinstance(row, TrainingRow)
    names = ("ends_on", "weeks", "entry_requirements", "stipend_month", "fee", "lodging")
    certificate = row.certificate or certificate_in(row.title)
    return times_of(row.hours or "") | {name: getattr(row, name) for name in names} | {"certificate": certificate}


def _housing(row: Any, mapping: Mapping) -> dict[str, Any]:
    """The columns of a home."""
    assert isinstance(row, HousingRow)
    names = (
        "housing_kind", "sex_only", "household_max", "stay_limit_days", "step_free", "children", "house_rules", "rent_month",
    )  # fmt: skip
    rules = None if row.rule_codes is None else [rule.value for rule in row.rule_codes]
    is_stated = True if row.rule_codes is not None or row.house_rules is not None else None
    sex_only = None if row.sex_only is Sex.UNKNOWN else row.sex_only
    values = {name: getattr(row, name) for name in names}
    return values | {"rule_codes": rules, "rules_stated": is_stated, "sex_only": sex_only}


TERMS: dict[OfferKind, Callable[[Any, Mapping], dict[str, Any]]] = {
    OfferKind.JOB: _job,
    OfferKind.TRAINING: _training,
    OfferKind.HOUSING: _housing,
}
"""Kind -> what a row says of its terms."""


def checks_of(entry: Entry, kind: OfferKind) -> list[str]:
    """What an officer must look at; only a home may be for one sex."""
    sex = [ToCheck.SEX] if entry.sex_only is not None and kind is not OfferKind.HOUSING else []
    return [check.value for check in dict.fromkeys([*entry.to_check, *sex])]


def _hours(text: str) -> float | None:
    """Hours a week from a bare number or from words."""
    if text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) < 6:
        return float(text) if 1 <= float(text) <= 84 else None
    return hours_in(text)
