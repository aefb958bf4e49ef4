"""A person's offences. Only caseworkers read and record judgments."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.privacy import subject_for
from matching.queries.offences import offences_of
from matching.services import offences as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, press, pressed_before
from webapp.forms.offences import OffenceForm
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("offences", __name__)


@pages.route("/people/<int:subject_id>/offences", methods=["GET", "POST"])
@allow(Role.CASEWORKER)
def page(subject_id: int) -> Response | tuple[str, int]:
    """What judgments say, coded; add one at a time."""
    with editing(subject_id) as work:
        _subject, sight = subject_for(work.session, work.viewer, subject_id)
        person, held = heading(work, subject_id), offences_of(work.session, subject_id, sight)
    form = OffenceForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.record_offence(work, form.command(subject_id))
            hidden = bool(form.as_minor.data or form.is_sealed.data)
            message = (
                _("The offence is recorded, and the person is protected.") if hidden else _("The offence is recorded.")
            )
            return done(work, form, _list(subject_id), message)
    return render_template(
        "offences/page.html", form=form, person=person, held=held
    ), 422 if form.is_submitted() else 200


@pages.post("/people/<int:subject_id>/offences/<int:offence_id>/remove")
@allow(Role.CASEWORKER)
def remove(subject_id: int, offence_id: int) -> Response:
    """Remove an offence that was recorded by mistake."""
    return press(
        lambda work: service.remove_offence(work, subject_id, offence_id), _list(subject_id), _("It is removed.")
    )


@pages.post("/people/<int:subject_id>/offences/read")
@allow(Role.CASEWORKER)
def confirm(subject_id: int) -> Response:
    """Note that the judgment has been read and that these are all."""
    return press(
        lambda work: service.confirm_offences(work, subject_id),
        _list(subject_id),
        _("Noted: the judgment has been read, and these are all."),
    )


def _list(subject_id: int) -> str:
    return url_for("offences.page", subject_id=subject_id)
