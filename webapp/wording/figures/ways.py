"""How it went: days to a placement, whether placements held, days in each step, why something was declined."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.queries.figures import Figures
from matching.queries.figures.declining import Decliner, Reason
from matching.queries.figures.holding import Held
from matching.queries.figures.spread import Spread
from webapp.rendering import percent
from webapp.sheets import Cell, Sheet
from webapp.wording.codes import label
from webapp.wording.figures.cells import NONE, columns, days, many, part, spread_cells

DECLINERS: dict[Decliner, Any] = {
    Decliner.CASEWORKER: _l("Caseworker"),
    Decliner.SUBJECT: _l("Subject"),
    Decliner.PROVIDER: _l("Provider"),
}


def arrival_sheet(figures: Figures) -> Sheet:
    """Days from reporting to the start of a placement."""
    rows: list[list[Cell]] = [[label(row.kind), *spread_cells(row.days_to_placement)] for row in figures.kinds]
    told = _(
        "Of placements that started in the period: days from the day on which the person reported (or, where that is not known, on which the file was made) to the start. Nobody counts below 0."
    )
    plot = _spans([label(row.kind) for row in figures.kinds], [row.days_to_placement for row in figures.kinds])
    headings = columns([_("Kind")], [_("Placements"), *_quartiles(), _("The longest, days")])
    return Sheet("placed", _("Days to a placement"), told, headings, rows, plot)


def held_sheet(figures: Figures) -> Sheet:
    """Whether placements held at each check."""
    rows: list[list[Cell]] = [
        [
            label(row.kind),
            _("%(days)s days", days=row.days),
            *map(many, (row.due, row.held, row.ended, row.unknown)),
            part(row.rate),
            _between(row.interval),
            _between((row.lowest, row.highest)),
            many(row.completed),
        ]
        for row in figures.held
        if (row.due, row.completed) != (0, 0)
    ]
    numbers = [
        _("Due"), _("Held"), _("Ended before"), _("Not known"), _("Held, of those known"), _("95 per cent interval"),
        _("All due: from, to"), _("Completed before"),
    ]  # fmt: skip
    told = _(
        "Of placements whose check fell due in the period. Not reached and not answered count as not known, never as held: the last share runs from all of them ended to all of them held. The interval is exact (Clopper-Pearson) and of those known. A placement that came to its agreed end before the check is left out of every rate. Checks of which none fell due are not listed."
    )
    headings = columns([_("Kind"), _("After")], numbers)
    return Sheet("held", _("Whether placements held"), told, headings, rows, _held_plot(figures) if rows else None)


def steps_sheet(figures: Figures) -> Sheet:
    """Days in each step of a proposal."""
    rows: list[list[Cell]] = [
        [label(row.state), *spread_cells(row.left), many(row.now.count), days(row.now.median), days(row.now.longest)]
        for row in figures.steps
    ]
    numbers = [
        _("Left in the period"), *_quartiles(), _("The longest, days"), _("In it now"), _("Half of them since, days"),
        _("The oldest, days"),
    ]  # fmt: skip
    told = _("How many days proposals stayed in a step that they left in the period, and how many stand in it now.")
    plot = _spans([label(row.state) for row in figures.steps], [row.left for row in figures.steps])
    return Sheet("steps", _("Days in each step"), told, columns([_("Step")], numbers), rows, plot)


def declines_sheet(figures: Figures) -> Sheet:
    """Why something was declined, by who declined."""
    rows: list[list[Cell]] = []
    for each in figures.declines:
        rows += [[str(DECLINERS[each.who]), reason_words(reason), many(count)] for reason, count in each.reasons]
        rows.append([str(DECLINERS[each.who]), _("all together"), many(each.count)])
    named = [(each.who, reason, count) for each in figures.declines for reason, count in each.reasons]
    labels = [f"{DECLINERS[who]} · {reason_words(reason)}" for who, reason, _count in named]
    series = [
        {"label": str(words), "data": [count if who is each else None for each, _reason, count in named]}
        for who, words in DECLINERS.items()
    ]
    plot = {"form": "bars", "labels": labels, "series": series, "axis": _("times"), "lying": True, "stacked": True}
    told = _(
        "In the period: suggestions that a caseworker declined, and proposals that the subject or the provider refused or let lapse. It counts against nobody."
    )
    if not figures.scope.exact:
        told += " " + _("Reasons given fewer than five times are not listed.")
    headings = columns([_("Who"), _("Why")], [_("Times")])
    return Sheet("declined", _("Why it came to nothing"), told, headings, rows, plot if named else None)


def reason_words(reason: Reason) -> str:
    """A coded reason; where there is none, nobody answered in time or said why."""
    return _("no answer in time, or no reason given") if reason is None else label(reason)


def _quartiles() -> list[str]:
    return [_("A quarter within, days"), _("Half within, days"), _("Three quarters within, days")]


def _between(ends: tuple[float | None, float | None] | None) -> str:
    low, high = ends or (None, None)
    return NONE if low is None or high is None else _("%(low)s to %(high)s", low=percent(low), high=percent(high))


def _spans(labels: list[str], spreads: list[Spread]) -> dict[str, Any]:
    """A bar from the first to the third quartile, and a mark on the median."""
    series = {
        "label": _("A quarter to three quarters, with half marked"),
        "low": [each.low for each in spreads],
        "middle": [each.median for each in spreads],
        "high": [each.high for each in spreads],
    }
    return {"form": "spans", "labels": labels, "series": [series], "axis": _("days"), "lying": True}


def _held_plot(figures: Figures) -> dict[str, Any]:
    """For each kind that has one, the rate at each check within its interval."""
    checks = sorted({row.days for row in figures.held})
    kinds = [kind for kind in figures.asked.kinds if any(row.kind is kind and row.interval for row in figures.held)]
    series = [_held_series(label(kind), [row for row in figures.held if row.kind is kind]) for kind in kinds]
    labels = [_("%(days)s days", days=number) for number in checks]
    return {"form": "spans", "labels": labels, "series": series, "axis": _("held, of those known"), "percent": True}


def _held_series(words: str, rows: list[Held]) -> dict[str, Any]:
    return {
        "label": words,
        "low": [None if row.interval is None else row.interval.low for row in rows],
        "middle": [row.rate for row in rows],
        "high": [None if row.interval is None else row.interval.high for row in rows],
    }
