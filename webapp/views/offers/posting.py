"""A provider's side of offers: the list, the preview, and what may be done with an opening."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import BadInput
from matching.queries.offer_gaps import PARTS
from matching.queries.offers import OfferFilter, offer_list, offer_page
from matching.queries.providers import own_provider
from matching.services import drafts
from matching.services import offers as service
from matching.services.capacity import COUNTED, change_own_places
from matching.services.offers import EDITABLE, PROVIDER_STEPS, FewerThanTaken, Step, TakeStep, steps_from
from matching.vocabulary import OfferKind, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.offers import CountForm, KindForm, OwnOffersForm
from webapp.forms.page_form import PageForm
from webapp.views.offers.frame import KINDS, STEP_DONE, pages

Answer = Response | str | tuple[str, int]


@pages.get("/my/openings")
@allow(Role.PROVIDER)
def mine() -> str:
    """My openings, and how the check of my registration stands."""
    form = OwnOffersForm(request.args, meta={"csrf": False})
    wanted = OfferFilter(form.state.data, form.kind.data) if form.validate() else OfferFilter()
    with looking() as work:
        provider = own_provider(work)
        listed = offer_list(work, wanted, request.args.get("page", 1, type=int))
    return render_template("offers/mine.html", listed=listed, provider=provider, form=form)


@pages.route("/my/openings/new", methods=["GET", "POST"])
@allow(Role.PROVIDER)
def start() -> Answer:
    """Start a new opening, asking first what it is."""
    with looking() as work:
        usual = drafts.USUAL.get(own_provider(work).kind)
    form = KindForm(data={"kind": usual})
    form.kind.choices = offered((kind.value, KINDS[kind]) for kind in OfferKind)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            offer = drafts.start_draft(work, form.kind.data)
            first = url_for("offers.edit_step", offer_id=offer.id, step=PARTS[offer.kind][0])
            return done(work, form, first)
    return render_template("offers/edit_kind.html", form=form), 422 if form.is_submitted() else 200


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
    return _page(offer_id, form), 422 if form.is_submitted() else 200


@pages.post("/my/openings/<int:offer_id>/number-of-places")
@allow(Role.PROVIDER)
def change_places(offer_id: int) -> Answer:
    """Change the number of places of an open opening, without a new check."""
    form = CountForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, beside={FewerThanTaken: "places"}), acting() as work:
            change_own_places(work, form.command(offer_id))
            here = url_for("offers.preview", offer_id=offer_id)
            return done(work, form, here, _("The number of places is changed."))
    return _page(offer_id, PageForm(formdata=None), form), 422


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


def _page(offer_id: int, form: PageForm, counting: CountForm | None = None) -> str:
    with looking() as work:
        found = offer_page(work, offer_id)
    counting = counting or CountForm(formdata=None, data={"places": found.offer.places})
    form.version.data = counting.version.data = str(found.offer.version)
    return render_template(
        "offers/preview.html",
        page=found,
        form=form,
        counting=counting if found.offer.state in COUNTED else None,
        is_editable=found.offer.state in EDITABLE,
        steps=steps_from(found.offer.state, PROVIDER_STEPS),
    )
