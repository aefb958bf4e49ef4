"""Many pairs and one answer: look at them, decide on each by itself, and take all of it back."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed, NotFound, Refused
from matching.queries.decided import own_decisions
from matching.queries.moving_up import moving_up
from matching.records import Offer, Suggestion
from matching.services.batches import MOST_PAIRS, decide_once, take_back
from matching.services.pairs import Pair, pairs_of
from matching.services.reviews import Decide
from matching.vocabulary import OfferKind, Role
from webapp.access import allow
from webapp.edge import acting, looking, showing
from webapp.forms.batches import ANSWERS, BatchForm, TickedPair, ticked_pairs
from webapp.forms.numbers import int_or_none
from webapp.forms.page_form import PageForm
from webapp.views.reviews.blueprint import Page, pages
from webapp.views.reviews.last import RefusedPair, last_decided, last_refused, named_pairs, remember
from webapp.wording.batches import BatchLine, batch_line, refusal_words


@pages.get("/reviews/batch")
@allow(Role.CASEWORKER)
def batch() -> Page:
    """Look at many pairs, and what one answer would do to each."""
    form = BatchForm(formdata=None)
    before = int_or_none(request.args.get("like"))
    if before is not None:
        with looking() as work:
            for decided in own_decisions(work, [before]):
                until = request.args.get("until", type=date.fromisoformat)
                form.like(decided.suggestion, request.args.get("answer"), until)
    return _batch_page(form, 200)


@pages.post("/reviews/batch")
@allow(Role.CASEWORKER)
def decide_batch() -> Page:
    """Decide on each ticked pair in a transaction of its own; the others stand when one is refused."""
    form = BatchForm()
    with looking() as work:
        form.for_kinds(_kinds(work, form.pairs[:MOST_PAIRS]))
    if not form.validate_on_submit():
        return _batch_page(form, 422)
    made, refused = _decide_each(form)
    if made:
        remember(made, refused)
        return redirect(url_for("reviews.decided"), code=303)
    with looking() as work:
        for line in named_pairs(work, refused):
            form.add_refusal(f"{line.name or _('A pair that is not for you')}{_(': ')}{line.pair.why}")
    return _batch_page(form, 422)


@pages.get("/reviews/decided")
@allow(Role.CASEWORKER)
def decided() -> str:
    """What was decided last, on whom, what was refused, and the way back."""
    with looking() as work:
        ids = [line.suggestion.subject_id for line in last_decided(work)]
    with showing("reviews.seen", ids=ids) as work:
        made, refused = last_decided(work), last_refused(work)
        again = [TickedPair(line.pair.subject_id, line.pair.offer_id) for line in refused if line.name]
        return render_template(
            "reviews/decided.html",
            made=made,
            refused=refused,
            undo_form=PageForm(),
            again=_address(again, made[0].suggestion) if again and made else None,
        )


@pages.post("/reviews/undo")
@allow(Role.CASEWORKER)
def undo() -> Response:
    """Take own decisions back, each by itself, and lead back to where they were taken."""
    ids = [number for text in request.form.getlist("suggestion") if (number := int_or_none(text)) is not None]
    if not ids or len(ids) > MOST_PAIRS:
        raise BadInput
    with looking() as work:
        before = own_decisions(work, ids)
    undone = [suggestion for each in ids if (suggestion := _taken_back(each)) is not None]
    if len(undone) < len(ids):
        flash(_("Not all of it can be undone: a proposal stands on it, or it has ended."))
    if undone:
        flash(ngettext("%(num)s decision is undone. You can decide again.", "%(num)s decisions are undone. You can decide again.", len(undone)), "success")  # fmt: skip
    if len(undone) < len(ids):
        return redirect(url_for("reviews.decided"), code=303)
    return redirect(_where_decided([each.suggestion for each in before]), code=303)


def _where_decided(decided: Sequence[Suggestion]) -> str:
    """The page of one pair, or of the batch with the answer that was given."""
    if len(decided) == 1:
        return url_for("reviews.review", subject_id=decided[0].subject_id, offer_id=decided[0].offer_id)
    return _address([TickedPair(each.subject_id, each.offer_id) for each in decided], decided[0])


def _address(pairs: Sequence[TickedPair], like: Suggestion) -> str:
    """The page of a batch, filled in like a decision; reason and note are read from it, so that no address holds them."""
    answer, until = ANSWERS.get(like.state), like.held_until
    return url_for("reviews.batch", pair=[str(pair) for pair in pairs], like=like.id, answer=answer, until=until)


def _taken_back(suggestion_id: int) -> Suggestion | None:
    """Take one decision back; None where that is refused."""
    try:
        with acting() as work:
            return take_back(work, suggestion_id)
    except (Refused, NotFound):
        return None


def _decide_each(form: BatchForm) -> tuple[list[int], list[RefusedPair]]:
    """Decide on each pair; returns the suggestions made and the pairs refused."""
    made: list[int] = []
    refused: list[RefusedPair] = []
    for command in form.commands():
        try:
            made.append(_decide_one(command, (form.once.data or "")[:30]))
        except (Refused, NotFound, NotAllowed, BadInput) as refusal:
            refused.append(RefusedPair(command.subject_id, command.offer_id, refusal_words(refusal)))
    return made, refused


def _decide_one(command: Decide, press: str) -> int:
    with acting() as work:
        return decide_once(work, command, press).id or 0


def _batch_page(form: BatchForm, status: int) -> tuple[str, int]:
    """Render the pairs of the address as they stand now, with what was typed and ticked."""
    wanted = ticked_pairs(request.args.getlist("pair"))
    if len(wanted) > MOST_PAIRS:
        return render_template("reviews/batch.html", form=form, too_many=len(wanted), most=MOST_PAIRS), 422
    with looking() as work:
        pairs = pairs_of(work, [(each.subject_id, each.offer_id) for each in wanted])
        lines = _lines(work, pairs)
    form.for_kinds({pair.offer.kind for pair in pairs if not pair.bar})
    with showing("reviews.seen", ids=[pair.subject.id or 0 for pair in pairs]):
        page = render_template(
            "reviews/batch.html",
            form=form,
            too_many=0,
            lines=lines,
            ticked={each[:2] for each in form.pairs} if form.is_submitted() else None,
            left_out=len(wanted) - len(pairs),
        )
    return page, status


def _kinds(work: UnitOfWork, pairs: Sequence[TickedPair]) -> set[OfferKind]:
    """The kinds of the offers of these pairs."""
    return {offer.kind for each in pairs if (offer := work.session.get(Offer, each.offer_id)) is not None}


def _lines(work: UnitOfWork, pairs: Sequence[Pair]) -> list[BatchLine]:
    chosen = [(pair.subject.id or 0, pair.offer.id or 0) for pair in pairs if not pair.bar]
    next_up = moving_up(work.session, chosen, work.today)
    return [batch_line(pair, next_up) for pair in pairs]
