"""Release notices: the list, recording one, its page, its receipt."""

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.queries.case_files import header_of
from matching.queries.notices import figures, notice_units, notices, one_notice, subject_of_notice
from matching.queries.offices_below import offices_below
from matching.queries.scans import scans_of
from matching.queries.staff import caseworkers, placeable_units
from matching.services import notices as service
from matching.vocabulary import LegalStatus, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.code_fields import offered
from webapp.forms.notices import NoticeFilterForm, NoticeForm, NoticeIntakeForm, ReceiptForm
from webapp.forms.numbers import int_or_none
from webapp.views.subjects.frame import editing, heading
from webapp.views.subjects.leading import file_or_list
from webapp.views.subjects.lists import look_alikes

pages = Blueprint("notices", __name__)


@pages.get("/notices")
@allow(*STAFF)
def listed() -> str:
    """What came in, what is overdue first."""
    form = NoticeFilterForm(request.args, meta={"csrf": False})
    only_open = request.args.get("show", "open") == "open"
    with looking() as work:
        form.unit.choices = offered(notice_units(work))
        chosen = form.unit.data if form.unit.data in dict(notice_units(work)) else None
        found = notices(work, chosen, int_or_none(request.args.get("page")) or 1, only_open)
        counted, today = figures(work), work.today
        below = [] if found.rows else offices_below(work)
    with acting() as work:
        record_act(work, "notices.seen", people=[row.subject_id for row in found.rows])
    kept = {"show": "open" if only_open else "all"} | ({"unit": chosen} if chosen else {})
    return render_template(
        "notices/listed.html",
        below=below,
        found=found,
        figures=counted,
        form=form,
        only_open=only_open,
        kept=kept,
        today=today,
    )


@pages.route("/notices/new", methods=["GET", "POST"])
@allow(Role.OFFICER)
def add_person() -> Response | tuple[str, int]:
    """Record a notice together with the person it announces, or with one who turns out to be here already."""
    form = NoticeIntakeForm()
    with looking() as work:
        form.unit_id.choices, form.caseworker_id.choices = offered(placeable_units(work)), offered(caseworkers(work))
        if not form.is_submitted():
            form.unit_id.data, form.received_on.typed = g.viewer.unit_id, form.received_on.split(work.today)
            form.legal_status.data = LegalStatus.RELEASED
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            if about := int_or_none(request.form.get("about")):
                notice = service.record_notice(work, about, form.notice())
                return done(work, form, _page(notice.id), _("The notice is recorded; the receipt is due."))
            subject, notice = service.take_in_noticed(work, form.command(), form.notice())
            return done(
                work,
                form,
                _after(file_or_list(work, subject.id or 0), notice.id),
                _("The notice is recorded; the person is expected."),
            )
    found = look_alikes(form) if form.refusals else []
    return render_template(
        "notices/add_person.html", form=form, found=found, may_record_here=True
    ), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/notices/new", methods=["GET", "POST"])
@allow(Role.OFFICER)
def add(subject_id: int) -> Response | tuple[str, int]:
    """Record a notice about a person who has a case file."""
    with editing(subject_id) as work:
        person = heading(work, subject_id)
        form = NoticeForm(received_on=work.today, release_on=person.release_on)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            notice = service.record_notice(work, subject_id, form.notice())
            return done(work, form, _page(notice.id), _("The notice is recorded; the receipt is due."))
    return render_template("notices/add.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.get("/notices/<int:notice_id>")
@allow(*STAFF)
def notice(notice_id: int) -> str:
    """One notice, and its receipt."""
    return _shown(notice_id, None)


@pages.get("/notices/<int:notice_id>/receipt")
@allow(Role.CASEWORKER, Role.OFFICER)
def receipt(notice_id: int) -> str:
    """The receipt, to print, sign and send."""
    with showing("notice.receipt_printed", _whose(notice_id), notice=notice_id) as work:
        found, today = one_notice(work, notice_id), work.today
    return render_template("notices/receipt.html", notice=found, row=found.row, today=today)


@pages.post("/notices/<int:notice_id>/receipt")
@allow(Role.OFFICER)
def send(notice_id: int) -> Response | tuple[str, int]:
    """Note that the receipt was sent."""
    form = ReceiptForm()
    _whose(notice_id)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            assert form.sent_on.data is not None
            service.send_receipt(work, notice_id, form.seen_version, form.sent_on.data)
            return done(work, form, _page(notice_id), _("The receipt is noted as sent."))
    return _shown(notice_id, form), 422


def _shown(notice_id: int, form: ReceiptForm | None) -> str:
    with showing("notice.seen", _whose(notice_id), notice=notice_id) as work:
        found = one_notice(work, notice_id)
        person = header_of(work.session, found.subject, found.sight, work.today)
        kept = scans_of(work.session, found.row.subject_id) if found.sight.sees("scans") else []
        form = form or ReceiptForm(formdata=None, sent_on=work.today, version=str(found.row.version))
        today = work.today
    mine = [row for row in kept if row.notice_id == notice_id]
    return render_template(
        "notices/notice.html", notice=found, row=found.row, person=person, form=form, scans=mine, today=today
    )


def _whose(notice_id: int) -> int:
    """Whose notice it is; a foreign one leaves no trace and is not found."""
    with looking() as work:
        return subject_of_notice(work, notice_id)


def _page(notice_id: int | None) -> str:
    return url_for("notices.notice", notice_id=notice_id)


def _after(intake_leads_to: str, notice_id: int | None) -> str:
    """The notice's page, or where the intake leads for a protected person who is not for this officer."""
    return intake_leads_to if intake_leads_to == url_for("subjects.caseload") else _page(notice_id)
