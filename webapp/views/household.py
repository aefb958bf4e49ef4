"""A person's household: who lives with them or would move in along."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.queries.household import MemberRow, household_of
from matching.services import household as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.household import MemberForm, stored_member
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("household", __name__)


@pages.route("/people/<int:subject_id>/household", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def page(subject_id: int) -> Response | tuple[str, int]:
    """Everybody of the household; add one at a time."""
    with editing(subject_id) as work:
        person, held = heading(work, subject_id), household_of(work.session, subject_id, work.today)
    form = MemberForm(moves_along=True)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.add_member(work, form.new(subject_id))
            return done(work, form, _list(subject_id), _("The household is brought up to date."))
    answer = render_template("household/page.html", form=form, person=person, held=held)
    return answer, 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/household/<int:member_id>", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def change(subject_id: int, member_id: int) -> Response | tuple[str, int]:
    """Correct what is recorded of somebody."""
    with editing(subject_id) as work:
        person, member = heading(work, subject_id), _member(work, subject_id, member_id)
    form = MemberForm(data=stored_member(member))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored(subject_id, member_id)), acting() as work:
            service.change_member(work, form.changed(subject_id, member_id))
            return done(work, form, _list(subject_id), _("The household is brought up to date."))
    answer = render_template("household/change.html", form=form, person=person, member=member)
    return answer, 422 if form.is_submitted() else 200


@pages.post("/people/<int:subject_id>/household/<int:member_id>/remove")
@allow(Role.CASEWORKER, Role.OFFICER)
def remove(subject_id: int, member_id: int) -> Response:
    """Take somebody out of the household."""
    return press(
        lambda work: service.remove_member(work, subject_id, member_id),
        _list(subject_id),
        _("The household is brought up to date."),
    )


@pages.post("/people/<int:subject_id>/household/asked")
@allow(Role.CASEWORKER, Role.OFFICER)
def asked(subject_id: int) -> Response:
    """Note that the person was asked and that these are all."""
    return press(
        lambda work: service.household_asked(work, subject_id),
        _list(subject_id),
        _("Noted: the person was asked, and these are all."),
    )


def _member(work: UnitOfWork, subject_id: int, member_id: int) -> MemberRow:
    held = household_of(work.session, subject_id, work.today)
    member = next((row for row in held.rows if row.id == member_id), None)
    if member is None:
        raise NotFound
    return member


def _stored(subject_id: int, member_id: int) -> MemberForm:
    with looking() as work:
        return MemberForm(data=stored_member(_member(work, subject_id, member_id)), formdata=None)


def _list(subject_id: int) -> str:
    return url_for("household.page", subject_id=subject_id)
