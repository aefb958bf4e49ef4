"""Figures for whoever leads a unit: on a page, and as files."""

from flask import Blueprint, Response, g, render_template, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.queries.figures import Figures, figures
from matching.queries.figures.scope import scope_of
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, looking
from webapp.forms.figures import FiguresForm, usual
from webapp.rendering import day, moment, percent
from webapp.sheets import Cell, Share, csv_of, workbook_of
from webapp.wording.codes import label
from webapp.wording.figures import SHEETS, sheets_of

pages = Blueprint("figures", __name__)

WORKBOOK = "figures.xlsx"
MIME = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@pages.get("/figures")
@allow(Role.SUPERVISOR, Role.OFFICER)
def page() -> tuple[str, int]:
    """What the unit's work comes to: who waits, who was placed, what held."""
    form = FiguresForm(request.args)
    with looking() as work:
        found, fits = _figures(work, form)
    with acting() as work:
        record_act(work, "figures.seen", None, unit=_unit_of(found))
    shown = render_template(
        "figures/page.html",
        form=form,
        found=found,
        unit=_unit_words(found),
        sheets=sheets_of(found),
        kept={name: value for name, value in request.args.items() if name.partition("-")[0] in form},
        workbook=WORKBOOK,
    )
    return shown, 200 if fits else 422


@pages.get("/figures/<filename>")
@allow(Role.SUPERVISOR, Role.OFFICER)
def download(filename: str) -> Response:
    """The same figures as a file: all tables as XLSX, or one of them as CSV."""
    if filename != WORKBOOK and filename not in {f"{key}.csv" for key in SHEETS}:
        raise NotFound
    with looking() as work:
        found, fits = _figures(work, FiguresForm(request.args))
        if not fits:
            raise NotFound
        mark = _watermark(work, found)
    with acting() as work:
        record_act(work, "figures.taken", None, unit=_unit_of(found))
    return _file(filename, found, mark)


def _figures(work: UnitOfWork, form: FiguresForm) -> tuple[Figures, bool]:
    """The figures that were asked for; the usual ones where that cannot be read."""
    scope = scope_of(work, None)
    form.offer_units(scope.choices, scope.chosen)
    fits = bool(form.validate())
    return figures(work, form.asked(work.today) if fits else usual(work.today)), fits


def _unit_of(found: Figures) -> int | None:
    """Whose figures they are, for the audit: for all units below, the viewer's own, above them."""
    return found.scope.chosen or g.viewer.unit_id


def _file(filename: str, found: Figures, mark: list[tuple[str, str]]) -> Response:
    sheets = sheets_of(found)
    if filename == WORKBOOK:
        content = workbook_of(sheets, _("About this file"), mark)
    else:
        content = csv_of(next(sheet for sheet in sheets if filename == f"{sheet.key}.csv"), mark)
    name, _dot, ending = filename.rpartition(".")
    saved_as = f"{name}-{found.asked.from_on}-{found.asked.to_on}.{ending}"
    return Response(
        content, content_type=MIME[ending], headers={"Content-Disposition": f'attachment; filename="{saved_as}"'}
    )


def _watermark(work: UnitOfWork, found: Figures) -> list[tuple[str, str]]:
    """Who took the file, when, and what is in it."""
    asked = found.asked
    return [
        (_("Taken by"), work.viewer.name),
        (_("At"), moment(work.now)),
        (_("Unit"), _unit_words(found)),
        (_("Period"), _("%(first)s to %(last)s", first=day(asked.from_on), last=day(asked.to_on))),
        (_("Kind"), label(asked.kind) if asked.kind else _("all kinds")),
        (
            _("Hidden"),
            _("nothing") if found.scope.exact else _("counts under five; larger ones are rounded to the nearest five"),
        ),
        (_("Note"), _("For the office's own use. That this file was taken is recorded.")),
    ]


def _unit_words(found: Figures) -> str:
    chosen = found.scope.chosen
    return found.scope.names[chosen] if chosen else _("All units below, together")


@pages.app_template_filter("cell")
def cell_words(cell: Cell) -> str:
    """Write a cell of a table in the page's language."""
    if isinstance(cell, str):
        return cell
    return percent(cell) if isinstance(cell, Share) else str(format_decimal(cell))
