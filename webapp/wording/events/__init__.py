"""The words of timeline lines and audit entries, by key, one module per noun. A test holds the list complete.

A key's words may stand with the closed lists of their arguments, as (words, {argument: list}): such a code is then said
by its label. Arguments named ``..._on`` are dates and are written as such.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from webapp.rendering import day
from webapp.wording.codes import label
from webapp.wording.events import (
    accounts,
    cases,
    covers,
    figures,
    imports,
    notices,
    offers,
    placements,
    proposals,
    providers,
    reviews,
    scans,
    subjects,
    units,
    work,
)

EVENTS: dict[str, Any] = {
    key: words
    for module in (
        accounts,
        cases,
        covers,
        figures,
        imports,
        notices,
        offers,
        placements,
        proposals,
        providers,
        reviews,
        scans,
        subjects,
        units,
        work,
    )
    for key, words in module.EVENTS.items()
}


def event_words(key: str, arguments: dict[str, Any] | None = None) -> str:
    """Say what happened, in the page's language; the key itself where it is not listed."""
    words, lists = EVENTS[key] if isinstance(EVENTS.get(key), tuple) else (EVENTS.get(key), {})
    if words is None:
        return key
    return str(words) % {name: _said(name, value, lists.get(name)) for name, value in (arguments or {}).items()}


def _said(name: str, value: Any, codes: type[StrEnum] | None) -> Any:
    if codes is not None and value is not None:
        return label(codes(value))
    return day(date.fromisoformat(value)) if name.endswith("_on") and value else value
