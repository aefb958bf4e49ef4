"""Looking for somebody who did not report."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.services import searches as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.notices import SearchStepForm
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("searches", __name__)


@pages.route("/people/<int:subject_id>/search", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def add(subject_id: int) -> Response | tuple[str, int]:
    """Write down what was tried to find a person."""
    with editing(subject_id) as work:
        person, form = heading(work, subject_id), SearchStepForm(tried_on=work.today)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.record_search(work, form.command(subject_id))
            to = url_for("subjects.case_file", subject_id=subject_id, _anchor="reporting")
            return done(work, form, to, _("What was tried is in the timeline."))
    return render_template("searches/add.html", form=form, person=person), 422 if form.is_submitted() else 200
