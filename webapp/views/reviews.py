"""Reviews: the queue, the one screen of a person and an offer, decisions, *Why not?*, people for an offer."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.errors import BadInput, NotFound
from matching.privacy import own_subject, subject_for
from matching.queries.candidates import people_for_offer
from matching.queries.reviews import MOST, earlier_decisions, review_queue
from matching.queries.search import UNSEEN, FoundOffer, offers_like, people_to_choose
from matching.queries.shortlist_panel import ShortlistPanel, panel_of
from matching.queries.suggestions import open_suggestions
from matching.records import Offer, Provider, Suggestion
from matching.services import reviews as service
from matching.services.pairs import Bar, pair_of
from matching.vocabulary import Role, SuggestionState
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.base import PageForm
from webapp.forms.reviews import FORMS, AskForm, DecisionForm, WhyNotForm
from webapp.wording.facts import noes_of, noes_tags, offer_lines, person_lines
from webapp.wording.names import RULES
from webapp.wording.review_page import (
    QuestionLine,
    bar_lines,
    bar_words,
    earlier_lines,
    exact,
    finding_lines,
    folded_rules,
    question_lines,
)

pages = Blueprint("reviews", __name__)
Page = str | tuple[str, int] | Response


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
        rows = [row for row in review_queue(work) if row.endorsed == 0]
    row = next((row for row in rows if row.subject_id == person), rows[0] if rows else None)
    if row is None:
        return redirect(url_for("reviews.queue"), code=303)
    address = url_for("reviews.review", subject_id=row.subject_id, offer_id=row.suggestions[0].offer_id)
    return redirect(address, code=303)


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


@pages.get("/people/<int:subject_id>/offers/<int:offer_id>")
@allow(*STAFF)
def review(subject_id: int, offer_id: int) -> Page:
    """One person and one offer: facts, score, rules, questions, decision."""
    return _review_page(subject_id, offer_id)


@pages.post("/people/<int:subject_id>/offers/<int:offer_id>")
@allow(Role.CASEWORKER)
def decide(subject_id: int, offer_id: int) -> Page:
    """Decide on one person and one offer, then lead to the next suggestion."""
    if request.form.get("decision") not in FORMS:
        raise BadInput
    form = FORMS[request.form["decision"]]()
    if isinstance(form, AskForm):
        with looking() as work:
            form.offer_facts([line.fact for line in question_lines(pair_of(work, subject_id, offer_id))])
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            decided = service.decide(work, form.command(subject_id, offer_id))
            address = url_for("reviews.following", person=subject_id)
            return done(work, form, address, _decided_words(decided))
    return _review_page(subject_id, offer_id, form)


@pages.post("/suggestions/<int:suggestion_id>/reopen")
@allow(Role.CASEWORKER)
def reopen(suggestion_id: int) -> Page:
    """Take an own decision back."""
    form = PageForm()
    if again := pressed_before(form):
        return again
    with acting() as work:
        found = service.reopen(work, suggestion_id)
        address = url_for("reviews.review", subject_id=found.subject_id, offer_id=found.offer_id)
        return done(work, form, address, _("The decision is taken back. You can decide again."))


@pages.get("/why-not")
@allow(*STAFF)
def why_not() -> Page:
    """Choose a person and an offer, and see why it is or is not suggested."""
    form = WhyNotForm(request.args)
    asked = "words" in request.args
    with looking() as work:
        people = people_to_choose(work)
        form.subject.choices = [(each.subject_id, f"{each.name} ({each.reference})") for each in people]
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
    """The viewer's people for one offer."""
    with looking() as work:
        offer = work.session.get(Offer, offer_id)
        if offer is None or offer.state in UNSEEN:
            raise NotFound
        provider = work.session.get_one(Provider, offer.provider_id)
        people = people_for_offer(work, offer_id)
    ids = [each.subject_id for each in people.candidates] + [each.subject_id for each in people.barred]
    with showing("candidates.seen", offer=offer_id, ids=ids):
        return render_template("reviews/candidates.html", offer=offer, provider=provider, people=people, rules=RULES)


@pages.app_template_global("shortlist_panel")
def shortlist_panel(subject_id: int) -> ShortlistPanel:
    """What a case file shows of a person's shortlist."""
    with looking() as work:
        return panel_of(work, subject_id)


def _review_page(subject_id: int, offer_id: int, sent: DecisionForm | None = None) -> tuple[str, int]:
    """Render the review screen as things stand now; a form that was sent keeps what was typed."""
    with showing("review.seen", subject_id, offer=offer_id) as work:
        pair = pair_of(work, subject_id, offer_id)
        earlier = earlier_lines(earlier_decisions(work.session, subject_id, offer_id), work.viewer)
        questions = question_lines(pair)
        page = render_template(
            "reviews/review.html",
            pair=pair,
            Bar=Bar,
            noes=noes_tags(pair.person),
            person=person_lines(pair.person, with_conditions=pair.sight.sees("conditions")),
            opening=offer_lines(pair.opening),
            bars=bar_lines(pair.explanation),
            findings=finding_lines(pair),
            folded=folded_rules(pair, work.today),
            questions=questions,
            earlier=earlier,
            forms=_forms(pair.digest, questions, sent),
            stop=bar_words(pair.bar) if pair.bar else "",
            exact=exact,
            sent=sent,
            reopen_form=PageForm(),
        )
    return page, 422 if sent is not None else 200


def _forms(digest: str, questions: list[QuestionLine], sent: DecisionForm | None) -> dict[str, DecisionForm]:
    """The four forms, each carrying the digest of what the page shows."""
    forms = {name: kind(formdata=None) for name, kind in FORMS.items()}
    asking = forms["ask"]
    if isinstance(asking, AskForm):
        asking.offer_facts([line.fact for line in questions])
        asking.facts.data = [line.fact.value for line in questions if line.is_needed]
    if sent is not None:
        forms[request.form["decision"]] = sent
    for name, form in forms.items():
        form.decision.data, form.version.data = name, digest
    return forms


def _decided_words(decided: Suggestion) -> str:
    words = {
        SuggestionState.ENDORSED: _("Endorsed. An officer may now propose it."),
        SuggestionState.DECLINED: _("Declined."),
        SuggestionState.HELD: _("Held until the day that you gave."),
        SuggestionState.NEEDS_INFORMATION: _("Asked. It comes back when the answers are recorded."),
    }
    return str(words[decided.state])
