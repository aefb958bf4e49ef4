"""Any person and any offer: why not, the people for an offer, and the panel of a case file."""

from flask import g, redirect, render_template, request, url_for

from matching.errors import NotFound
from matching.queries.candidates import people_for_offer
from matching.queries.search import UNSEEN, FoundOffer, offers_like, people_to_choose
from matching.queries.shortlist_panel import ShortlistPanel, panel_of
from matching.records import Offer, Provider
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import looking, showing
from webapp.forms.code_fields import offered
from webapp.forms.reviews import WhyNotForm
from webapp.views.reviews.blueprint import Page, pages
from webapp.wording.candidates import COLUMNS
from webapp.wording.kinds import held_words, none_words, sought_words
from webapp.wording.names import RULES
from webapp.wording.near import Around, way_lines


@pages.get("/why-not")
@allow(*STAFF)
def why_not() -> Page:
    """Choose a person and an offer, and see why it is or is not suggested."""
    form = WhyNotForm(request.args)
    asked = "words" in request.args
    with looking() as work:
        people = people_to_choose(work)
        form.subject.choices = offered((each.subject_id, f"{each.name} ({each.reference})") for each in people)
        found: list[FoundOffer] | None = None
        if asked and form.validate():
            found = offers_like(work, form.words.data or "")
    if found is not None and len(found) == 1:
        return redirect(url_for("reviews.review", subject_id=form.subject.data, offer_id=found[0].offer_id), code=303)
    with showing("caseload.seen", ids=[each.subject_id for each in people]):
        page = render_template("reviews/why_not.html", form=form, found=found, asked=asked, people=people)
    return page, 422 if asked and found is None else 200


@pages.get("/offers/<int:offer_id>/people")
@allow(*STAFF)
def candidates(offer_id: int) -> str:
    """The viewer's people for one offer; `whose=mine` leaves those for whom a caseworker answers."""
    mine_only = request.args.get("whose") == "mine" and g.viewer.has_role(Role.CASEWORKER)
    with looking() as work:
        offer = work.session.get(Offer, offer_id)
        if offer is None or offer.state in UNSEEN:
            raise NotFound
        provider = work.session.get_one(Provider, offer.provider_id)
        people = people_for_offer(work, offer_id, mine_only=mine_only)
    ids = [each.subject_id for each in people.candidates] + [each.subject_id for each in people.barred]
    with showing("candidates.seen", offer=offer_id, ids=ids):
        return render_template(
            "reviews/candidates.html",
            offer=offer,
            provider=provider,
            people=people,
            mine_only=mine_only,
            columns=COLUMNS[offer.kind],
            rules=RULES,
            near={each.subject_id: way_lines(each.pair, Around(provider.id or 0)) for each in people.near},
        )


@pages.app_template_global("shortlist_panel")
def shortlist_panel(subject_id: int) -> ShortlistPanel:
    """What a case file shows of a person's shortlists."""
    with looking() as work:
        return panel_of(work, subject_id)


for words in (sought_words, held_words, none_words):
    pages.add_app_template_global(words)
