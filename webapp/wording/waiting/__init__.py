"""The words of the day's work and where each line leads."""

from typing import Any

from flask import url_for

from matching.queries.waiting.item import WaitingItem
from webapp.wording.waiting import offers, placements, proposals, providers, reviews, subjects, work

LINES: dict[str, tuple[Any, str, str]] = {
    key: line
    for module in (offers, placements, proposals, providers, reviews, subjects, work)
    for key, line in module.LINES.items()
}


def line_words(item: WaitingItem) -> str:
    """Say what waits."""
    return str(LINES[item.key][0]) % item.arguments


def line_address(item: WaitingItem) -> str:
    """Where pressing the line leads."""
    _words, endpoint, argument = LINES[item.key]
    return url_for(endpoint, **{argument: item.ids["id"]} if argument else {})
