"""A provider's side of offers: the list, the form page by page, the preview, and what may be done later."""

from collections.abc import Mapping
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import BadInput, NotFound
from matching.queries.offer_gaps import PARTS
from matching.queries.offers import OfferFilter, OfferPage, offer_list, offer_page
from matching.queries.providers import own_provider
from matching.scoring.occupations import occupation_for, occupation_name
from matching.services import drafts
from matching.services import offers as service
from matching.services.offers import EDITABLE, PROVIDER_STEPS, Step, TakeStep, steps_from
from matching.vocabulary import CoordinatesFrom, OfferKind, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.choices import is_chinese
from webapp.forms.offers import HoursForm, PayForm, PlacesForm, PostsForm, WhereForm, WhoForm, WorkForm
from webapp.forms.page_form import PageForm
from webapp.views.offers.frame import STEP_DONE, pages

Answer = Response | str | tuple[str, int]

FORMS: Mapping[str, type[PageForm]] = {
    "work": WorkForm,
    "where": WhereForm,
    "hours": HoursForm,
    "pay": PayForm,
    "who": WhoForm,
    "posts": PostsForm,
    "places": PlacesForm,
}


@pages.get("/my/openings")
@allow(Role.PROVIDER)
def mine() -> str:
    """My openings, and how the check of my registration stands."""
    page = request.args.get("page", 1, type=int)
    with looking() as work:
        provider = own_provider(work)
        listed = offer_list(work, OfferFilter(), page)
    return render_template("offers/mine.html", listed=listed, provider=provider, form=PageForm(formdata=None))


@pages.post("/my/openings")
@allow(Role.PROVIDER)
def start() -> Response:
    """Start a new opening."""
    form = PageForm()
    if again := pressed_before(form):
        return again
    with acting() as work:
        offer = drafts.start_draft(work, OfferKind.JOB)
        return done(work, form, url_for("offers.edit_step", offer_id=offer.id, step="work"))


@pages.route("/my/openings/<int:offer_id>/<step>", methods=["GET", "POST"])
@allow(Role.PROVIDER)
def edit_step(offer_id: int, step: str) -> Answer:
    """One page of the form, saved as it goes."""
    stored, parts = _stored(offer_id, step)
    if stored.offer.state not in EDITABLE:
        return redirect(url_for("offers.preview", offer_id=offer_id), code=303)
    form = _form(step, stored)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _form(step, _stored(offer_id, step)[0], formdata=None)), acting() as work:
            drafts.save_part(work, offer_id, form.seen_version, _part(form))
            return done(work, form, _next_page(offer_id, step, parts, form))
    place = parts.index(step)
    return render_template(
        f"offers/steps/{step}.html",
        form=form,
        offer=stored.offer,
        unit=stored.unit,
        step=step,
        parts=parts,
        number=place + 1,
        before=parts[place - 1] if place else None,
        guessed=_guess_to_confirm(stored),
    ), 422 if form.is_submitted() else 200


@pages.route("/my/openings/<int:offer_id>/preview", methods=["GET", "POST"])
@allow(Role.PROVIDER)
def preview(offer_id: int) -> Answer:
    """The opening as officers will see it: what is missing, send it, and what may be done later."""
    form = PageForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.submit_offer(work, offer_id, form.seen_version)
            return done(
                work,
                form,
                url_for("offers.mine"),
                _("The opening is sent. An officer checks it; you see here what comes of it."),
            )
    with looking() as work:
        found = offer_page(work, offer_id)
    form.version.data = str(found.offer.version)
    return render_template(
        "offers/preview.html",
        page=found,
        form=form,
        is_editable=found.offer.state in EDITABLE,
        steps=steps_from(found.offer.state, PROVIDER_STEPS),
    ), 422 if form.is_submitted() else 200


@pages.post("/my/openings/<int:offer_id>/change")
@allow(Role.PROVIDER)
def change(offer_id: int) -> Response:
    """Pause, resume, mend, withdraw or close an opening."""
    step = step_named(request.form.get("step"))
    command = TakeStep(offer_id, step, PageForm().seen_version)
    here = url_for("offers.preview", offer_id=offer_id)
    return press(lambda work: service.step_own_offer(work, command), here, str(STEP_DONE[step]))


@pages.post("/my/openings/<int:offer_id>/copy")
@allow(Role.PROVIDER)
def copy(offer_id: int) -> Response:
    """Start a new opening from a past one."""
    form = PageForm()
    if again := pressed_before(form):
        return again
    with acting() as work:
        offer = drafts.copy_offer(work, offer_id)
        message = _("This is a copy. Look through it, set the dates and send it.")
        return done(work, form, url_for("offers.preview", offer_id=offer.id), message)


def step_named(name: str | None) -> Step:
    """The step that a button names. Raises BadInput for any other text."""
    try:
        return Step(name or "")
    except ValueError:
        raise BadInput from None


def _stored(offer_id: int, step: str) -> tuple[OfferPage, tuple[str, ...]]:
    with looking() as work:
        found = offer_page(work, offer_id)
    parts = PARTS.get(found.offer.kind, ())
    if step not in parts:
        raise NotFound
    return found, parts


def _form(step: str, stored: OfferPage, **options: Any) -> PageForm:
    """Make the form of one page with what is stored; what only stands in is left empty."""
    offer = stored.offer
    values = {
        **(stored.terms.model_dump() if stored.terms else {}),
        **offer.model_dump(),
        "skills": "\n".join(offer.skills),
    }
    if step == "posts":
        options["exclusions"] = offer.exclusions
    for name in _standing_in(stored):
        values.pop(name, None)
    return FORMS[step](data=values, **options)


def _standing_in(stored: OfferPage) -> list[str]:
    """Fields that nobody has filled yet: the unit's coordinates, one place to confirm, the terms of a new draft."""
    names = []
    if stored.offer.coordinates_from is CoordinatesFrom.UNIT:
        names += ["latitude", "longitude"]
    if stored.offer.places_to_confirm:
        names += ["places"]
    if getattr(stored.terms, "pay_from", None) is None:
        names += ["pay_period", "contract", "lodging"]
    return names


def _part(form: PageForm) -> drafts.Part:
    if isinstance(form, WorkForm):
        return form.part(occupation_for(form.title.data or ""))
    part: drafts.Part = form.part()
    return part


def _next_page(offer_id: int, step: str, parts: tuple[str, ...], form: PageForm) -> str:
    """Where *Save and continue* leads: on, or back to this page where something is to be confirmed or added."""
    if isinstance(form, WorkForm) and form.is_unsaid and occupation_for(form.title.data or ""):
        return url_for("offers.edit_step", offer_id=offer_id, step=step, confirm=1)
    if "again" in request.form:
        return url_for("offers.edit_step", offer_id=offer_id, step=step)
    place = parts.index(step) + 1
    if "leave" in request.form:
        return url_for("offers.mine")
    if place == len(parts) or request.args.get("back") == "preview":
        return url_for("offers.preview", offer_id=offer_id)
    return url_for("offers.edit_step", offer_id=offer_id, step=parts[place])


def _guess_to_confirm(stored: OfferPage) -> str | None:
    """The kind of work that was taken from the title, on the page that asks to confirm it."""
    code = stored.offer.occupation_code
    if not code or request.args.get("confirm") is None or g.viewer.provider_id is None:
        return None
    return occupation_name(code, "zh" if is_chinese() else "en")
