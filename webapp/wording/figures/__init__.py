"""Figures in words: one table per subject, each with the plot that is drawn beside it."""

from matching.queries.figures import Figures
from webapp.sheets import Sheet
from webapp.wording.figures.needs import gaps_sheet, units_sheet, waiting_sheet
from webapp.wording.figures.ways import arrival_sheet, declines_sheet, held_sheet, steps_sheet

SHEETS = ("waiting", "units", "placed", "held", "steps", "declined", "missing")
"""The keys of the tables, in their order on the page."""


def sheets_of(figures: Figures) -> list[Sheet]:
    """Every table of the page, in the page's language."""
    return [
        waiting_sheet(figures),
        units_sheet(figures),
        arrival_sheet(figures),
        held_sheet(figures),
        steps_sheet(figures),
        declines_sheet(figures),
        gaps_sheet(figures),
    ]
