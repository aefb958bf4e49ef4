"""The staff's side of offers: the list with what is to be checked first, and one offer with its answers."""

from flask import g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import ResettleError
from matching.queries.offers import OfferFilter, OfferPage, may_check, offer_list, offer_page
from matching.services import capacity
from matching.services import offers as service
from matching.services.offers import OFFICER_STEPS, FewerThanTaken, NoteMissing, NotReviewed, steps_from
from matching.vocabulary import OfferKind, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.checking import ModerateForm, OffersForm
from webapp.forms.offers import CountForm
from webapp.views.offers.frame import STEP_DONE, pages
from webapp.views.offers.posting import step_named

BESIDE: dict[type[ResettleError], str] = {
    NoteMissing: "note",
    NotReviewed: "is_reviewed",
    FewerThanTaken: "places",
}
"""Refusals that are about one field of the check."""


@pages.get("/offers")
@allow(*STAFF)
def published() -> str:
    """All offers that I may see: to check first, then published, paused and past ones."""
    form = OffersForm(request.args, meta={"csrf": False})
    wanted = OfferFilter(form.state.data, form.kind.data, form.words.data) if form.validate() else OfferFilter()
    with looking() as work:
        listed = offer_list(work, wanted, request.args.get("page", 1, type=int))
    return render_template("offers/published.html", listed=listed, form=form)


@pages.get("/offers/<int:offer_id>")
@allow(*STAFF)
def offer(offer_id: int) -> str:
    """One offer with everything it says."""
    return _page(offer_id, ModerateForm(formdata=None))


@pages.post("/offers/<int:offer_id>/moderate")
@allow(Role.OFFICER)
def moderate(offer_id: int) -> Response | tuple[str, int]:
    """Publish, return, pause, resume or close."""
    form = ModerateForm()
    step = step_named(request.form.get("step"))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, beside=BESIDE), acting() as work:
            service.moderate_offer(work, form.command(offer_id, step))
            return done(work, form, url_for("offers.offer", offer_id=offer_id), str(STEP_DONE[step]))
    return _page(offer_id, form), 422


@pages.post("/offers/<int:offer_id>/number-of-places")
@allow(Role.OFFICER)
def change_checked_places(offer_id: int) -> Response | tuple[str, int]:
    """Change the number of places of an open offer."""
    form = CountForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, beside=BESIDE), acting() as work:
            capacity.change_checked_places(work, form.command(offer_id))
            here = url_for("offers.offer", offer_id=offer_id)
            return done(work, form, here, _("The number of places is changed."))
    return _page(offer_id, ModerateForm(formdata=None), form), 422


def _page(offer_id: int, form: ModerateForm, counting: CountForm | None = None) -> str:
    with looking() as work:
        found: OfferPage = offer_page(work, offer_id)
        is_mine_to_check = g.viewer.has_role(Role.OFFICER) and may_check(work, offer_id)
    counting = counting or CountForm(formdata=None, data={"places": found.offer.places})
    form.version.data = counting.version.data = str(found.offer.version)
    if found.offer.kind is OfferKind.HOUSING:
        form.places.description = _("Ask the provider: a home is published only with its number of places.")
    return render_template(
        "offers/offer.html",
        page=found,
        form=form,
        steps=steps_from(found.offer.state, OFFICER_STEPS) if is_mine_to_check else (),
        counting=counting if is_mine_to_check and found.offer.state in capacity.COUNTED else None,
    )
