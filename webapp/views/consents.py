"""A person's consents: recording what was signed, and withdrawing in one press."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.privacy import own_subject
from matching.queries.consents import nameable_providers
from matching.services import consents as service
from matching.vocabulary import ConsentPurpose, Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, press, pressed_before
from webapp.forms.case_files import ConsentForm
from webapp.forms.code_fields import offered
from webapp.views.subjects.frame import editing, heading

pages = Blueprint("consents", __name__)


@pages.route("/people/<int:subject_id>/consents/new", methods=["GET", "POST"])
@allow(Role.CASEWORKER, Role.OFFICER)
def add(subject_id: int) -> Response | tuple[str, int]:
    """Record a consent that was signed on paper."""
    with editing(subject_id) as work:
        person, form = heading(work, subject_id), ConsentForm(signed_on=work.today, **_asked_for())
        unit_id = own_subject(work.session, work.viewer, subject_id).unit_id
        form.provider_id.choices = offered(nameable_providers(work.session, unit_id))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            service.record_consent(work, form.command(subject_id))
            return done(work, form, _asking() or _list(subject_id), _("The consent is recorded."))
    return render_template("consents/add.html", form=form, person=person), 422 if form.is_submitted() else 200


@pages.post("/people/<int:subject_id>/consents/<int:consent_id>/withdraw")
@allow(Role.CASEWORKER, Role.OFFICER)
def withdraw(subject_id: int, consent_id: int) -> Response:
    """Withdraw a consent and all that rests on it."""
    command = service.WithdrawConsent(subject_id, consent_id)
    message = _("The consent is withdrawn, and what rested on it is closed.")
    return press(lambda work: service.withdraw_consent(work, command), _list(subject_id), message)


def _asked_for() -> dict[str, Any]:
    """What a proposal that waits for a consent fills in beforehand."""
    provider_id = request.args.get("provider", type=int)
    return {"provider_id": provider_id, "purpose": ConsentPurpose.DISCLOSE_TO_PROVIDER} if provider_id else {}


def _asking() -> str | None:
    """The proposal that waits for the consent."""
    proposal_id = request.args.get("proposal", type=int)
    return url_for("proposals.proposal", proposal_id=proposal_id) if proposal_id else None


def _list(subject_id: int) -> str:
    return url_for("subjects.case_file", subject_id=subject_id, _anchor="consents")
