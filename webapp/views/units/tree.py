"""The tree of units."""

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matching.errors import NotFound
from matching.queries import units as query
from matching.services import units as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.units import (
    NewUnitForm,
    UnitForm,
)
from webapp.views.units.blueprint import Answer, pages


@pages.get("/units")
@allow(Role.ADMINISTRATOR, Role.SUPERVISOR)
def tree() -> Answer:
    """The tree of units; a supervisor is led to the own one."""
    if not g.viewer.has_role(Role.ADMINISTRATOR):
        return redirect(url_for("units.unit", unit_id=g.viewer.unit_id), code=303)
    with looking() as work:
        return render_template("units/tree.html", units=query.unit_tree(work.session))


@pages.get("/units/<int:unit_id>")
@allow(Role.ADMINISTRATOR, Role.SUPERVISOR)
def unit(unit_id: int) -> str:
    """One unit and its accounts."""
    if not g.viewer.has_role(Role.ADMINISTRATOR) and unit_id != g.viewer.unit_id:
        raise NotFound
    with looking() as work:
        found = query.one_unit(work.session, unit_id)
        accounts = query.accounts_of_unit(work.session, unit_id)
        below = service.level_below(found.level)
        return render_template("units/unit.html", unit=found, accounts=accounts, below=below)


@pages.route("/units/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add() -> Answer:
    """Add a unit below another."""
    form = NewUnitForm(parent=request.args.get("below", type=int))
    with looking() as work:
        above = [row for row in query.unit_tree(work.session) if service.level_below(row.level)]
    form.parent.choices = offered([("", _("None: a city")), *((row.id, "– " * row.depth + row.name) for row in above)])
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            made = service.add_unit(work, form.add_command())
            return done(work, form, url_for("units.unit", unit_id=made.id), _("The unit is added."))
    return render_template("units/add.html", form=form), 422 if form.is_submitted() else 200


@pages.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def edit(unit_id: int) -> Answer:
    """Rename a unit or set its place."""
    with looking() as work:
        stored = query.one_unit(work.session, unit_id)
    form = UnitForm(obj=stored)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: UnitForm(obj=stored, formdata=None)), acting() as work:
            service.edit_unit(work, form.command(unit_id))
            return done(work, form, url_for("units.unit", unit_id=unit_id), _("The unit is saved."))
    return render_template("units/edit.html", form=form, unit=stored), 422 if form.is_submitted() else 200
