"""Proposals: the staff's board and steps, and the provider's cards."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, g, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import NotAllowed, NotFound
from matching.queries import cards as card_query
from matching.queries import proposals as query
from matching.records import Proposal
from matching.services import cards as card_service
from matching.services import proposals as service
from matching.services.cards import CardAnswer
from matching.services.placements import plan_placement
from matching.services.proposal_steps import OPEN_STATES
from matching.services.second_person import ask_unit_above, send_back
from matching.vocabulary import ProposalState, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.base import PageForm
from webapp.forms.proposals import (
    DiscloseForm,
    PlanForm,
    ProviderRefusesForm,
    StepForm,
    SubjectRefusesForm,
    WithdrawForm,
)
from webapp.wording.cards import CARD_STATES, ability_lines, reference_name
from webapp.wording.codes import label

pages = Blueprint("proposals", __name__)
Answer = Response | str | tuple[str, int]

FORMS: dict[str, type[PageForm]] = {
    "agree": StepForm,
    "refuse": SubjectRefusesForm,
    "offer": StepForm,
    "disclose": DiscloseForm,
    "plan": PlanForm,
    "withdraw": WithdrawForm,
}
"""What staff may press on a proposal -> its form."""

ACTS_BY_STATE: dict[ProposalState, tuple[str, ...]] = {
    ProposalState.PROPOSED: ("agree", "refuse", "withdraw"),
    ProposalState.AGREED: ("offer", "withdraw"),
    ProposalState.OFFERED: ("withdraw",),
    ProposalState.INTERESTED: ("disclose", "withdraw"),
    ProposalState.DISCLOSED: ("withdraw",),
    ProposalState.ACCEPTED: ("plan", "withdraw"),
}
FOR_OFFICER = ("offer", "disclose", "plan")


@pages.get("/proposals")
@allow(*STAFF)
def board() -> str:
    """What may be proposed, what waits for whom, and what ended last."""
    with looking() as work:
        endorsed, rows = query.endorsed_suggestions(work), query.open_proposals(work)
        ended, requests = query.ended_proposals(work), query.open_requests(work)
    listed = (endorsed, rows, ended, requests)
    seen = sorted({row.subject_id for some in listed for row in some})
    with showing("proposals.seen", ids=seen):
        by_state = [(state, [row for row in rows if row.state is state]) for state in OPEN_STATES]
    return render_template(
        "proposals/board.html",
        endorsed=endorsed,
        by_state=by_state,
        ended=ended,
        requests=requests,
        form=StepForm(),
    )


@pages.post("/suggestions/<int:suggestion_id>/propose")
@allow(Role.OFFICER)
def propose(suggestion_id: int) -> Response:
    """Propose what another account has endorsed."""
    form = StepForm()
    if not form.validate_on_submit():
        abort(400)
    if again := pressed_before(form):
        return again
    with acting() as work:
        proposal = service.propose(work, suggestion_id)
        is_own = proposal.unit_id == g.viewer.unit_id or _is_seen(work, proposal.id or 0)
        here = (
            url_for("proposals.proposal", proposal_id=proposal.id) if is_own else url_for("proposals.board")
        )
        return done(work, form, here, _("Proposed. Now the person is asked."))


@pages.post("/suggestions/<int:suggestion_id>/ask-above")
@allow(Role.OFFICER, Role.CASEWORKER)
def ask_above(suggestion_id: int) -> Response:
    """Ask the unit above to be the second person."""
    form = StepForm()
    if not form.validate_on_submit():
        abort(400)
    if again := pressed_before(form):
        return again
    with acting() as work:
        ask_unit_above(work, suggestion_id)
        message = _("The unit above is asked. Its officers see this person until they decide.")
        return done(work, form, url_for("proposals.board"), message)


@pages.get("/proposals/requests/<int:request_id>")
@allow(Role.OFFICER)
def request_above(request_id: int) -> str:
    """A request from a unit below: what its officer may see, and the two answers."""
    with looking() as work:
        found = query.open_requests(work, request_id)
    if not found:
        raise NotFound
    with showing("review_request.seen", found[0].subject_id, request=request_id):
        return render_template("proposals/request_above.html", request_row=found[0], form=StepForm())


@pages.post("/proposals/requests/<int:request_id>/send-back")
@allow(Role.OFFICER)
def send_request_back(request_id: int) -> Response:
    """Close a request without proposing."""
    form = StepForm()
    if not form.validate_on_submit():
        abort(400)
    if again := pressed_before(form):
        return again
    with acting() as work:
        send_back(work, request_id)
        return done(work, form, url_for("proposals.board"), _("Sent back. You no longer see this person."))


@pages.get("/proposals/<int:proposal_id>")
@allow(*STAFF)
def proposal(proposal_id: int) -> str:
    """One proposal: its steps, whom it waits for, and the forms of the next step."""
    return _proposal_page(proposal_id)


@pages.post("/proposals/<int:proposal_id>/<act>")
@allow(Role.CASEWORKER, Role.OFFICER)
def step(proposal_id: int, act: str) -> Answer:
    """Take the next step of a proposal."""
    if act not in FORMS:
        raise NotFound
    if act in FOR_OFFICER and not g.viewer.has_role(Role.OFFICER):
        raise NotAllowed
    form = FORMS[act]()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            saved = done(work, form, _take(work, form, act, proposal_id), _("Saved."))
        if not form.refusals:
            return saved
    return _proposal_page(proposal_id, {act: form}), 409 if form.refusals else 422


@pages.get("/my/proposals")
@allow(Role.PROVIDER)
def received() -> str:
    """The cards that were put to this provider."""
    with looking() as work:
        rows = card_query.cards_received(work)
    return render_template("proposals/received.html", rows=rows, states=CARD_STATES)


@pages.get("/my/proposals/<code>")
@allow(Role.PROVIDER)
def card(code: str) -> str:
    """One card and its answers."""
    return _card_page(code)


@pages.post("/my/proposals/<code>/<act>")
@allow(Role.PROVIDER)
def answer(code: str, act: str) -> Answer:
    """Answer a card in one press; a refusal says why."""
    acts: dict[str, Callable[[UnitOfWork, CardAnswer], Proposal]] = {
        "interested": card_service.show_interest,
        "accept": card_service.accept,
        "refuse": card_service.refuse,
    }
    if act not in acts:
        raise NotFound
    form = ProviderRefusesForm() if act == "refuse" else PageForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        reason = form.reason.data if isinstance(form, ProviderRefusesForm) else None
        with attempt(form), acting() as work:
            acts[act](work, CardAnswer(code, form.seen_version, reason))
            here = url_for("proposals.card", code=code)
            saved = done(work, form, here, _("Thank you. Your answer is saved."))
        if not form.refusals:
            return saved
    return _card_page(code, {act: form}), 409 if form.refusals else 422


def _take(work: UnitOfWork, form: Any, act: str, proposal_id: int) -> str:
    """Call the service of one act. Returns where to go."""
    days = current_app.config["SETTINGS"].answer_days
    if act == "plan":
        placement = plan_placement(work, form.plan(proposal_id))
        return url_for("placements.placement", placement_id=placement.id)
    step = form.step(proposal_id)
    if act == "offer":
        service.offer_to_provider(work, step, days)
    elif act == "disclose":
        service.disclose(work, step, days, form.interview_at)
    else:
        acts = {
            "agree": service.record_agreement,
            "refuse": service.record_refusal,
            "withdraw": service.withdraw,
        }
        acts[act](work, step)
    return url_for("proposals.proposal", proposal_id=proposal_id)


def _is_seen(work: UnitOfWork, proposal_id: int) -> bool:
    try:
        query.one_proposal(work, proposal_id)
    except NotFound:
        return False
    return True


def _proposal_page(proposal_id: int, tried: dict[str, Any] | None = None) -> str:
    with looking() as work:
        found = query.one_proposal(work, proposal_id)
    for form in (tried or {}).values():
        _say_both_states(form, found.state_at(form.seen_version), found.row.state)
    acts = [act for act in ACTS_BY_STATE.get(found.row.state, ()) if _may(act)]
    forms = {act: FORMS[act](formdata=None) for act in acts} | (tried or {})
    for form in forms.values():
        form.version.data = str(found.row.version)
    with showing("proposal.seen", found.row.subject_id, proposal=proposal_id):
        return render_template(
            "proposals/proposal.html", page=found, acts=acts, forms=forms, tried=list((tried or {}).values())
        )


def _may(act: str) -> bool:
    return g.viewer.has_role(Role.OFFICER) or (act not in FOR_OFFICER and g.viewer.has_role(Role.CASEWORKER))


def _say_both_states(form: Any, seen: ProposalState | None, now: ProposalState) -> None:
    """After a stale press, say what the page showed and what stands now."""
    if form.refusals and seen is not None and seen is not now:
        form.add_refusal(
            _("Your page showed: %(seen)s. Now it stands at: %(now)s.", seen=label(seen), now=label(now))
        )


def _card_page(code: str, tried: dict[str, Any] | None = None) -> str:
    with acting() as work:
        found = card_query.one_card(work, code)
        if found.person is not None:
            record_act(work, "card.seen", found.subject_id, proposal=found.proposal_id)
        today = work.today
    refusal = (tried or {}).get("refuse") or ProviderRefusesForm(formdata=None)
    pressing = next((form for act, form in (tried or {}).items() if act != "refuse"), None) or PageForm(
        formdata=None
    )
    for form in (refusal, pressing):
        form.version.data = str(found.version)
    return render_template(
        "proposals/card.html",
        card=found,
        lines=ability_lines(found.abilities, today) if found.abilities else [],
        qualifications=[reference_name("qualifications", held) for held in found.person.qualifications]
        if found.person
        else [],
        states=CARD_STATES,
        refusal=refusal,
        pressing=pressing,
        tried=list((tried or {}).values()),
    )
