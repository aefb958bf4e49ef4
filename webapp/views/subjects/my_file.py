"""The file for the person: read and printed with them, and the corrections that they ask for."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.queries.correction_requests import corrections_of
from matching.queries.my_files import my_file as my_file_of
from matching.services import my_files as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.my_files import CorrectionForm, ShowFileForm
from webapp.views.subjects.frame import editing, heading, pages


@pages.route("/people/<int:subject_id>/file", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def my_file(subject_id: int) -> Response | tuple[str, int]:
    """What is held about a person, to read and print with them; and what they want corrected."""
    with editing(subject_id, "case_file.printed") as work:
        file = my_file_of(work, subject_id)
        today = work.today
    form = ShowFileForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.show_file(work, form.command(subject_id))
            back = url_for("subjects.case_file", subject_id=subject_id, _anchor="corrections")
            return done(work, form, back, _("Noted: the file was gone through with the person today."))
    page = render_template(
        "subjects/my_file.html", case=file.case, person=file.case.header, file=file, today=today, form=form
    )
    return page, 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/corrections/<int:correction_id>", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def correction(subject_id: int, correction_id: int) -> Response | tuple[str, int]:
    """Answer a correction that the person asked for."""
    with editing(subject_id) as work:
        person, rows = heading(work, subject_id), corrections_of(work.session, subject_id)
    asked = next((row for row in rows if row.id == correction_id), None)
    if asked is None:
        raise NotFound
    form = CorrectionForm(data={"version": str(asked.version)})
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.answer_correction(work, form.command(subject_id, correction_id))
            back = url_for("subjects.case_file", subject_id=subject_id, _anchor="corrections")
            return done(work, form, back, _("The answer is noted. Tell the person."))
    page = render_template("subjects/correction.html", form=form, person=person, asked=asked)
    return page, 422 if form.is_submitted() else 200
