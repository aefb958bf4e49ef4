"""Placements: who starts, whether it holds, how it ended; for staff and for providers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import NotAllowed, NotFound
from matching.queries import placements as query
from matching.queries.offices_below import offices_below
from matching.services import placements as service
from matching.services.exit_paths import record_exit_path
from matching.services.extensions import extend_placement
from matching.services.retention import AnswerCheck
from matching.services.retention import answer_check as answer_check_of
from matching.vocabulary import PlacementState, Role
from webapp.access import STAFF, allow
from webapp.edge import acting, attempt, done, looking, pressed_before, showing
from webapp.forms.page_form import PageForm
from webapp.forms.placements import CancelForm, CheckForm, EndForm, ExitForm, ExtendForm, RunningForm, StartForm

pages = Blueprint("placements", __name__)
Answer = Response | str | tuple[str, int]

FORMS: dict[str, type[PageForm]] = {
    "start": StartForm,
    "no-show": StartForm,
    "cancel": CancelForm,
    "extend": ExtendForm,
    "exit": ExitForm,
    "end": EndForm,
}
"""What may be pressed on a placement -> its form."""

ACTS_BY_STATE: dict[PlacementState, tuple[str, ...]] = {
    PlacementState.PLANNED: ("start", "no-show", "cancel", "exit"),
    PlacementState.STARTED: ("exit", "extend", "end"),
}
ACT_DONE: dict[str, Any] = {
    "start": _l("The start is saved. You are asked later whether it holds."),
    "no-show": _l("This is saved, and the place is free again."),
    "cancel": _l("This is saved, and the place is free again."),
    "extend": _l("The new last day is saved."),
    "exit": _l("Saved."),
    "end": _l("The end is saved, and the place is free again."),
}
"""What may be pressed on a placement -> what has happened then."""

FOR_STAFF = ("cancel", "extend", "exit")
FOR_OFFICER = ("extend",)


@pages.get("/placements")
@allow(*STAFF)
def board() -> str:
    """Checks that are due, planned and running placements, and what ended last."""
    narrowing = RunningForm(request.args, meta={"csrf": False})
    wanted = narrowing.filter()
    with looking() as work:
        due, planned = query.checks_due(work), query.planned_placements(work)
        running = query.running_placements(work, wanted, request.args.get("page", 1, type=int))
        ended, today = query.ended_placements(work), work.today
        below = [] if planned or running.rows else offices_below(work)
    seen = {row.subject_id for row in (*(check.placement for check in due), *planned, *running.rows, *ended)}
    with showing("placements.seen", ids=sorted(seen)):
        return render_template(
            "placements/board.html",
            below=below,
            due=due,
            planned=planned,
            running=running,
            ended=ended,
            wanted=wanted,
            narrowing=narrowing,
            today=today,
            form=PageForm(),
        )


@pages.get("/placements/<int:placement_id>")
@allow(*STAFF, Role.PROVIDER)
def placement(placement_id: int) -> str:
    """One placement: its checks, its outcomes, and what can be done."""
    return _page(placement_id)


@pages.post("/placements/<int:placement_id>/<act>")
@allow(Role.CASEWORKER, Role.OFFICER, Role.PROVIDER)
def step(placement_id: int, act: str) -> Answer:
    """Confirm the start or a no-show, cancel, extend, settle what follows, end."""
    if act not in FORMS:
        raise NotFound
    if not _may(act):
        raise NotAllowed
    form = FORMS[act]()
    with looking() as work:
        _fit(form, query.one_placement(work, placement_id).row)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            _take(work, form, act, placement_id)
            here = url_for("placements.placement", placement_id=placement_id)
            return done(work, form, _pressed_at() or here, str(ACT_DONE[act]))
    return _page(placement_id, {act: form}), 409 if form.refusals else 422


@pages.get("/my/placements")
@allow(Role.PROVIDER)
def received() -> str:
    """The placements at this provider: starts to confirm and checks to answer in one press."""
    with looking() as work:
        active, due, ended = (
            query.active_placements(work),
            query.checks_due(work),
            query.ended_placements(work),
        )
        today = work.today
    with showing("placements.seen", ids=sorted({row.subject_id for row in active})):
        return render_template(
            "placements/received.html", active=active, due=due, ended=ended, today=today, form=PageForm()
        )


@pages.post("/checks/<int:check_id>")
@allow(Role.CASEWORKER, Role.OFFICER, Role.PROVIDER)
def answer_check(check_id: int) -> Answer:
    """Answer a check in one press: it holds, or nobody was reached."""
    with looking() as work:
        check = query.one_check(work, check_id)
    form = CheckForm()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            answer_check_of(work, AnswerCheck(check_id, form.seen_version, form.answer.data))
            return done(work, form, _pressed_at() or _list_address(), _("Thank you. The answer is saved."))
    return _page(check.placement.id, {"check": form}), 409 if form.refusals else 422


@pages.route("/checks/<int:check_id>/ended", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER, Role.PROVIDER)
def ended_check(check_id: int) -> Answer:
    """Answer a check with an end: when, why, and what came next."""
    with looking() as work:
        check = query.one_check(work, check_id)
    form = EndForm().for_kind(check.placement.kind, g.viewer.provider_id is None)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            answer_check_of(work, form.check_answer(check_id))
            return done(work, form, _list_address(), _("Thank you. The answer is saved."))
    form.version.data = str(check.version)
    status = 200 if not form.is_submitted() else 409 if form.refusals else 422
    with showing("placement.seen", check.placement.subject_id, placement=check.placement.id):
        return render_template("placements/ended_check.html", form=form, check=check), status


def _take(work: UnitOfWork, form: Any, act: str, placement_id: int) -> None:
    """Call the service of one act."""
    acts: dict[str, Callable[[], object]] = {
        "start": lambda: service.start_placement(work, form.step(placement_id)),
        "no-show": lambda: service.record_no_show(work, form.step(placement_id)),
        "extend": lambda: extend_placement(work, form.extension(placement_id)),
        "exit": lambda: record_exit_path(work, form.path(placement_id)),
        "end": lambda: service.end_placement(work, form.ending(placement_id)),
        "cancel": lambda: service.cancel_placement(
            work, service.PlacementStep(placement_id, form.seen_version), form.reason.data
        ),
    }
    acts[act]()


def _pressed_at() -> str | None:
    """The day's work, for a press that was made there."""
    return url_for("today.today") if request.args.get("from") == "today" else None


def _list_address() -> str:
    return url_for("placements.board" if g.viewer.provider_id is None else "placements.received")


def _page(placement_id: int, tried: dict[str, Any] | None = None) -> str:
    with looking() as work:
        found = query.one_placement(work, placement_id)
        today = work.today
    acts = [act for act in ACTS_BY_STATE.get(found.row.state, ()) if _may(act)]
    if not found.row.is_followed:
        acts = [act for act in acts if act != "exit"]
    forms = {act: _fresh(act, found) for act in acts} | (tried or {})
    for form in forms.values():
        form.version.data = str(found.row.version)
        _fit(form, found.row)
    with showing("placement.seen", found.row.subject_id, placement=placement_id):
        return render_template(
            "placements/placement.html",
            page=found,
            acts=acts,
            forms=forms,
            today=today,
            tried=list((tried or {}).values()),
            press=PageForm(formdata=None),
        )


def _fresh(act: str, found: query.PlacementPage) -> PageForm:
    """An act's form before anything was typed; an exit path shows the one that is settled."""
    if act == "exit":
        return ExitForm(formdata=None, goal=found.row.exit_goal, plan=found.exit_plan)
    return FORMS[act](formdata=None)


def _fit(form: PageForm, row: query.PlacementRow) -> None:
    """Offer only the choices that go with a kind of placement."""
    if isinstance(form, EndForm):
        form.for_kind(row.kind, g.viewer.provider_id is None)
    elif isinstance(form, ExitForm):
        form.for_kind(row.kind)


def _may(act: str) -> bool:
    if g.viewer.provider_id is not None:
        return act not in FOR_STAFF
    if act in FOR_OFFICER:
        return bool(g.viewer.has_role(Role.OFFICER))
    return bool(g.viewer.has_role(Role.CASEWORKER, Role.OFFICER))
