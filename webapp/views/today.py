"""My work today: what waits for me, the overdue first."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.queries.work_lists import Band, days_work
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, looking
from webapp.forms.page_form import PageForm
from webapp.wording.waiting import line_address, line_words, people_in
from webapp.wording.waiting.groups import group_words

pages = Blueprint("today", __name__)

BANDS: dict[Band, Any] = {
    Band.OVERDUE: _l("Overdue"),
    Band.TODAY: _l("Today"),
    Band.LATER: _l("Later"),
    Band.STALLED: _l("Stalled in your unit"),
    Band.WITH_OTHERS: _l("Waits with colleagues"),
}
PRESSES = {"placement.own_start": "start", "placement.own_check": "check", "placement.check": "check"}
"""Lines that one press answers -> what their buttons ask."""
WHOLE_GROUPS: dict[str, tuple[str, Any]] = {"review.suggestions": ("reviews.queue", _l("Decide several at once"))}
"""Kinds of lines that are best done at a sitting -> the view to do so, and its words."""
BEGINNINGS: dict[Role, tuple[tuple[str, Any], ...]] = {
    Role.OFFICER: (("subjects.intake", _l("Take in a person")), ("imports.choose", _l("Imports"))),
    Role.CASEWORKER: (("subjects.caseload", _l("People")), ("reviews.queue", _l("Suggestions to review"))),
    Role.SUPERVISOR: (("figures.page", _l("Figures")), ("units.tree", _l("Units and accounts"))),
    Role.ADMINISTRATOR: (("units.tree", _l("Units and accounts")), ("units.new_account", _l("Make an account"))),
    Role.PROVIDER: (("offers.mine", _l("My openings")),),
}
"""Where each role begins when nothing waits."""


@pages.get("/")
@allow()
def home() -> Response:
    """Lead to the day's work."""
    return redirect(url_for("today.today"), code=303)


@pages.get("/today")
@allow()
def today() -> str:
    """What waits for me."""
    kind = request.args.get("kind")
    with looking() as work:
        day, listed = work.today, days_work(work, kind, request.args.get("page", 1, int))
    about = people_in(listed.items)
    if about:
        with acting() as work:
            record_act(work, "today.seen", None, **about)
    return render_template("today/today.html", listed=listed, kind=kind, today=day, form=PageForm())


def beginnings() -> dict[str, Any]:
    """View -> its words: where whoever is signed in begins when nothing waits."""
    return dict(each for role, links in BEGINNINGS.items() if g.viewer.has_role(role) for each in links)


@pages.app_context_processor
def work_words() -> dict[str, object]:
    """Give the templates the words of the day's work."""
    return {
        "band_words": BANDS,
        "group_words": group_words,
        "line_words": line_words,
        "line_address": line_address,
        "presses": PRESSES,
        "whole_groups": WHOLE_GROUPS,
        "beginnings": beginnings,
    }
