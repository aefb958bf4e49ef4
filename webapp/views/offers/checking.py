"""The staff's side of offers: the list with what is to be checked first, and one offer with its answers."""

from flask import g, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.queries.offers import OfferFilter, OfferPage, may_check, offer_list, offer_page
from matching.services import offers as service
from matching.services.offers import OFFICER_STEPS, steps_from
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.checking import ModerateForm, OffersForm
from webapp.views.offers.frame import STEP_DONE, pages
from webapp.views.offers.posting import step_named


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
        with attempt(form), acting() as work:
            service.moderate_offer(work, form.command(offer_id, step))
            return done(work, form, url_for("offers.offer", offer_id=offer_id), str(STEP_DONE[step]))
    return _page(offer_id, form), 422


def _page(offer_id: int, form: ModerateForm) -> str:
    with looking() as work:
        found: OfferPage = offer_page(work, offer_id)
        is_mine_to_check = g.viewer.has_role(Role.OFFICER) and may_check(work, offer_id)
    form.version.data = str(found.offer.version)
    steps = steps_from(found.offer.state, OFFICER_STEPS) if is_mine_to_check else ()
    return render_template("offers/offer.html", page=found, form=form, steps=steps)
