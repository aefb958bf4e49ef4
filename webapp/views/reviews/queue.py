"""The review queue, and what leads into it and on."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.privacy import own_subject, subject_for
from matching.queries.reviews import MOST, review_queue, shared_offers
from matching.queries.suggestions import open_suggestions
from matching.records import Proposal, Suggestion
from matching.services.batches import MOST_PAIRS
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import looking, showing
from webapp.forms.page_form import PageForm
from webapp.views.reviews.blueprint import pages
from webapp.views.reviews.last import last_decided
from webapp.wording.facts import noes_of


@pages.get("/reviews")
@allow(Role.CASEWORKER)
def queue() -> str:
    """The viewer's people with suggestions to decide on."""
    mine_only = request.args.get("whose") == "mine"
    with looking() as work:
        rows = review_queue(work, mine_only=mine_only)
        last = last_decided(work)
    shown = rows[:MOST]
    with showing("reviews.seen", ids=[row.subject_id for row in shown]):
        return render_template(
            "reviews/queue.html",
            rows=shown,
            total=len(rows),
            mine_only=mine_only,
            noes_of=noes_of,
            shared=shared_offers(rows),
            most=MOST_PAIRS,
            last=last,
            undo_form=PageForm(),
        )


@pages.get("/people/<int:subject_id>/review")
@allow(Role.CASEWORKER)
def first(subject_id: int) -> Response:
    """Lead to a person's first open suggestion."""
    with looking() as work:
        own_subject(work.session, work.viewer, subject_id)
        opened = open_suggestions(work.session, [subject_id], work.today).get(subject_id, [])
    if not opened:
        return redirect(url_for("reviews.queue"), code=303)
    return redirect(url_for("reviews.review", subject_id=subject_id, offer_id=opened[0].offer_id), code=303)


@pages.get("/proposals/<int:proposal_id>/review")
@allow(*STAFF)
def proposed(proposal_id: int) -> Response:
    """Lead from a direct proposal to its person and offer."""
    with looking() as work:
        found = work.session.get(Proposal, proposal_id)
        if found is None:
            raise NotFound
        subject_for(work.session, work.viewer, found.subject_id)
    return redirect(url_for("reviews.review", subject_id=found.subject_id, offer_id=found.offer_id), code=303)


@pages.get("/suggestions/<int:suggestion_id>")
@allow(*STAFF)
def suggestion(suggestion_id: int) -> Response:
    """Lead from a suggestion to its person and offer."""
    with looking() as work:
        found = work.session.get(Suggestion, suggestion_id)
        if found is None:
            raise NotFound
        subject_for(work.session, work.viewer, found.subject_id)
    return redirect(url_for("reviews.review", subject_id=found.subject_id, offer_id=found.offer_id), code=303)
