"""My work today: what waits for me, oldest first."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.queries.waiting import my_work
from webapp.access import allow
from webapp.edge import acting, looking
from webapp.wording.waiting import line_address, line_words, people_in

pages = Blueprint("today", __name__)


@pages.get("/")
@allow()
def home() -> Response:
    """Lead to the day's work."""
    return redirect(url_for("today.today"), code=303)


@pages.get("/today")
@allow()
def today() -> str:
    """What waits for me."""
    with looking() as work:
        items = my_work(work)
        day = work.today
    lines = [(item, line_words(item), line_address(item)) for item in items]
    about = people_in(items)
    if about:
        with acting() as work:
            record_act(work, "today.seen", None, **about)
    return render_template("today/today.html", lines=lines, today=day)
