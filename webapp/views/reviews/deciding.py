"""One person and one offer: the screen and the decisions."""

from datetime import datetime
from typing import NamedTuple

from flask import g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import BadInput, NotFound
from matching.privacy import own_subject, subject_for
from matching.queries.moving_up import moving_up
from matching.queries.proposals import proposal_of
from matching.queries.review_walk import Place, Stop, following, place_of, waiting_pairs
from matching.queries.reviews import earlier_decisions
from matching.queries.suggestions import OpenSuggestion
from matching.records import Account, Suggestion
from matching.services import reviews as service
from matching.services.direct_proposals import propose_directly
from matching.services.pairs import Bar, Pair, pair_of
from matching.vocabulary import CaseState, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.page_form import PageForm
from webapp.forms.reviews import FORMS, AskForm, DecisionForm, DeclineForm, DirectForm
from webapp.views.reviews.blueprint import Page, pages
from webapp.views.reviews.last import last_decided, remember
from webapp.wording.batches import decided_words, effects_of
from webapp.wording.facts import noes_tags, offer_lines, person_lines
from webapp.wording.review_page import (
    QuestionLine,
    bar_lines,
    bar_words,
    earlier_lines,
    finding_lines,
    folded_rules,
    question_lines,
)


@pages.get("/people/<int:subject_id>/offers/<int:offer_id>")
@allow(*STAFF)
def review(subject_id: int, offer_id: int) -> Page:
    """One person and one offer: facts, score, rules, questions, decision."""
    return _review_page(subject_id, offer_id)


class DirectLine(NamedTuple):
    """What an officer has proposed for the pair: who, when, why, and where it is followed."""

    proposal_id: int
    by: str
    since: datetime
    reason: str | None


@pages.post("/people/<int:subject_id>/offers/<int:offer_id>")
@allow(Role.CASEWORKER, Role.OFFICER)
def decide(subject_id: int, offer_id: int) -> Page:
    """Decide on one person and one offer, then lead to the next suggestion.

    An officer decides only where a unit below asks theirs to be the second person.
    """
    if request.form.get("decision") not in FORMS:
        raise BadInput
    form = FORMS[request.form["decision"]]()
    if isinstance(form, AskForm):
        with looking() as work:
            form.offer_facts([line.fact for line in question_lines(pair_of(work, subject_id, offer_id))])
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with looking() as work:
            before = waiting_pairs(work, mine_only=_mine_only())
        with attempt(form), acting() as work:
            decided = service.decide(work, form.command(subject_id, offer_id))
            return _decided(work, form, decided, before)
    return _review_page(subject_id, offer_id, form)


@pages.post("/people/<int:subject_id>/offers/<int:offer_id>/propose")
@allow(Role.OFFICER)
def propose(subject_id: int, offer_id: int) -> Page:
    """Propose a pair that no suggestion led to; a caseworker decides on it."""
    form = DirectForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            made = propose_directly(work, form.command(subject_id, offer_id))
            address = url_for("proposals.proposal", proposal_id=made.id)
            return done(work, form, address, _("Proposed. A caseworker now endorses or declines it."))
    return _review_page(subject_id, offer_id, proposing=form)


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


def _decided(work: UnitOfWork, form: DecisionForm, decided: Suggestion, before: list[Stop]) -> Response:
    """Lead on: to the next that waits, or to the direct proposal that was endorsed.

    Whoever decided for a unit below sees that person no longer.
    """
    try:
        own_subject(work.session, work.viewer, decided.subject_id)
    except NotFound:
        return done(work, form, url_for("proposals.board"), decided_words(decided))
    if endorsed := proposal_of(work.session, decided.id or 0):
        words = _("Endorsed and proposed. Now the person is asked.")
        return done(work, form, url_for("proposals.proposal", proposal_id=endorsed), words)
    remember([decided.id or 0])
    now = waiting_pairs(work, mine_only=_mine_only())
    to = following(before, now, Stop(decided.subject_id, decided.offer_id))
    return done(work, form, url_for("reviews.queue", whose=_whose()) if to is None else _review_of(to))


def _mine_only() -> bool:
    """Whether the viewer walks through the own caseload only."""
    return request.args.get("whose") == "mine"


def _whose() -> str | None:
    return "mine" if _mine_only() else None


def _review_of(stop: Stop) -> str:
    return url_for("reviews.review", **stop._asdict(), whose=_whose())


def _place(work: UnitOfWork, pair: Pair) -> Place | None:
    """Where a caseworker stands in what waits; nobody else walks through it."""
    if not work.viewer.has_role(Role.CASEWORKER):
        return None
    waiting = waiting_pairs(work, mine_only=_mine_only())
    return place_of(waiting, Stop(pair.subject.id or 0, pair.offer.id or 0))


def _review_page(
    subject_id: int, offer_id: int, sent: DecisionForm | None = None, proposing: DirectForm | None = None
) -> tuple[str, int]:
    """Render the review screen as things stand now; a form that was sent keeps what was typed."""
    with looking() as work:
        subject_for(work.session, work.viewer, subject_id)
    with showing("review.seen", subject_id, offer=offer_id) as work:
        pair = pair_of(work, subject_id, offer_id)
        earlier = earlier_lines(earlier_decisions(work.session, subject_id, offer_id), work.viewer)
        questions = question_lines(pair)
        page = render_template(
            "reviews/review.html",
            pair=pair,
            Bar=Bar,
            noes=noes_tags(pair.person),
            person=person_lines(pair.person, pair.offer.kind, pair.sight),
            opening=offer_lines(pair.opening),
            bars=bar_lines(pair.explanation),
            findings=finding_lines(pair),
            folded=folded_rules(pair, work.today),
            questions=questions,
            earlier=earlier,
            forms=_forms(pair, questions, sent),
            stop=bar_words(pair.bar) if pair.bar else "",
            direct=_direct_line(work, pair),
            proposing=(proposing or DirectForm(formdata=None)) if _may_propose(pair) or proposing else None,
            sent=sent,
            reopen_form=PageForm(),
            place=_place(work, pair),
            review_of=_review_of,
            whose=_whose(),
            effects=effects_of(pair, _moving_up(work, pair)) if pair.bar is None else [],
            last=last_decided(work),
            undo_form=PageForm(),
        )
    return page, 422 if sent is not None or proposing is not None else 200


def _moving_up(work: UnitOfWork, pair: Pair) -> dict[tuple[int, int], OpenSuggestion | None]:
    return moving_up(work.session, [(pair.subject.id or 0, pair.offer.id or 0)], work.today)


def _direct_line(work: UnitOfWork, pair: Pair) -> DirectLine | None:
    if pair.direct is None:
        return None
    by = work.session.get_one(Account, pair.direct.proposed_by_id).name
    reason = pair.direct.direct_reason if pair.sight.sees("direct_reason") else None
    return DirectLine(pair.direct.id or 0, by, pair.direct.proposed_at, reason)


def _may_propose(pair: Pair) -> bool:
    """Whether the page offers an officer to propose this pair directly."""
    is_free = pair.obstacle is None and pair.direct is None and not pair.subject.is_protected
    is_own_officer = g.viewer.has_role(Role.OFFICER) and not pair.sight.is_reviewer
    return is_own_officer and is_free and pair.subject.state is CaseState.OPEN


def _forms(pair: Pair, questions: list[QuestionLine], sent: DecisionForm | None) -> dict[str, DecisionForm]:
    """The four forms, each carrying the digest of what the page shows."""
    forms = {name: kind(formdata=None) for name, kind in FORMS.items()}
    asking = forms["ask"]
    if isinstance(asking, AskForm):
        asking.offer_facts([line.fact for line in questions])
        asking.facts.data = [line.fact.value for line in questions if line.is_needed]
    if sent is not None:
        forms[request.form["decision"]] = sent
    declining = forms["decline"]
    if isinstance(declining, DeclineForm):
        declining.for_kind(pair.offer.kind)
    for name, form in forms.items():
        form.decision.data, form.version.data = name, pair.digest
    return forms
