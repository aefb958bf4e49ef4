"""The words of the day's work and where each line leads. Codes are said by their labels, dates as dates."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for

from matching.queries.waiting.item import WaitingItem
from webapp.rendering import day
from webapp.wording.codes import label
from webapp.wording.reasons import joined
from webapp.wording.waiting import (
    consents,
    covers,
    needs,
    notices,
    offers,
    placements,
    proposals,
    providers,
    reporting,
    reviews,
    services,
    subjects,
    units,
    work,
)
from webapp.wording.work import work_name

LINES: dict[str, tuple[Any, str, str]] = {
    key: line
    for module in (
        consents, covers, needs, notices, offers, placements, proposals, providers, reporting, reviews, services,
        subjects, units, work,
    )
    for key, line in module.LINES.items()
}  # fmt: skip


ABOUT_PEOPLE = {
    "subject_id": "people",
    "notice_id": "notice",
    "proposal_id": "proposal",
    "placement_id": "placement",
    "suggestion_id": "suggestion",
    "request_id": "request",
}
"""What a line's address asks for, where the line may hold somebody's name -> what the audit calls it."""


def line_words(item: WaitingItem) -> str:
    """Say what waits."""
    return str(LINES[item.key][0]) % {name: _said(name, value) for name, value in item.arguments.items()}


def line_address(item: WaitingItem) -> str:
    """Where pressing the line leads."""
    _words, endpoint, argument = LINES[item.key]
    value = item.ids.get("id", item.arguments.get(argument))
    values: dict[str, Any] = {argument: value} if argument else {}
    return url_for(endpoint, **values)


def people_in(items: list[WaitingItem]) -> dict[str, int | str | list[int] | None]:
    """The records behind the lines that may name somebody, for the audit: what they are -> their ids."""
    found: dict[str, set[int]] = {}
    for item in items:
        record = ABOUT_PEOPLE.get(LINES[item.key][2])
        if record is not None and "id" in item.ids:
            found.setdefault(record, set()).add(item.ids["id"])
        if "suggestion" in item.ids:
            found.setdefault("suggestion", set()).add(item.ids["suggestion"])
    return {record: sorted(ids) for record, ids in found.items()}


def _said(name: str, value: Any) -> Any:
    if name == "work":
        return work_name(value)
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, tuple):
        return joined([_said(name, each) for each in value])
    return day(value) if isinstance(value, date) else value
