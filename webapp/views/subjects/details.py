"""Correcting a person's details, noting that they have reported, and notes."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.privacy import own_subject
from matching.queries.staff import caseworkers, placeable_units
from matching.services import case_files, intake
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.subjects import DetailsForm, NoteForm, ReportForm, stored_details
from webapp.views.subjects.frame import editing, heading, pages
from webapp.views.subjects.leading import file_or_list


@pages.route("/people/<int:subject_id>/details", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def details(subject_id: int) -> Response | tuple[str, int]:
    """Correct who a person is, where they live, who is responsible."""
    with editing(subject_id) as work:
        person, form = heading(work, subject_id), _details_form(work, subject_id)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored_form(subject_id)), acting() as work:
            case_files.correct_details(work, form.correction(subject_id))
            return done(work, form, file_or_list(work, subject_id), _("The details are saved."))
    return render_template("subjects/details.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/report", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def report(subject_id: int) -> Response | tuple[str, int]:
    """Note that an expected person has come to the office."""
    with editing(subject_id) as work:
        person = heading(work, subject_id)
        form = ReportForm(reported_on=work.today)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            intake.report_subject(work, form.command(subject_id))
            return done(
                work,
                form,
                url_for("subjects.case_file", subject_id=subject_id),
                _("The person has reported; the case is open."),
            )
    return render_template("subjects/report.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/notes", methods=["GET", "POST"])
@allow(Role.CASEWORKER)
def note(subject_id: int) -> Response | tuple[str, int]:
    """Write a note into the timeline."""
    with editing(subject_id) as work:
        person = heading(work, subject_id)
    form = NoteForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            case_files.add_note(work, form.command(subject_id))
            return done(
                work,
                form,
                url_for("subjects.case_file", subject_id=subject_id, _anchor="timeline"),
                _("The note is in the timeline."),
            )
    return render_template("subjects/note.html", form=form, person=person), 422 if form.is_submitted() else 200


def _details_form(work: UnitOfWork, subject_id: int, **options: object) -> DetailsForm:
    subject = own_subject(work.session, work.viewer, subject_id)
    form = DetailsForm(data=stored_details(subject), **options)
    form.unit_id.choices, form.caseworker_id.choices = offered(placeable_units(work)), offered(caseworkers(work))
    return form


def _stored_form(subject_id: int) -> DetailsForm:
    with looking() as work:
        return _details_form(work, subject_id, formdata=None)
