"""Proposing what another endorsed, and asking the unit above where there is no second person."""

from flask import g, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.queries import proposals as query
from matching.queries.to_propose import open_requests
from matching.services.proposals import propose as propose_suggestion
from matching.services.second_person import ABOVE, ask_unit_above, send_back
from matching.services.second_person import ask_above_to_endorse as ask_to_endorse
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, done, looking, press, pressed_before, showing
from webapp.forms.page_form import PageForm
from webapp.views.proposals.blueprint import pages


@pages.post("/suggestions/<int:suggestion_id>/propose")
@allow(Role.OFFICER)
def propose(suggestion_id: int) -> Response:
    """Propose what another account has endorsed."""
    form = PageForm()
    if again := pressed_before(form):
        return again
    with acting() as work:
        proposal = propose_suggestion(work, suggestion_id)
        is_own = proposal.unit_id == g.viewer.unit_id or _is_seen(work, proposal.id or 0)
        here = url_for("proposals.proposal", proposal_id=proposal.id) if is_own else url_for("proposals.board")
        return done(work, form, here, _("Proposed. Now the person is asked."))


@pages.post("/suggestions/<int:suggestion_id>/ask-above")
@allow(Role.OFFICER, Role.CASEWORKER)
def ask_above(suggestion_id: int) -> Response:
    """Ask the unit above to be the second person."""
    message = _("The unit above is asked. Its officers see this person until they decide.")
    return press(lambda work: ask_unit_above(work, suggestion_id), url_for("proposals.board"), message)


@pages.post("/proposals/<int:proposal_id>/ask-above")
@allow(Role.OFFICER)
def ask_above_to_endorse(proposal_id: int) -> Response:
    """Ask the unit above to decide on a direct proposal."""
    message = _("The unit above is asked. Its staff see this person until they decide.")
    here = url_for("proposals.proposal", proposal_id=proposal_id)
    return press(lambda work: ask_to_endorse(work, proposal_id), here, message)


@pages.get("/proposals/requests/<int:request_id>")
@allow(*ABOVE)
def request_above(request_id: int) -> str:
    """A request from a unit below: what its officer may see, and the two answers."""
    with looking() as work:
        found = open_requests(work, request_id)
    if not found:
        raise NotFound
    with showing("review_request.seen", found[0].subject_id, request=request_id):
        return render_template("proposals/request_above.html", request_row=found[0], form=PageForm())


@pages.post("/proposals/requests/<int:request_id>/send-back")
@allow(*ABOVE)
def send_request_back(request_id: int) -> Response:
    """Close a request without deciding."""
    message = _("Sent back. You no longer see this person.")
    return press(lambda work: send_back(work, request_id), url_for("proposals.board"), message)


def _is_seen(work: UnitOfWork, proposal_id: int) -> bool:
    try:
        query.one_proposal(work, proposal_id)
    except NotFound:
        return False
    return True
