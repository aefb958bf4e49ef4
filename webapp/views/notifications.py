"""The bell: what happened that concerns me, newest first."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.queries import notifications as query
from matching.services.notifications import mark_all_seen, mark_seen
from webapp.access import allow
from webapp.edge import acting, looking, press
from webapp.forms.page_form import PageForm
from webapp.wording.notifications import notification_address, notification_words

pages = Blueprint("notifications", __name__)


@pages.get("/notifications")
@allow()
def notifications() -> str:
    """What I was told, newest first."""
    with looking() as work:
        listed = query.notifications(work, request.args.get("page", 1, int))
    named = sorted({row.subject_id for row in listed.rows if row.subject_id is not None})
    if named:
        with acting() as work:
            record_act(work, "notifications.seen", None, people=named)
    lines = [(row, notification_words(row)) for row in listed.rows]
    return render_template("notifications/notifications.html", listed=listed, lines=lines, form=PageForm())


@pages.get("/notifications/<int:notification_id>")
@allow()
def notification(notification_id: int) -> Response:
    """Lead to what one notification is about; it counts as seen."""
    with acting() as work:
        row = query.own_notification(work, notification_id)
        mark_seen(work, notification_id)
    return redirect(notification_address(row), code=303)


@pages.post("/notifications/seen")
@allow()
def see_all() -> Response:
    """Mark everything that the page showed, and all before it, as seen."""
    upto = request.form.get("upto", 0, int)
    return press(
        lambda work: mark_all_seen(work, upto), url_for("notifications.notifications"), _("All are marked as seen.")
    )
