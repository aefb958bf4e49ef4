"""The background work: what is to do, what died, what ran."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.queries.work import accounts_without_mail, ledger_state
from matching.services.ledger import requeue_item
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import looking, press
from webapp.forms.page_form import PageForm
from webapp.wording.work import fault_words, work_name

pages = Blueprint("work", __name__)


@pages.app_context_processor
def names_of_work() -> dict[str, object]:
    """Give the templates the words of background work."""
    return {"work_name": work_name, "fault_words": fault_words}


@pages.get("/work")
@allow(Role.ADMINISTRATOR)
def ledger() -> str:
    """The ledger at a glance."""
    with looking() as work:
        ledger, unreachable = ledger_state(work.session, work.instant), accounts_without_mail(work.session)
    return render_template("work/ledger.html", ledger=ledger, unreachable=unreachable, form=PageForm())


@pages.post("/work/<int:item_id>/requeue")
@allow(Role.ADMINISTRATOR)
def requeue(item_id: int) -> Response:
    """Give a dead item five more attempts."""
    return press(lambda work: requeue_item(work, item_id), url_for("work.ledger"), _("The item is tried again."))
