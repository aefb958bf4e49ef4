"""A person's profile: abilities, experience, limits and wishes."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.queries.profiles import profile_of
from matching.services import profiles as service
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.profiles import AbilitiesForm, ExperienceForm, HomeForm, WishesForm, stored_profile
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("profiles", __name__)


@pages.route("/people/<int:subject_id>/abilities", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def abilities(subject_id: int) -> Response | tuple[str, int]:
    """Skills and qualifications."""
    with editing(subject_id) as work:
        person, profile = heading(work, subject_id), profile_of(work.session, subject_id)
    form = AbilitiesForm(data=stored_profile(profile))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored(AbilitiesForm, subject_id)), acting() as work:
            service.save_abilities(work, form.command(subject_id))
            return done(work, form, _profile(subject_id), _("Skills and qualifications are saved."))
    return render_template("profiles/abilities.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/wishes", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def wishes(subject_id: int) -> Response | tuple[str, int]:
    """Limits and wishes."""
    with editing(subject_id) as work:
        person, profile = heading(work, subject_id), profile_of(work.session, subject_id)
    form = WishesForm(data=stored_profile(profile))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored(WishesForm, subject_id)), acting() as work:
            service.save_wishes(work, form.command(subject_id))
            return done(work, form, _profile(subject_id), _("Limits and wishes are saved."))
    return render_template("profiles/wishes.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.route("/people/<int:subject_id>/home", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def home(subject_id: int) -> Response | tuple[str, int]:
    """What a home must have."""
    with editing(subject_id) as work:
        person, profile = heading(work, subject_id), profile_of(work.session, subject_id)
    form = HomeForm(data=stored_profile(profile))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _stored(HomeForm, subject_id)), acting() as work:
            service.save_home(work, form.command(subject_id))
            return done(work, form, _profile(subject_id), _("What a home must have is saved."))
    return render_template("profiles/home.html", form=form, person=person), 422 if form.is_submitted() else 200


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


def _stored(
    form: type[AbilitiesForm] | type[WishesForm] | type[HomeForm], subject_id: int
) -> AbilitiesForm | WishesForm | HomeForm:
    with looking() as work:
        return form(data=stored_profile(profile_of(work.session, subject_id)), formdata=None)


def _profile(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id, _anchor="profile")
