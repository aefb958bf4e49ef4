"""Signing in and out, passwords, and the language of the pages."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.records import Account
from matching.services import sign_in as service
from matching.services.own_account import choose
from matching.vocabulary import Language, MailChoice
from webapp.access import allow, allow_everyone
from webapp.edge import acting, attempt, done, looking, pressed_before
from webapp.forms.accounts import AskForCodeForm, ChangePasswordForm, OwnAccountForm, SignInForm, UseCodeForm

pages = Blueprint("accounts", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@allow_everyone
def sign_in() -> Response | str | tuple[str, int]:
    """Sign in."""
    form = SignInForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200
    account = None
    with attempt(form), acting() as work:
        account = service.sign_in(work, form.command())
        if account is None:
            form.add_refusal(_("The name or the password is wrong."))
    if account is None:
        return render_template("accounts/sign_in.html", form=form), 422
    _start_session(account)
    return redirect(_own_address(form.next.data), code=303)


@pages.post("/sign-out")
@allow()
def sign_out() -> Response:
    """End this session."""
    _renew_session(None)
    return redirect(url_for("accounts.sign_in"), code=303)


@pages.route("/account", methods=["GET", "POST"])
@allow()
def account() -> Response | tuple[str, int]:
    """My account: language, mail address, what comes by mail."""
    form = OwnAccountForm() if request.method == "POST" else _stored_choices()
    if form.validate_on_submit():
        if again := pressed_before(form):
            return again
        with attempt(form, _stored_choices), acting() as work:
            choose(work, form.command())
            session["language"] = form.language.data.value
            return done(work, form, url_for("accounts.account"), _("Saved."))
    status = 200 if not form.is_submitted() else 409 if form.refusals else 422
    return render_template("accounts/account.html", form=form, account=g.account), status


@pages.route("/password", methods=["GET", "POST"])
@allow()
def change_password() -> Response | tuple[str, int]:
    """Set a new password; every session of the account ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with attempt(form), acting() as work:
            service.change_password(work, form.old.data or "", form.new.data or "")
        if not form.problems:
            return _signed_out(_("Your password is changed. Sign in with the new one."))
    return render_template("accounts/change_password.html", form=form), 422 if form.is_submitted() else 200


@pages.route("/password/forgotten", methods=["GET", "POST"])
@allow_everyone
def ask_for_code() -> Response | tuple[str, int]:
    """Ask for a one-time code by mail."""
    form = AskForCodeForm()
    if form.validate_on_submit():
        with acting() as work:
            service.ask_for_code(work, form.sign_in_name.data or "")
        flash(
            _(
                "If this name has an account with a mail address, a code is on its way. Without one, ask your office to print a code."
            )
        )
        return redirect(url_for("accounts.use_code"), code=303)
    return render_template("accounts/ask_for_code.html", form=form), 422 if form.is_submitted() else 200


@pages.route("/password/code", methods=["GET", "POST"])
@allow_everyone
def use_code() -> Response | tuple[str, int]:
    """Set a new password by a one-time code."""
    form = UseCodeForm()
    if form.validate_on_submit():
        with attempt(form), acting() as work:
            if not service.use_code(work, form.sign_in_name.data or "", form.code.data or "", form.new.data or ""):
                form.add_refusal(_("This code is wrong, used or too old. Ask for a new one."))
        if not form.problems:
            return _signed_out(_("Your password is changed. Sign in with the new one."))
    return render_template("accounts/use_code.html", form=form), 422 if form.is_submitted() else 200


@pages.post("/language/<code>")
@allow_everyone
def choose_language(code: str) -> Response:
    """Show all pages in one of the two languages."""
    if code in [language.value for language in Language]:
        session["language"] = code
    return redirect(_own_address(request.form.get("next")), code=303)


def _stored_choices() -> OwnAccountForm:
    """The form as it is stored now."""
    with looking() as work:
        stored = work.session.get_one(Account, g.viewer.account_id)
    form = OwnAccountForm(formdata=None, obj=stored)
    form.language.data = stored.language or Language(str(get_locale() or Language.ENGLISH.value))
    if not stored.mail:
        form.mail_choice.data = MailChoice.NONE
    form.version.data = str(stored.version)
    return form


def _start_session(account: Account) -> None:
    _renew_session(account.id)
    g.account = account


def _renew_session(account_id: int | None) -> None:
    """Begin a new session, of an account or of nobody, in the language that was pressed."""
    language = session.get("language")
    session.renew(account_id)  # type: ignore[attr-defined]
    if language:
        session["language"] = language


def _signed_out(message: str) -> Response:
    _renew_session(None)
    flash(message, "success")
    return redirect(url_for("accounts.sign_in"), code=303)


def _own_address(wanted: str | None) -> str:
    """Only ever lead to a page of our own."""
    address = wanted or ""
    plain = address.startswith("/") and not address.startswith("//") and address.isprintable() and "\\" not in address
    return address if plain else url_for("today.today")
