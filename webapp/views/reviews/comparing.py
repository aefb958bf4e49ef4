"""People for an offer, or offers for a person, side by side."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for

from matching.errors import NotFound
from matching.privacy import own_subject
from matching.queries.candidates import people_for_offer
from matching.queries.search import UNSEEN
from matching.queries.shortlist_panel import panel_of
from matching.queries.side_by_side import FEWEST, MOST, sides
from matching.records import Offer
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import looking, showing
from webapp.forms.batches import ticked_pairs
from webapp.forms.numbers import int_or_none
from webapp.views.reviews.blueprint import Page, pages
from webapp.wording.side_by_side import offer_sections, people_sections


@pages.get("/offers/<int:offer_id>/people/compare")
@allow(Role.CASEWORKER, Role.OFFICER)
def compare_people(offer_id: int) -> Page:
    """Some people for one offer side by side; without two to four of them, a choice."""
    if pairs := ticked_pairs(request.args.getlist("pair")):
        people = [pair.subject_id for pair in pairs if pair.offer_id == offer_id]
        return redirect(url_for("reviews.compare_people", offer_id=offer_id, person=people), code=303)
    people = _ticked("person")
    if not FEWEST <= len(people) <= MOST:
        return _choose_people(offer_id, people)
    with looking() as work:
        sides(work, [(person, offer_id) for person in people])
    with showing("people.compared", offer=offer_id, ids=people) as work:
        found = sides(work, [(person, offer_id) for person in people])
        return render_template("reviews/compare_people.html", sides=found, sections=people_sections(found))


@pages.get("/people/<int:subject_id>/offers/compare")
@allow(Role.CASEWORKER, Role.OFFICER)
def compare_offers(subject_id: int) -> Page:
    """Some offers for one person side by side; without two to four of them, a choice."""
    with looking() as work:
        own_subject(work.session, work.viewer, subject_id)
    offers = _ticked("offer")
    if not FEWEST <= len(offers) <= MOST:
        return _choose_offers(subject_id, offers)
    with showing("offers.compared", subject_id) as work:
        found = sides(work, [(subject_id, offer) for offer in offers])
        return render_template("reviews/compare_offers.html", sides=found, sections=offer_sections(found))


def _ticked(name: str) -> list[int]:
    """The numbers that the address names, each once."""
    numbers = (int_or_none(text) for text in request.args.getlist(name))
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _choose_people(offer_id: int, ticked: Sequence[int]) -> Page:
    with looking() as work:
        offer = work.session.get(Offer, offer_id)
        if offer is None or offer.state in UNSEEN:
            raise NotFound
        people = people_for_offer(work, offer_id).candidates
    with showing("candidates.seen", offer=offer_id, ids=[each.subject_id for each in people]):
        page = render_template(
            "reviews/choose_people.html", offer=offer, people=people, ticked=ticked, fewest=FEWEST, most=MOST
        )
    return page, 422 if ticked else 200


def _choose_offers(subject_id: int, ticked: Sequence[int]) -> Page:
    with showing("offers.compared", subject_id) as work:
        person = own_subject(work.session, work.viewer, subject_id)
        panel = panel_of(work, subject_id)
        page = render_template(
            "reviews/choose_offers.html", person=person, panel=panel, ticked=ticked, fewest=FEWEST, most=MOST
        )
    return page, 422 if ticked else 200
