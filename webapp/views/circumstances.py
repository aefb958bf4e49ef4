"""The three noes: recording a finding, and its history."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.queries.circumstances import findings_of
from matching.services.circumstances import record_circumstance
from matching.vocabulary import CircumstanceKind, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.case_files import CircumstanceForm
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("circumstances", __name__)


@pages.route("/people/<int:subject_id>/circumstances/<code>", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def record(subject_id: int, code: str) -> Response | tuple[str, int]:
    """Record what was found about home, kin or work."""
    kind = _kind(code)
    with editing(subject_id) as work:
        person, history = heading(work, subject_id), findings_of(work.session, subject_id, kind, work.today)
        form = CircumstanceForm(found_on=work.today)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            record_circumstance(work, form.command(subject_id, kind))
            address = url_for("subjects.case_file", subject_id=subject_id, _anchor="three-noes")
            return done(work, form, address, _("The finding is recorded."))
    page = render_template("circumstances/record.html", form=form, person=person, kind=kind, history=history)
    return page, 422 if form.is_submitted() else 200


def _kind(code: str) -> CircumstanceKind:
    try:
        return CircumstanceKind(code)
    except ValueError:
        raise NotFound from None
