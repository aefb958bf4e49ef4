"""Making one case file of two about the same person."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.errors import NotFound
from matching.privacy import own_subject, subject_for
from matching.queries.duplicates import Duplicate, possible_duplicates
from matching.queries.search import subject_by_reference
from matching.queries.two_files import TwoFiles, two_files
from matching.services.cases.merging import merge_cases
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.cases import FindFileForm, MergeForm, merge_form
from webapp.views.cases.blueprint import pages
from webapp.views.subjects.frame import editing, heading
from webapp.wording.two_files import DETAILS, value_words


@pages.route("/people/<int:subject_id>/merge", methods=["GET", "POST"])
@allow(Role.OFFICER)
def find(subject_id: int) -> Response | tuple[str, int]:
    """Find the other case file of the same person."""
    with editing(subject_id) as work:
        person, form = heading(work, subject_id), FindFileForm()
    if form.validate_on_submit():
        other = _with_reference(form.reference.data or "")
        if other is not None and other != subject_id:
            return redirect(url_for("cases.compare", subject_id=subject_id, other_id=other), code=303)
        form.add_refusal(_("Your office has no other case file with this reference."))
    status = 422 if form.is_submitted() else 200
    return render_template("cases/merge_find.html", form=form, person=person, found=_alike(subject_id)), status


@pages.route("/people/<int:subject_id>/merge/<int:other_id>", methods=["GET", "POST"])
@allow(Role.OFFICER)
def compare(subject_id: int, other_id: int) -> Response | tuple[str, int]:
    """See both files side by side, choose what holds, and make one of them."""
    both = _both(subject_id, other_id)
    form = _form(both)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            merge_cases(work, form.command(subject_id, other_id))
            to = url_for("subjects.case_file", subject_id=subject_id)
            return done(
                work, form, to, _("One case file holds everything now; the other one is closed and leads here.")
            )
    return render_template("cases/compare.html", form=form, both=both), 422 if form.is_submitted() else 200


def _with_reference(reference: str) -> int | None:
    with looking() as work:
        return subject_by_reference(work, reference)


def _alike(subject_id: int) -> list[Duplicate]:
    """The people of the own office who may be the same, with a trace of everybody whom the search met."""
    with acting() as work:
        subject = own_subject(work.session, work.viewer, subject_id)
        found = possible_duplicates(work, subject.name, subject.born_on, subject.identity_number, subject_id)
        found = [row for row in found if row.is_visible]
        if found:
            record_act(work, "subject.duplicates_seen", people=[row.subject_id for row in found])
    return found


def _both(subject_id: int, other_id: int) -> TwoFiles:
    """Read both files after an audit entry for each; a foreign one leaves none and is not found."""
    with looking() as work:
        for each in (subject_id, other_id):
            own_subject(work.session, work.viewer, each)
        if subject_id == other_id:
            raise NotFound
    with acting() as work:
        record_act(work, "subject.compared", other_id, other=subject_id)
    with showing("subject.compared", subject_id, other=other_id) as work:
        stays, sight = subject_for(work.session, work.viewer, subject_id)
        goes, _sight = subject_for(work.session, work.viewer, other_id)
        return two_files(work.session, stays, goes, sight, work.today)


def _form(both: TwoFiles) -> MergeForm:
    rows = (
        (row, DETAILS[row.name], value_words(row, row.stays, both.names), value_words(row, row.goes, both.names))
        for row in both.differences
    )
    return merge_form(rows, version=str(both.stays.version), other_version=str(both.goes.version))
