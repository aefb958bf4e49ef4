"""A person's profile: abilities, experience, limits and wishes."""

from collections.abc import Callable
from typing import Any, TypeAlias

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.queries.profiles import profile_of
from matching.services import profiles as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.profiles import AbilitiesForm, ExperienceForm, HomeForm, WishesForm, stored_profile
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("profiles", __name__)

Part: TypeAlias = AbilitiesForm | WishesForm | HomeForm


@pages.route("/people/<int:subject_id>/abilities", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def abilities(subject_id: int) -> Response | tuple[str, int]:
    """Skills and qualifications."""
    return _edited(
        subject_id,
        AbilitiesForm,
        service.save_abilities,
        "profiles/abilities.html",
        _("Skills and qualifications are saved."),
    )


@pages.route("/people/<int:subject_id>/wishes", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def wishes(subject_id: int) -> Response | tuple[str, int]:
    """Limits and wishes."""
    return _edited(
        subject_id, WishesForm, service.save_wishes, "profiles/wishes.html", _("Limits and wishes are saved.")
    )


@pages.route("/people/<int:subject_id>/home", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def home(subject_id: int) -> Response | tuple[str, int]:
    """What a home must have."""
    return _edited(subject_id, HomeForm, service.save_home, "profiles/home.html", _("What a home must have is saved."))


@pages.route("/people/<int:subject_id>/experience", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def experience(subject_id: int) -> Response | tuple[str, int]:
    """What work the person has done: add one at a time."""
    with editing(subject_id) as work:
        person, profile = heading(work, subject_id), profile_of(work.session, subject_id)
    form = ExperienceForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.add_experience(work, form.command(subject_id))
            return done(work, form, url_for("profiles.experience", subject_id=subject_id), _("The work is added."))
    page = render_template("profiles/experience.html", form=form, person=person, profile=profile)
    return page, 422 if form.is_submitted() else 200


@pages.post("/people/<int:subject_id>/experience/<int:experience_id>/remove")
@allow(Role.CASEWORKER, Role.OFFICER)
def remove_experience(subject_id: int, experience_id: int) -> Response:
    """Remove one stretch of work."""
    back = url_for("profiles.experience", subject_id=subject_id)
    return press(lambda work: service.remove_experience(work, subject_id, experience_id), back, _("It is removed."))


def _edited(
    subject_id: int, form_class: type[Part], save: Callable[[UnitOfWork, Any], object], template: str, message: str
) -> Response | tuple[str, int]:
    """Show one part of the profile in its form, and save what was typed."""
    with editing(subject_id) as work:
        person, profile = heading(work, subject_id), profile_of(work.session, subject_id)
    form = form_class(data=stored_profile(profile))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored(form_class, subject_id)), acting() as work:
            save(work, form.command(subject_id))
            return done(work, form, _profile(subject_id), message)
    return render_template(template, form=form, person=person), 422 if form.is_submitted() else 200


def _stored(form_class: type[Part], subject_id: int) -> Part:
    with looking() as work:
        return form_class(data=stored_profile(profile_of(work.session, subject_id)), formdata=None)


def _profile(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id, _anchor="profile")
