"""Providers: they register, officers check them."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from matching.errors import BadInput
from matching.queries.offers import OfferFilter, offer_list
from matching.queries.providers import ProviderFilter, own_provider, provider_list, provider_page, units_to_register_at
from matching.services import providers as service
from matching.services.provider_details import change_details
from matching.services.providers import CheckStep, NameTaken, WhyMissing, check_steps_from
from matching.vocabulary import ProviderState, Role
from webapp.access import STAFF, allow, allow_everyone
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.providers import CheckForm, DirectoryForm, OwnDetailsForm, RegisterForm

pages = Blueprint("providers", __name__)

TAGS = {
    ProviderState.SUBMITTED: "tag--ask",
    ProviderState.APPROVED: "tag--good",
    ProviderState.REFUSED: "tag--bad",
    ProviderState.SUSPENDED: "tag--bad",
}
STEP_WORDS = {CheckStep.APPROVE: _l("Approve"), CheckStep.REFUSE: _l("Refuse"), CheckStep.SUSPEND: _l("Suspend")}
STEP_DONE = {
    CheckStep.APPROVE: _l("The provider is approved and may send openings."),
    CheckStep.REFUSE: _l("The provider is refused and reads why."),
    CheckStep.SUSPEND: _l("The provider is suspended, and its published offers are paused."),
}


@pages.app_context_processor
def provider_words() -> dict[str, object]:
    """Give the templates the words of providers."""
    return {"provider_tags": TAGS, "check_words": STEP_WORDS}


@pages.route("/register-provider", methods=["GET", "POST"])
@allow_everyone
def register() -> Response | tuple[str, int]:
    """Register as an employer, trainer, landlord or community."""
    form = RegisterForm()
    with looking() as work:
        form.unit_id.choices = offered(units_to_register_at(work.session))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, beside={NameTaken: "sign_in_name"}), acting() as work:
            service.register_provider(work, form.command())
            message = _(
                "You are registered. Sign in: you may prepare openings while an officer checks your registration."
            )
            return done(work, form, url_for("accounts.sign_in"), message)
    return render_template("providers/register.html", form=form), 422 if form.is_submitted() else 200


@pages.route("/my/details", methods=["GET", "POST"])
@allow(Role.PROVIDER)
def own_details() -> Response | tuple[str, int]:
    """My own details: how to reach me changes at once, who I am goes past an officer again."""
    with looking() as work:
        stored = own_provider(work)
    form = _details_form()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _details_form(formdata=None)), acting() as work:
            provider = change_details(work, form.details())
            was_approved = provider.state is ProviderState.APPROVED
            message = (
                _("Your details are saved.")
                if was_approved
                else _(
                    "Your details are saved. An officer checks them; until then nobody new is suggested for your openings."
                )
            )
            return done(work, form, url_for("offers.mine"), message)
    is_checked = stored.state is ProviderState.APPROVED
    return render_template(
        "providers/own_details.html", form=form, is_checked=is_checked
    ), 422 if form.is_submitted() else 200


@pages.get("/providers")
@allow(*STAFF)
def directory() -> str:
    """The providers that I may see: to check first."""
    form = DirectoryForm(request.args, meta={"csrf": False})
    wanted = ProviderFilter(form.state.data, form.kind.data, form.words.data) if form.validate() else ProviderFilter()
    with looking() as work:
        listed = provider_list(work, wanted, request.args.get("page", 1, type=int))
    return render_template("providers/directory.html", listed=listed, form=form)


@pages.get("/providers/<int:provider_id>")
@allow(*STAFF)
def provider(provider_id: int) -> str:
    """One provider, its offers and its check."""
    return _page(provider_id, CheckForm(formdata=None))


@pages.post("/providers/<int:provider_id>/check")
@allow(Role.OFFICER)
def check(provider_id: int) -> Response | tuple[str, int]:
    """Approve, refuse or suspend."""
    form = CheckForm()
    step = _step_named(request.form.get("step"))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, beside={WhyMissing: "note"}), acting() as work:
            service.check_provider(work, form.command(provider_id, step))
            return done(work, form, url_for("providers.provider", provider_id=provider_id), str(STEP_DONE[step]))
    return _page(provider_id, form), 422


def _page(provider_id: int, form: CheckForm) -> str:
    with looking() as work:
        found = provider_page(work, provider_id)
        offers = offer_list(work, OfferFilter(provider_id=provider_id), request.args.get("page", 1, type=int))
    form.version.data = str(found.provider.version)
    may_check = found.may_check and g.viewer.has_role(Role.OFFICER)
    steps = check_steps_from(found.provider.state) if may_check else ()
    return render_template("providers/provider.html", page=found, offers=offers, form=form, steps=steps)


def _details_form(**options: Any) -> OwnDetailsForm:
    """The form of the viewer's own provider as it is stored."""
    with looking() as work:
        return OwnDetailsForm(data=own_provider(work).model_dump(), **options)


def _step_named(name: str | None) -> CheckStep:
    try:
        return CheckStep(name or "")
    except ValueError:
        raise BadInput from None
