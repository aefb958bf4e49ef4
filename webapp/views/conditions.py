"""A person's conditions: adding, ending, and that the order has been read."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import own_subject
from matching.queries.conditions import ConditionRow, conditions_of
from matching.queries.consents import nameable_providers
from matching.services import conditions as service
from matching.vocabulary import ConditionKind, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.conditions import CONDITION_FORMS, ConditionForm, ContactBanForm, EndConditionForm, stored_condition
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("conditions", __name__)


@pages.get("/people/<int:subject_id>/conditions")
@allow(Role.CASEWORKER, Role.OFFICER)
def page(subject_id: int) -> str:
    """What the order lays on the person."""
    with editing(subject_id) as work:
        person, held = heading(work, subject_id), conditions_of(work.session, subject_id, work.today)
        providers = dict(nameable_providers(work.session, own_subject(work.session, work.viewer, subject_id).unit_id))
    return render_template(
        "conditions/page.html", person=person, held=held, kinds=list(ConditionKind), providers=providers
    )


@pages.route("/people/<int:subject_id>/conditions/new/<code>", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def add(subject_id: int, code: str) -> Response | tuple[str, int]:
    """Add one condition of a kind."""
    kind = _kind(code)
    with editing(subject_id) as work:
        person, form = heading(work, subject_id), _form(work, subject_id, kind)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.add_condition(work, form.command(subject_id))
            return done(work, form, _list(subject_id), _("The condition is recorded."))
    return render_template(
        "conditions/add.html", form=form, person=person, kind=kind
    ), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/conditions/<int:condition_id>/edit", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def correct(subject_id: int, condition_id: int) -> Response | tuple[str, int]:
    """Correct a condition that holds."""
    with editing(subject_id) as work:
        person, held = heading(work, subject_id), _condition(work, subject_id, condition_id)
        form = _form(work, subject_id, held.kind, data=stored_condition(held))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored(subject_id, condition_id)), acting() as work:
            command = service.CorrectCondition(condition_id, form.seen_version, form.command(subject_id))
            service.correct_condition(work, command)
            return done(work, form, _list(subject_id), _("The condition is corrected."))
    return render_template(
        "conditions/add.html", form=form, person=person, kind=held.kind
    ), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/conditions/<int:condition_id>/end", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def end(subject_id: int, condition_id: int) -> Response | tuple[str, int]:
    """End a condition."""
    with editing(subject_id) as work:
        person, condition = heading(work, subject_id), _condition(work, subject_id, condition_id)
        form = EndConditionForm(ended_on=work.today)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.end_condition(work, form.command(subject_id, condition_id))
            return done(work, form, _list(subject_id), _("The condition has ended."))
    answer = render_template("conditions/end.html", form=form, person=person, condition=condition)
    return answer, 422 if form.is_submitted() else 200


@pages.post("/people/<int:subject_id>/conditions/read")
@allow(Role.CASEWORKER, Role.OFFICER)
def confirm(subject_id: int) -> Response:
    """Note that the order has been read and that these are all."""
    return press(
        lambda work: service.confirm_conditions(work, subject_id),
        _list(subject_id),
        _("Noted: the order has been read, and these are all."),
    )


def _condition(work: UnitOfWork, subject_id: int, condition_id: int) -> ConditionRow:
    held = conditions_of(work.session, subject_id, work.today)
    condition = next((row for row in held.rows if row.id == condition_id), None)
    if condition is None:
        raise NotFound
    return condition


def _stored(subject_id: int, condition_id: int) -> ConditionForm:
    with looking() as work:
        held = _condition(work, subject_id, condition_id)
        return _form(work, subject_id, held.kind, data=stored_condition(held), formdata=None)


def _form(work: UnitOfWork, subject_id: int, kind: ConditionKind, **options: Any) -> ConditionForm:
    form = CONDITION_FORMS[kind](**({"from_on": work.today} | options))
    if isinstance(form, ContactBanForm):
        unit_id = own_subject(work.session, work.viewer, subject_id).unit_id
        form.provider_id.choices = offered(nameable_providers(work.session, unit_id))
    return form


def _kind(code: str) -> ConditionKind:
    try:
        return ConditionKind(code)
    except ValueError:
        raise NotFound from None


def _list(subject_id: int) -> str:
    return url_for("conditions.page", subject_id=subject_id)
