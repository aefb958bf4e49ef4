"""Covers: who answers for whose caseload, and who is named for protected files that nobody may see any more."""

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.queries import cover_lists as query
from matching.queries.staff import caseworkers_of
from matching.queries.units import one_unit
from matching.queries.unseen import units_with_unseen
from matching.services import covers as service
from matching.services.handovers import name_for_protected
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before, showing
from webapp.forms.code_fields import offered
from webapp.forms.covers import CoverForm, NameForm
from webapp.forms.page_form import PageForm

pages = Blueprint("covers", __name__)
Answer = Response | str | tuple[str, int]


@pages.get("/covers")
@allow(*STAFF)
def covers() -> str:
    """Who covers for whom: the own covers, and for a supervisor those of the unit."""
    with looking() as work:
        rows, may_add, today = query.covers_listed(work), bool(query.who_may_be_covered(work)), work.today
    return render_template("covers/covers.html", rows=rows, may_add=may_add, today=today, form=PageForm(formdata=None))


@pages.route("/covers/new", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.SUPERVISOR)
def add() -> Answer:
    """Say who covers a caseload, from when to when."""
    with looking() as work:
        covered = query.who_may_be_covered(work)
        away = request.args.get("account", g.viewer.account_id, type=int)
        form = CoverForm(from_on=work.today, account_id=away)
        form.account_id.choices = offered(covered)
        covering = caseworkers_of(work.session, g.viewer.unit_id or 0)
        form.covered_by_id.choices = offered(covering)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            made = service.add_cover(work, form.command())
            return done(work, form, url_for("covers.cover", cover_id=made.id), _("The cover is saved."))
    return render_template(
        "covers/add.html", form=form, covered=covered, covering=covering
    ), 422 if form.is_submitted() else 200


@pages.get("/covers/<int:cover_id>")
@allow(*STAFF)
def cover(cover_id: int) -> str:
    """One cover; to the caseworker who is away also the protected people whom it leaves out."""
    with looking() as work:
        found = next((row for row in query.covers_listed(work) if row.id == cover_id), None)
        if found is None:
            raise NotFound
        left_out, today = query.protected_left_out(work, found), work.today
    page = {"cover": found, "left_out": left_out, "today": today, "form": PageForm(formdata=None)}
    if not left_out:
        return render_template("covers/cover.html", **page)
    with showing("covers.seen", ids=[row.subject_id for row in left_out]):
        return render_template("covers/cover.html", **page)


@pages.post("/covers/<int:cover_id>/end")
@allow(Role.CASEWORKER, Role.SUPERVISOR)
def end(cover_id: int) -> Response:
    """End a cover today."""
    version = PageForm().seen_version
    message = _("The cover has ended.")
    return press(lambda work: service.end_cover(work, cover_id, version), url_for("covers.covers"), message)


@pages.post("/covers/<int:cover_id>/people/<int:subject_id>")
@allow(Role.CASEWORKER)
def let_see(cover_id: int, subject_id: int) -> Response:
    """Let the covering account see one protected person while the cover lasts."""
    here, message = url_for("covers.cover", cover_id=cover_id), _("Saved. The look ends with the cover.")
    return press(lambda work: service.let_see(work, cover_id, subject_id), here, message)


@pages.route("/units/<int:unit_id>/protected", methods=["GET", "POST"])
@allow(Role.SUPERVISOR, Role.ADMINISTRATOR)
def protected(unit_id: int) -> Answer:
    """Name a caseworker for the protected files of a unit that nobody may see; it shows neither who nor how many."""
    if not g.viewer.has_role(Role.ADMINISTRATOR) and g.viewer.unit_id != unit_id:
        raise NotFound
    with looking() as work:
        unit, waits = one_unit(work.session, unit_id), unit_id in dict(units_with_unseen(work.session))
        form = NameForm()
        form.account_id.choices = offered(caseworkers_of(work.session, unit_id))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            name_for_protected(work, unit_id, form.account_id.data)
            return done(work, form, url_for("today.today"), _("Named. The caseworker now finds the file."))
    page = render_template("covers/protected.html", form=form, unit=unit, waits=waits)
    return page, 422 if form.is_submitted() else 200
