"""Closing a case file, opening it again, and the end of correction."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.queries.under_way import conditions_that_end, under_way
from matching.services.cases import closing as service
from matching.services.transitions import EndCorrection, end_correction
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.cases import CloseForm, ReopenForm
from webapp.forms.page_form import PageForm
from webapp.views.cases.blueprint import pages
from webapp.views.subjects.frame import editing, heading


@pages.route("/people/<int:subject_id>/close", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def close(subject_id: int) -> Response | tuple[str, int]:
    """Close a case file, after reading what that ends."""
    with editing(subject_id, "subject.closing_seen") as work:
        person, ending = heading(work, subject_id), under_way(work.session, subject_id, work.today)
        form = CloseForm(closed_on=work.today, version=str(person.version))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: CloseForm(formdata=None, version=str(person.version))), acting() as work:
            service.close_case(work, form.command(subject_id))
            return done(
                work, form, _file(subject_id), _("The case file is closed, and all that was under way with it.")
            )
    return render_template(
        "cases/close.html", form=form, person=person, ending=ending
    ), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/reopen", methods=["GET", "POST"])
@allow(Role.OFFICER)
def reopen(subject_id: int) -> Response | tuple[str, int]:
    """Open a closed case file again."""
    with editing(subject_id) as work:
        person = heading(work, subject_id)
    form = ReopenForm(version=str(person.version))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.reopen_case(work, form.command(subject_id))
            return done(
                work, form, _file(subject_id), _("The case file is open again. Ask the person for new consents.")
            )
    return render_template("cases/reopen.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/end-of-correction", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def correction(subject_id: int) -> Response | tuple[str, int]:
    """Turn correction into help after it, in one press."""
    with editing(subject_id) as work:
        person, ending = heading(work, subject_id), conditions_that_end(work.session, subject_id)
        today = work.today
    form = PageForm(version=str(person.version))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            end_correction(work, EndCorrection(subject_id, form.seen_version))
            return done(work, form, _file(subject_id), _("The correction has ended; the help goes on."))
    status = 422 if form.is_submitted() else 200
    return render_template("cases/correction.html", form=form, person=person, ending=ending, today=today), status


def _file(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id)
