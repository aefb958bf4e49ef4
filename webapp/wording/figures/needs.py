"""Who waits, need against supply, and what is not known."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.queries.figures import Figures
from matching.queries.figures.hiding import Count
from matching.queries.figures.report import UnitRow
from webapp.sheets import Cell, Sheet
from webapp.wording.codes import label
from webapp.wording.figures.cells import NONE, columns, days, many

GAPS: dict[str, Any] = {
    "home": _l("Whether they have a home"),
    "kin": _l("Whether they have kin"),
    "work": _l("Whether they have work"),
    "profile": _l("What they can do: neither skills nor experience recorded"),
    "conditions": _l("The order or licence has not been read"),
    "household": _l("Who lives with them has not been asked"),
    "caseworker": _l("No caseworker answers for them"),
}
"""Gap -> its words."""


def waiting_sheet(figures: Figures) -> Sheet:
    """Who waits now, for how long, and what is under way."""
    rows: list[list[Cell]] = [
        [
            label(row.kind),
            many(row.waiting),
            days(row.days_waiting.median),
            days(row.days_waiting.longest),
            many(row.unknown),
            many(row.proposals),
            many(row.placed),
            many(row.no_shows),
        ]
        for row in figures.kinds
    ]
    numbers = [
        _("Wait now"), _("Half of them since, days"), _("The longest, days"), _("Need not known"), _("Open proposals"),
        _("Started in the period"), _("Did not come"),
    ]  # fmt: skip
    told = _(
        "People who are here, whose need stands (no home, no work) and who have no placement of the kind. They wait from the day on which they reported, or from the end of their last placement."
    )
    labels = [label(row.kind) for row in figures.kinds]
    series = [
        {"label": _("Wait now"), "data": [row.waiting for row in figures.kinds]},
        {"label": _("Started in the period"), "data": [row.placed for row in figures.kinds]},
    ]
    return Sheet(
        "waiting", _("Who waits"), told, columns([_("Kind")], numbers), rows, _bars(labels, series, _("people"))
    )


def units_sheet(figures: Figures) -> Sheet:
    """Need against supply in each unit, without the lines in which there is nothing at all."""
    units = [row for row in figures.units if any(each != 0 for each in _numbers(row))]
    rows: list[list[Cell]] = [
        [
            row.unit,
            label(row.kind),
            *map(many, (row.waiting, row.without_offer, row.only_asking, row.unmatched)),
            row.free_places,
            *map(many, (row.proposals, row.placed)),
        ]
        for row in units
    ]
    numbers = [
        _("Wait now"), _("Of them without any offer"), _("Of them only after a question"), _("Of them not matched yet"),
        _("Free places here"), _("Open proposals"), _("Started in the period"),
    ]  # fmt: skip
    told = _(
        "Without any offer: no open offer of the kind may take them. Only after a question: every one that may needs a fact that nobody has recorded. Free places are those of offers listed in the unit; people may also take offers of other units. Lines in which there is nothing at all are not listed."
    )
    labels = [f"{row.unit} · {label(row.kind)}" for row in units]
    series = [
        {"label": _("Wait now"), "data": [row.waiting for row in units]},
        {"label": _("Of them without any offer"), "data": [row.without_offer for row in units]},
        {"label": _("Free places here"), "data": [row.free_places for row in units]},
    ]
    plot = _bars(labels, series, _("people or places")) | {"lying": True}
    return Sheet("units", _("Need and supply"), told, columns([_("Unit"), _("Kind")], numbers), rows, plot)


def _numbers(row: UnitRow) -> tuple[Count, ...]:
    return row.waiting, row.proposals, row.placed, row.free_places


def gaps_sheet(figures: Figures) -> Sheet:
    """What is not known, and who did not report."""
    found, people = figures.reporting, figures.gaps.people
    rows: list[list[Cell]] = [
        [_("Released and did not report yet"), many(found.not_reported), NONE],
        [_("Of them beyond the deadline for reporting"), many(found.beyond_deadline), NONE],
        *([str(GAPS[name]), many(count), many(people)] for name, count in figures.gaps.missing.items()),
    ]
    told = _("Counted now. What is not known is not a No: it is a question to ask.")
    headings = columns([_("What")], [_("People"), _("Of those who are here")])
    return Sheet("missing", _("What is missing"), told, headings, rows)


def _bars(labels: list[str], series: list[dict[str, Any]], axis: str) -> dict[str, Any]:
    return {"form": "bars", "labels": labels, "series": series, "axis": axis}
