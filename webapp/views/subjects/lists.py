"""The caseload, and taking in a person."""

from flask import g, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.queries.caseloads import Caseload, CaseloadFilter
from matching.queries.caseloads import caseload as caseload_of
from matching.queries.duplicates import Duplicate, duplicates_mark, possible_duplicates
from matching.queries.offices_below import offices_below
from matching.queries.staff import caseworkers, placeable_units
from matching.services import intake as service
from matching.vocabulary import CaseState, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.subjects import IntakeForm, SearchForm
from webapp.views.subjects.frame import pages
from webapp.views.subjects.leading import file_or_list


@pages.route("/people", methods=["GET", "POST"])
@allow(*STAFF)
def caseload() -> tuple[str, int]:
    """The people of my unit and its villages: mine first. A name is sought by POST, so that no address holds it."""
    form = SearchForm()
    sent = form.validate_on_submit()
    wanted = CaseloadFilter(_only_mine(), _state(), (form.words.data or "") if sent else "", _page())
    with looking() as work:
        found = caseload_of(work, wanted)
        below = [] if found.total or wanted.words else offices_below(work)
    _record_seen(found)
    status = 422 if form.is_submitted() and not sent else 200
    return render_template(
        "subjects/caseload.html", form=form, found=found, wanted=wanted, states=list(CaseState), below=below
    ), status


@pages.route("/people/new", methods=["GET", "POST"])
@allow(Role.OFFICER)
def intake() -> Response | tuple[str, int]:
    """Take in a person; whoever may be the same is shown before anything is stored."""
    form = IntakeForm()
    with looking() as work:
        form.unit_id.choices, form.caseworker_id.choices = offered(placeable_units(work)), offered(caseworkers(work))
    if form.unit_id.data is None and not form.is_submitted():
        form.unit_id.data = g.viewer.unit_id
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            subject = service.take_in(work, form.command())
            return done(
                work, form, file_or_list(work, subject.id or 0), _("The case file is open; the person is expected.")
            )
    found = look_alikes(form) if form.refusals else []
    return render_template("subjects/intake.html", form=form, found=found), 422 if form.is_submitted() else 200


def look_alikes(form: IntakeForm) -> list[Duplicate]:
    """Read who may be the same person, with a trace of everybody whom the search met."""
    details = form.details()
    with acting() as work:
        found = possible_duplicates(work, details.name, details.born_on, details.identity_number)
        if found:
            record_act(work, "subject.duplicates_seen", people=[row.subject_id for row in found])
    form.seen.data = duplicates_mark(found)
    form.somebody_else.data = False
    return found


def _record_seen(found: Caseload) -> None:
    with acting() as work:
        record_act(work, "caseload.seen", people=[row.id for row in found.rows])


def _only_mine() -> bool:
    whose = request.args.get("whose") or ("mine" if g.viewer.has_role(Role.CASEWORKER) else "all")
    return whose == "mine"


def _state() -> CaseState | None:
    return next((state for state in CaseState if state.value == request.args.get("state")), None)


def _page() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
