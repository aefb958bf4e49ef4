"""A person's needs: opening them, how far each has come, and what is ready."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import BadInput, NotFound
from matching.queries.needs import READINESS
from matching.services import needs as service
from matching.vocabulary import NeedKind, NeedState, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, press, pressed_before
from webapp.forms.case_files import NeedForm
from webapp.forms.page_form import PageForm
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("needs", __name__)


@pages.route("/people/<int:subject_id>/needs/new", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def add(subject_id: int) -> Response | tuple[str, int]:
    """Open a need."""
    with editing(subject_id) as work:
        person = heading(work, subject_id)
    form = NeedForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.open_need(work, form.command(subject_id))
            return done(work, form, _list(subject_id), _("The need is open."))
    return render_template("needs/add.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.post("/people/<int:subject_id>/needs/<int:need_id>")
@allow(Role.CASEWORKER, Role.OFFICER)
def move(subject_id: int, need_id: int) -> Response:
    """Note how far a need has come."""
    command = service.MoveNeed(subject_id, need_id, PageForm().seen_version, _state())
    return press(lambda work: service.move_need(work, command), _list(subject_id), _("The need is brought up to date."))


@pages.post("/people/<int:subject_id>/readiness/<code>")
@allow(Role.CASEWORKER, Role.OFFICER)
def note_ready(subject_id: int, code: str) -> Response:
    """Note that the person has something of the readiness list, or open a need for it."""
    kind = _ready_kind(code)
    back = url_for("subjects.case_file", subject_id=subject_id, _anchor="readiness")
    if request.form.get("answer") == "has":
        return press(lambda work: service.note_ready(work, subject_id, kind), back, _("Noted: the person has it."))
    need = service.OpenNeed(subject_id, kind)
    return press(lambda work: service.open_need(work, need), back, _("Noted as missing; a need is open for it."))


def _ready_kind(code: str) -> NeedKind:
    if code not in READINESS:
        raise NotFound
    return NeedKind(code)


def _state() -> NeedState:
    try:
        return NeedState(request.form.get("state", ""))
    except ValueError:
        raise BadInput from None


def _list(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id, _anchor="needs")
