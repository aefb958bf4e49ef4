"""The directory of services by others: whom a need can be referred to."""

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.queries.services import NeedInHand, ServiceFilter, need_in_hand, service_list, service_page
from matching.services import services as service
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.page_form import PageForm
from webapp.forms.services import ServiceForm, ServiceSearchForm, stored_service

pages = Blueprint("services", __name__)


@pages.get("/services")
@allow(*STAFF)
def directory() -> str:
    """Services of my line of units, by need and by words."""
    form = ServiceSearchForm(request.args, meta={"csrf": False})
    wanted = ServiceFilter()
    if form.validate():
        wanted = ServiceFilter(form.need.data, form.words.data, bool(form.to_check.data))
    with looking() as work:
        listed = service_list(work, wanted, request.args.get("page", 1, type=int))
    in_hand = _in_hand()
    kept = {"words": wanted.words, "need": wanted.need, "to_check": "y" if wanted.to_check else None}
    kept["need_id"] = str(in_hand.id) if in_hand else None
    return render_template("services/directory.html", listed=listed, form=form, in_hand=in_hand, kept=kept)


@pages.get("/services/<int:service_id>")
@allow(*STAFF)
def page(service_id: int) -> str:
    """One service, whom it is for in its own words, and what an officer must look at."""
    with looking() as work:
        found = service_page(work, service_id)
    return render_template(
        "services/page.html", page=found, in_hand=_in_hand(), may_change=g.viewer.has_role(Role.OFFICER)
    )


@pages.route("/services/new", methods=["GET", "POST"])
@allow(Role.OFFICER)
def add() -> Response | tuple[str, int]:
    """Write a service into the directory."""
    form = ServiceForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            added = service.add_service(work, form.details())
            return done(work, form, _page(added.id or 0), _("The service is in the directory."))
    return render_template("services/form.html", form=form, service_id=None), 422 if form.is_submitted() else 200


@pages.route("/services/<int:service_id>/edit", methods=["GET", "POST"])
@allow(Role.OFFICER)
def change(service_id: int) -> Response | tuple[str, int]:
    """Correct what the directory says of a service."""
    form = _form(service_id)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _form(service_id, formdata=None)), acting() as work:
            command = service.ChangeService(service_id, form.seen_version, form.details())
            service.change_service(work, command)
            return done(work, form, _page(service_id), _("The service is saved."))
    return render_template("services/form.html", form=form, service_id=service_id), 422 if form.is_submitted() else 200


@pages.post("/services/<int:service_id>/check")
@allow(Role.OFFICER)
def check(service_id: int) -> Response:
    """Note that I have looked at a service."""
    version = PageForm().seen_version
    return press(
        lambda work: service.check_service(work, service_id, version),
        _page(service_id),
        _("Noted: the service is checked."),
    )


def _in_hand() -> NeedInHand | None:
    """The need for which somebody looks, with a trace of whose it is."""
    with looking() as work:
        found = need_in_hand(work, request.args.get("need_id", type=int))
    if found is not None:
        with acting() as work:
            record_act(work, "case_file.seen", found.subject_id, need=found.id)
    return found


def _form(service_id: int, **options: object) -> ServiceForm:
    with looking() as work:
        return ServiceForm(data=stored_service(service_page(work, service_id).service), **options)


def _page(service_id: int) -> str:
    return url_for("services.page", service_id=service_id)
