"""Scanned papers of a case file: keeping, opening, removing."""

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.queries.scans import papers_of, scans_of
from matching.services import scans as service
from matching.vocabulary import Role, ScanKind
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.scans import RemoveScanForm, ScanForm
from webapp.rendering import day
from webapp.views.subjects.frame import editing, heading
from webapp.wording.codes import label

pages = Blueprint("scans", __name__)


@pages.route("/people/<int:subject_id>/scans/new", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def add(subject_id: int) -> Response | tuple[str, int]:
    """Keep a scan or a photo of a signed paper."""
    with editing(subject_id) as work:
        person, form = heading(work, subject_id), _form(work, subject_id)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.keep_scan(work, form.command(subject_id), form.megabytes)
            return done(work, form, _list(subject_id), _("The paper is kept, encrypted. No provider ever sees it."))
    return render_template("scans/add.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.get("/people/<int:subject_id>/scans/<int:scan_id>")
@allow(Role.CASEWORKER, Role.OFFICER)
def download(subject_id: int, scan_id: int) -> Response:
    """Hand out one scan as a file; the look is recorded first."""
    with acting() as work:
        scan = service.open_scan(work, subject_id, scan_id)
        name = service.name_to_save(heading(work, subject_id).reference, scan)
    answer = Response(scan.content, mimetype=scan.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.route("/people/<int:subject_id>/scans/<int:scan_id>/remove", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def remove(subject_id: int, scan_id: int) -> Response | tuple[str, int]:
    """Remove a scan, for a reason."""
    with editing(subject_id) as work:
        service.one_scan(work, subject_id, scan_id)
        person = heading(work, subject_id)
        scan = next(row for row in scans_of(work.session, subject_id) if row.id == scan_id)
    form = RemoveScanForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            assert form.reason.data is not None
            service.remove_scan(work, service.RemoveScan(subject_id, scan_id, form.reason.data))
            return done(work, form, _list(subject_id), _("The paper is removed; the trace of it stays."))
    return render_template(
        "scans/remove.html", form=form, person=person, scan=scan
    ), 422 if form.is_submitted() else 200


def _form(work: UnitOfWork, subject_id: int) -> ScanForm:
    notice_id, consent_id = request.args.get("notice", type=int), request.args.get("consent", type=int)
    kind = ScanKind.CONSENT if consent_id else ScanKind.RELEASE_NOTICE if notice_id else None
    form = ScanForm(kind=kind, notice_id=notice_id, consent_id=consent_id)
    form.megabytes = current_app.config["SETTINGS"].scan_megabytes
    notices, consents = papers_of(work.session, subject_id)
    form.notice_id.choices = offered(
        (row.id, f"{row.sender} {row.number or ''} ({day(row.received_on)})") for row in notices
    )
    form.consent_id.choices = offered((id, f"{label(purpose)} ({paper})") for id, purpose, paper in consents)
    return form


def _list(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id, _anchor="scans")
