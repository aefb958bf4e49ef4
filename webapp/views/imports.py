"""Files to import: templates, trying out, and the one press that imports."""

from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import BadInput, NotFound
from matching.importing.mapping import ImportKind, Mapping
from matching.importing.templates import columns_of, csv_template, xlsx_template
from matching.services.imports import uploads as service
from matching.services.imports.files import NothingStored
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, done, looking, pressed_before, showing
from webapp.forms.imports import UploadForm
from webapp.forms.page_form import PageForm
from webapp.wording.errors import error_message
from webapp.wording.imports import ABOUT, MEANINGS, NOUNS, fault_words, template_words

pages = Blueprint("imports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/imports")
@allow(Role.OFFICER, Role.PROVIDER)
def choose() -> str:
    """List what can be imported."""
    with looking() as work:
        kinds = service.kinds_for(work)
    return render_template("imports/choose.html", kinds=kinds, nouns=NOUNS, about=ABOUT)


@pages.route("/imports/<kind>", methods=["GET", "POST"])
@allow(Role.OFFICER, Role.PROVIDER)
def upload(kind: str) -> Response | tuple[str, int]:
    """Offer the template, take a filled one and try it out."""
    with looking() as work:
        mapping = _mapping(work, kind)
    form = UploadForm()
    form.megabytes = current_app.config["SETTINGS"].upload_megabytes
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        report = _tried_out(form, mapping.kind)
        if report is not None:
            with acting() as work:
                kept = service.keep_upload(work, form.command(mapping.kind, report))
                return done(work, form, url_for("imports.report", upload_id=kept.id))
    page = render_template(
        "imports/upload.html", form=form, kind=mapping.kind, nouns=NOUNS, about=ABOUT, columns=columns_of(mapping),
        meanings=MEANINGS, most_rows=service.MOST_ROWS[mapping.kind],
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@pages.get("/imports/<kind>/template.csv")
@allow(Role.OFFICER, Role.PROVIDER)
def csv_file(kind: str) -> Response:
    """Hand out the template as CSV."""
    with looking() as work:
        mapping = _mapping(work, kind)
    return _file(csv_template(mapping), "text/csv; charset=utf-8", f"{kind}.csv")


@pages.get("/imports/<kind>/template.xlsx")
@allow(Role.OFFICER, Role.PROVIDER)
def xlsx_file(kind: str) -> Response:
    """Hand out the template as a workbook with explanations."""
    with looking() as work:
        mapping = _mapping(work, kind)
    return _file(xlsx_template(mapping, template_words(mapping)), XLSX, f"{kind}.xlsx")


@pages.get("/imports/uploads/<int:upload_id>")
@allow(Role.OFFICER, Role.PROVIDER)
def report(upload_id: int) -> str:
    """Show what importing a file would do, or has done."""
    with looking() as work:
        service.own_upload(work, upload_id)
    with showing("upload.seen", upload=upload_id) as work:
        found = service.own_upload(work, upload_id)
    kind = service.kind_of(found)
    return render_template(
        "imports/report.html", upload=found, kind=kind, nouns=NOUNS, fault_words=fault_words, form=PageForm()
    )


@pages.post("/imports/uploads/<int:upload_id>/apply")
@allow(Role.OFFICER, Role.PROVIDER)
def apply(upload_id: int) -> Response:
    """Import a file that was tried out, all of it or nothing."""
    form, here = PageForm(), url_for("imports.report", upload_id=upload_id)
    if again := pressed_before(form):
        return again
    try:
        with acting() as work:
            service.apply_upload(work, upload_id)
            return done(work, form, here, _("Imported."))
    except NothingStored as refusal:
        with acting() as work:
            service.renew_report(work, upload_id, refusal)
            return done(work, form, here, error_message(refusal))


@pages.post("/imports/uploads/<int:upload_id>/drop")
@allow(Role.OFFICER, Role.PROVIDER)
def drop(upload_id: int) -> Response:
    """Forget a file that somebody sent."""
    form = PageForm()
    if again := pressed_before(form):
        return again
    with acting() as work:
        service.drop_upload(work, upload_id)
        return done(work, form, url_for("imports.choose"), _("The file was forgotten. Nothing was imported."))


def _mapping(work: UnitOfWork, kind: str) -> Mapping:
    if kind not in list(service.kinds_for(work)):
        raise NotFound
    return service.mapping_for(work, ImportKind(kind))


def _tried_out(form: UploadForm, kind: ImportKind) -> dict[str, Any] | None:
    """What an import would do; None where the file cannot be read, which the form then says."""
    try:
        table = service.rows_of(kind, form.content)
        with acting() as work:
            report = service.try_out(work, kind, table)
            work.session.rollback()
            return report
    except BadInput as fault:
        form.refuse_file(error_message(fault))
        return None


def _file(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
