"""The staff's board, and one proposal with the forms of its next step."""

from datetime import date
from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.errors import NotAllowed, NotFound
from matching.queries import proposals as query
from matching.queries.offices_below import offices_below
from matching.queries.to_propose import endorsed_suggestions, open_requests
from matching.services import proposals as service
from matching.services.coming_back import back_after_proposal
from matching.services.interviews import set_interview
from matching.services.placements import plan_placement
from matching.services.proposal_steps import OPEN_STATES
from matching.services.second_person import others_with
from matching.vocabulary import ProposalState, RefusalReason, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.page_form import PageForm
from webapp.forms.proposals import InterviewForm, PlanForm, StepForm, SubjectRefusesForm, WithdrawForm
from webapp.views.proposals.blueprint import Answer, pages
from webapp.wording.codes import label

FORMS: dict[str, type[PageForm]] = {
    "agree": StepForm,
    "refuse": SubjectRefusesForm,
    "offer": StepForm,
    "disclose": InterviewForm,
    "interview": InterviewForm,
    "plan": PlanForm,
    "withdraw": WithdrawForm,
}
"""What staff may press on a proposal -> its form."""

ACTS_BY_STATE: dict[ProposalState, tuple[str, ...]] = {
    ProposalState.AWAITING_REVIEW: ("withdraw",),
    ProposalState.PROPOSED: ("agree", "refuse", "withdraw"),
    ProposalState.AGREED: ("offer", "withdraw"),
    ProposalState.OFFERED: ("withdraw",),
    ProposalState.INTERESTED: ("disclose", "withdraw"),
    ProposalState.DISCLOSED: ("interview", "withdraw"),
    ProposalState.ACCEPTED: ("plan", "withdraw"),
}
ACT_DONE: dict[str, Any] = {
    "agree": _l("The person agrees. Now an officer offers it to the provider."),
    "refuse": _l("The refusal is saved, and the proposal has ended."),
    "offer": _l("One place is reserved. Now the provider answers."),
    "disclose": _l("The provider sees who it is. Now the provider answers."),
    "interview": _l("The interview is saved, and the provider is told."),
    "plan": _l("The placement is planned. Confirm the start on its first day."),
    "withdraw": _l("The proposal is withdrawn."),
}
"""What may be pressed on a proposal -> what has happened then."""

FOR_OFFICER = ("offer", "disclose", "interview", "plan")


@pages.get("/proposals")
@allow(*STAFF)
def board() -> str:
    """What may be proposed, what waits for whom, and what ended last."""
    with looking() as work:
        endorsed, rows = endorsed_suggestions(work), query.open_proposals(work)
        ended, requests = query.ended_proposals(work), open_requests(work)
        below = [] if rows or endorsed else offices_below(work)
    listed = (endorsed, rows, ended, requests)
    seen = sorted({row.subject_id for some in listed for row in some})
    with showing("proposals.seen", ids=seen):
        by_state = [(state, [row for row in rows if row.state is state]) for state in OPEN_STATES]
    return render_template(
        "proposals/board.html",
        below=below,
        endorsed=endorsed,
        by_state=by_state,
        ended=ended,
        requests=requests,
        form=StepForm(),
    )


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
            return done(work, form, _take(work, form, act, proposal_id), str(ACT_DONE[act]))
    return _proposal_page(proposal_id, {act: form}), 409 if form.refusals else 422


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
        service.disclose(work, step, days, form.interview_at, form.interview_place.data)
    elif act == "interview":
        set_interview(work, form.interview(proposal_id), days)
    else:
        acts = {
            "agree": service.record_agreement,
            "refuse": service.record_refusal,
            "withdraw": service.withdraw,
        }
        acts[act](work, step)
    return url_for("proposals.proposal", proposal_id=proposal_id)


def _proposal_page(proposal_id: int, tried: dict[str, Any] | None = None) -> str:
    with looking() as work:
        found = query.one_proposal(work, proposal_id)
        may_ask_above, back = _may_ask_above(work, found), _coming_back(work.today)
    for form in (tried or {}).values():
        _say_both_states(form, found.state_at(form.seen_version), found.row.state)
    acts = [act for act in ACTS_BY_STATE.get(found.row.state, ()) if _may(act)]
    forms = {act: _fresh(act, found) for act in acts} | (tried or {})
    for form in forms.values():
        form.version.data = str(found.row.version)
    with showing("proposal.seen", found.row.subject_id, proposal=proposal_id):
        return render_template(
            "proposals/proposal.html",
            page=found,
            acts=acts,
            forms=forms,
            tried=list((tried or {}).values()),
            answer_days=current_app.config["SETTINGS"].answer_days,
            back=back,
            may_ask_above=may_ask_above,
        )


def _fresh(act: str, found: query.ProposalPage) -> PageForm:
    """An act's form before anything was typed: an interview shows the one that is set, a plan the day on which the offer begins."""
    if act == "plan":
        return PlanForm(formdata=None, starts_on=found.begins_on)
    if act != "interview":
        return FORMS[act](formdata=None)
    meets = office_time(found.row.interview_at) if found.row.interview_at is not None else None
    return InterviewForm(
        formdata=None,
        interview_on=meets.date() if meets else None,
        interview_from=meets.time() if meets else None,
        interview_place=found.interview_place,
    )


def _coming_back(today: date) -> dict[str, date]:
    """From when the offer may be suggested to this person again, by how the proposal ends today."""
    S, R = ProposalState, RefusalReason
    return {
        "refused_by_subject": back_after_proposal(S.REFUSED_BY_SUBJECT, R.OTHER, today),
        "changed_mind": back_after_proposal(S.WITHDRAWN, R.SUBJECT_CHANGED_MIND, today),
        "refused": back_after_proposal(S.REFUSED, R.SKILLS, today),
    }


def _may_ask_above(work: UnitOfWork, found: query.ProposalPage) -> bool:
    """Whether the viewer proposed this and no other caseworker of the unit could endorse it."""
    own, unit_id = work.viewer.account_id or 0, work.viewer.unit_id
    return found.row.proposed_by_id == own and not others_with(work.session, unit_id, own, Role.CASEWORKER)


def _may(act: str) -> bool:
    return g.viewer.has_role(Role.OFFICER) or (act not in FOR_OFFICER and g.viewer.has_role(Role.CASEWORKER))


def _say_both_states(form: Any, seen: ProposalState | None, now: ProposalState) -> None:
    """After a stale press, say what the page showed and what stands now."""
    if form.refusals and seen is not None and seen is not now:
        form.add_refusal(_("Your page showed: %(seen)s. Now it stands at: %(now)s.", seen=label(seen), now=label(now)))
