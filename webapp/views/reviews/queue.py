"""The review queue, and what leads into it and on."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.privacy import own_subject, subject_for
from matching.queries.reviews import MOST, review_queue
from matching.queries.suggestions import open_suggestions
from matching.records import Proposal, Suggestion
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import looking, showing
from webapp.views.reviews.blueprint import pages
from webapp.wording.facts import noes_of


@pages.get("/reviews")
@allow(Role.CASEWORKER)
def queue() -> str:
    """The viewer's people with suggestions to decide on."""
    mine_only = request.args.get("whose") == "mine"
    with looking() as work:
        rows = review_queue(work, mine_only=mine_only)
    shown = rows[:MOST]
    with showing("reviews.seen", ids=[row.subject_id for row in shown]):
        return render_template("reviews/queue.html", rows=shown, total=len(rows), mine_only=mine_only, noes_of=noes_of)


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


@pages.get("/reviews/next")
@allow(Role.CASEWORKER)
def following() -> Response:
    """Lead on after a decision: to the person's next suggestion, else the next person's, else the queue."""
    person = request.args.get("person", type=int)
    with looking() as work:
        rows = [row for row in review_queue(work) if row.pressing]
    row = next((row for row in rows if row.subject_id == person), rows[0] if rows else None)
    if row is None:
        return redirect(url_for("reviews.queue"), code=303)
    address = url_for("reviews.review", subject_id=row.subject_id, offer_id=row.pressing[0].offer_id)
    return redirect(address, code=303)


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
