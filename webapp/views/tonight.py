"""Who needs a bed tonight, and the beds that are free: a page, a list for the night, and the top of the day's work."""

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template

from matching.audit import record_act
from matching.deadlines import deadline
from matching.queries.tonight import Tonight, tonight
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, looking
from webapp.wording.case_files import answers_at
from webapp.wording.names import MISSING, RULES

pages = Blueprint("tonight", __name__)

FIRST = 3
"""How many people the day's work begins with."""
BEDS_SHOWN = 3
"""How many of the beds that somebody may take stand open on the page; the others fold."""


@pages.get("/tonight")
@allow(Role.CASEWORKER, Role.OFFICER)
def page() -> str:
    """People without a home who are here or released within days, and for each the beds that are free."""
    found, today = _seen()
    return render_template(
        "tonight/page.html",
        night=found,
        today=today,
        rules=RULES,
        missing=MISSING,
        answers_at=answers_at,
        days=deadline("tonight").days,
        shown=BEDS_SHOWN,
    )


@pages.app_template_global("first_tonight")
def first_tonight() -> dict[str, Any] | None:
    """What the day's work begins with: the first people of tonight's list; None for whoever has none."""
    if not g.viewer.has_role(Role.CASEWORKER, Role.OFFICER):
        return None
    night, _today = _seen(FIRST)
    return {"night": night, "people": night.people[:FIRST], "count": len(night.people) + night.more}


def _seen(most: int | None = None) -> tuple[Tonight, date]:
    """Read the list, after leaving a trace of whom it shows."""
    with looking() as work:
        found, today = tonight(work), work.today
    shown = [row.subject_id for row in found.people[:most]]
    if shown:
        with acting() as work:
            record_act(work, "tonight.seen", None, ids=shown)
    return found, today
