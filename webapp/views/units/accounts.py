"""The accounts of units and providers."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from matching.database import UnitOfWork
from matching.queries import units as query
from matching.records import Account
from matching.services import accounts as account_service
from matching.services.handovers import possible_heirs
from matching.services.sign_in import PRINTED_CODE_LIVES
from matching.services.sign_in import print_code as print_code_for
from matching.vocabulary import Role
from webapp.access import allow
from webapp.edge import acting, attempt, done, looking, press, pressed_before
from webapp.forms.code_fields import offered
from webapp.forms.covers import HeirForm
from webapp.forms.page_form import PageForm
from webapp.forms.units import STAFF, AccountForm, FindAccountForm, NewAccountForm
from webapp.views.units.blueprint import Answer, pages


@pages.get("/accounts")
@allow(Role.ADMINISTRATOR)
def accounts() -> str:
    """All accounts, or those that a search finds."""
    form = FindAccountForm(request.args, meta={"csrf": False})
    with looking() as work:
        found = query.found_accounts(work.session, form.words.data)
    return render_template("units/accounts.html", form=form, accounts=found, most=query.MOST_ACCOUNTS)


@pages.route("/accounts/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def new_account() -> Answer:
    """Make an account and print the code that sets its first password."""
    form = NewAccountForm(unit=request.args.get("unit", type=int), provider=request.args.get("provider", type=int))
    form.offer_roles(*Role)
    form.offer_heirs([])
    with looking() as work:
        staffed = query.staffed_units(work.session)
        form.unit.choices = offered((row.id, "– " * row.depth + row.name) for row in staffed)
        form.provider.choices = offered(query.provider_names(work.session))
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            made, code = account_service.make_account(work, form.make_command())
            done(work, form, url_for("units.account", account_id=made.id))
        if not form.problems:
            return _code_page(made.id or 0, code, _("The account is made."))
    return render_template("units/new_account.html", form=form), 422 if form.is_submitted() else 200


@pages.get("/accounts/<int:account_id>")
@allow(Role.ADMINISTRATOR, Role.SUPERVISOR)
def account(account_id: int) -> str:
    """One account and what can be done about it."""
    with looking() as work:
        account_service.helped_account(work, account_id)
        found = query.one_account(work.session, account_id)
    return _account_page(found, _heir_form(account_id))


@pages.route("/accounts/<int:account_id>/edit", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def edit_account(account_id: int) -> Answer:
    """Change an account's name and roles."""
    with looking() as work:
        stored, heirs = query.one_account(work.session, account_id), _heirs(work, account_id)
    form = _edit_form(stored, heirs)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, fresh=lambda: _edit_form(stored, heirs, formdata=None)), acting() as work:
            account_service.edit_account(work, form.command(account_id))
            return done(work, form, url_for("units.account", account_id=account_id), _("The account is saved."))
    return render_template("units/edit_account.html", form=form, account=stored), 422 if form.is_submitted() else 200


@pages.post("/accounts/<int:account_id>/code")
@allow(Role.ADMINISTRATOR, Role.SUPERVISOR)
def print_code(account_id: int) -> Answer:
    """Make a one-time code and show it once, on a page to print."""
    form = PageForm()
    here = url_for("units.account", account_id=account_id)
    if again := pressed_before(form):
        return again
    with acting() as work:
        code = print_code_for(work, account_id)
        done(work, form, here)
    return _code_page(account_id, code)


@pages.post("/accounts/<int:account_id>/disable")
@allow(Role.ADMINISTRATOR, Role.SUPERVISOR)
def disable_account(account_id: int) -> Answer:
    """Close an account; its sessions end at once, and its caseload goes to whoever is named."""
    with looking() as work:
        account_service.helped_account(work, account_id)
        found = query.one_account(work.session, account_id)
    if not found.is_active:
        return redirect(url_for("units.account", account_id=account_id), code=303)
    form = _heir_form(account_id)
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form), acting() as work:
            account_service.disable_account(work, account_id, form.heir_id.data if "heir_id" in form else None)
            return done(work, form, url_for("units.account", account_id=account_id), _disabled_words(found, form))
    return _account_page(found, form), 409 if form.refusals else 422


@pages.post("/accounts/<int:account_id>/enable")
@allow(Role.ADMINISTRATOR)
def enable_account(account_id: int) -> Response:
    """Open a closed account again."""
    here, message = url_for("units.account", account_id=account_id), _("The account can sign in again.")
    return press(lambda work: account_service.enable_account(work, account_id), here, message)


def _code_page(account_id: int, code: str, message: str | None = None) -> str:
    with looking() as work:
        found = query.one_account(work.session, account_id)
        lives_to = work.instant + PRINTED_CODE_LIVES
    return render_template("units/code.html", account=found, code=code, lives_to=lives_to, message=message)


def _account_page(found: query.AccountRow, form: HeirForm) -> str:
    return render_template("units/account.html", account=found, form=form)


def _heirs(work: UnitOfWork, account_id: int) -> list[tuple[int, str]]:
    """Who may take over what an account answers for; nobody where it is no caseworker's."""
    account = work.session.get(Account, account_id)
    held = query.one_account(work.session, account_id).roles
    return possible_heirs(work, account) if account is not None and Role.CASEWORKER in held else []


def _heir_form(account_id: int) -> HeirForm:
    """The form that closes an account; it asks who takes over only where somebody can."""
    with looking() as work:
        heirs = _heirs(work, account_id)
    form = HeirForm(heir_id=heirs[0][0] if len(heirs) == 1 else None)
    form.heir_id.choices = offered(heirs)
    if not heirs:
        del form.heir_id
    return form


def _disabled_words(found: query.AccountRow, form: HeirForm) -> str:
    """Say that an account is closed, and who has its people now."""
    heir_id = form.heir_id.data if "heir_id" in form else None
    if not found.caseload or heir_id is None:
        return str(_("The account is disabled and signed out everywhere."))
    said = ngettext(
        "The account is disabled and signed out everywhere. %(num)s person is now with %(name)s.",
        "The account is disabled and signed out everywhere. %(num)s people are now with %(name)s.",
        found.caseload,
        name=next(words for number, words, *_rest in form.heir_id.iter_choices() if number == heir_id),
    )
    return str(said)


def _edit_form(stored: query.AccountRow, heirs: list[tuple[int, str]], **options: Any) -> AccountForm:
    form = AccountForm(obj=stored, **options)
    form.offer_heirs(heirs)
    form.offer_roles(*(STAFF if stored.unit_id else stored.roles))
    return form
