"""The words of the day's work and where each line leads. Codes are said by their labels, dates as dates."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for

from matching.queries.waiting.item import WaitingItem
from webapp.rendering import day
from webapp.wording.codes import label
from webapp.wording.waiting import offers, placements, proposals, providers, reviews, subjects, units, work

LINES: dict[str, tuple[Any, str, str]] = {
    key: line
    for module in (offers, placements, proposals, providers, reviews, subjects, units, work)
    for key, line in module.LINES.items()
}


def line_words(item: WaitingItem) -> str:
    """Say what waits."""
    return str(LINES[item.key][0]) % {name: _said(value) for name, value in item.arguments.items()}


def line_address(item: WaitingItem) -> str:
    """Where pressing the line leads."""
    _words, endpoint, argument = LINES[item.key]
    value = item.ids.get("id", item.arguments.get(argument))
    values: dict[str, Any] = {argument: value} if argument else {}
    return url_for(endpoint, **values)


def _said(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return label(value)
    return day(value) if isinstance(value, date) else value
