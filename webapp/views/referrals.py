"""Handing a person's need to somebody who helps, and what came of it."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.errors import NotFound
from matching.privacy import subject_for
from matching.queries.needs import NeedRow, ReferralRow, needs_of
from matching.queries.services import ServicePage, service_page
from matching.services import referrals as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, pressed_before
from webapp.forms.referrals import OutcomeForm, ReferForm
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("referrals", __name__)


@pages.route("/people/<int:subject_id>/needs/<int:need_id>/refer", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def refer(subject_id: int, need_id: int) -> Response | tuple[str, int]:
    """Hand a need to a service of the directory, or to somebody in words."""
    with editing(subject_id) as work:
        person, need = heading(work, subject_id), _need(work, subject_id, need_id)
        wanted = {"answer_by_on": deadline("escalates").after(work.today), "version": str(need.version)}
        form = ReferForm(data=wanted | {"service_id": request.args.get("service", type=int)})
        chosen = _chosen(work, form)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.refer(work, form.command(subject_id, need_id))
            return done(work, form, _list(subject_id), _("The need is referred."))
    answer = render_template("referrals/refer.html", form=form, person=person, need=need, chosen=chosen)
    return answer, 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/referrals/<int:referral_id>", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def answer(subject_id: int, referral_id: int) -> Response | tuple[str, int]:
    """Note what came of a referral."""
    with editing(subject_id) as work:
        person, (need, referral) = heading(work, subject_id), _referral(work, subject_id, referral_id)
    form = OutcomeForm(before=referral.state, data={"version": str(referral.version)})
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.move_referral(work, form.command(subject_id, referral_id))
            return done(work, form, _list(subject_id), _("What came of the referral is noted."))
    page = render_template("referrals/answer.html", form=form, person=person, need=need, referral=referral)
    return page, 422 if form.is_submitted() else 200


def _need(work: UnitOfWork, subject_id: int, need_id: int) -> NeedRow:
    """An open need of the person."""
    found = next((row for row in _needs(work, subject_id) if row.id == need_id and row.is_open), None)
    if found is None:
        raise NotFound
    return found


def _referral(work: UnitOfWork, subject_id: int, referral_id: int) -> tuple[NeedRow, ReferralRow]:
    """A referral of the person, with its need."""
    pairs = ((need, row) for need in _needs(work, subject_id) for row in need.referrals)
    found = next((pair for pair in pairs if pair[1].id == referral_id), None)
    if found is None:
        raise NotFound
    return found


def _needs(work: UnitOfWork, subject_id: int) -> list[NeedRow]:
    _subject, sight = subject_for(work.session, work.viewer, subject_id)
    return needs_of(work.session, subject_id, sight, work.today)


def _chosen(work: UnitOfWork, form: ReferForm) -> ServicePage | None:
    """The service that was chosen in the directory; one that is not in sight counts as none."""
    try:
        return service_page(work, form.service) if form.service is not None else None
    except NotFound:
        form.service_id.data = None
        return None


def _list(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id, _anchor="needs")
