"""Handing a case file to another office."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.queries.moves import Receiving, after_move, receiving_units
from matching.queries.staff import caseworkers_of
from matching.services.cases import moving as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.cases import ChooseOfficeForm, MoveForm
from webapp.forms.code_fields import offered
from webapp.views.cases.blueprint import pages
from webapp.views.subjects.frame import editing, heading


@pages.route("/people/<int:subject_id>/move", methods=["GET", "POST"])
@allow(Role.OFFICER)
def move(subject_id: int) -> Response | tuple[str, int]:
    """Choose the office that takes over; then read what stays and what ends, and hand the file over."""
    unit_id = request.args.get("unit_id", type=int)
    with editing(subject_id, "subject.moving_seen") as work:
        person, units = heading(work, subject_id), receiving_units(work)
        unit = next((row for row in units if row.id == unit_id), None)
        after = after_move(work, subject_id, unit.id) if unit else None
        there = caseworkers_of(work.session, unit.id) if unit else []
    if unit is None:
        choose = ChooseOfficeForm(request.args, meta={"csrf": False})
        choose.unit_id.choices = offered((row.id, _in_tree(row)) for row in units)
        return render_template("cases/move.html", form=choose, person=person), 422 if request.method == "POST" else 200
    form = MoveForm(version=str(person.version))
    form.caseworker_id.choices = offered(there)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.move_case(work, form.command(subject_id, unit.id))
            said = _("The case file is with %(unit)s now. Your office no longer sees it.", unit=unit.name)
            return done(work, form, url_for("subjects.caseload"), said)
    status = 422 if form.is_submitted() else 200
    return render_template("cases/move_to.html", form=form, person=person, unit=unit, after=after), status


def _in_tree(row: Receiving) -> str:
    """An office under the ones above it."""
    return " › ".join((*row.above, row.name))
