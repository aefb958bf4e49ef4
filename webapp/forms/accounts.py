"""Forms of signing in and of passwords."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField

from matching.services.sign_in import Credentials
from webapp.forms.fields import Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, HardToGuess, Needed


class SignInForm(PageForm):
    """Name and password."""

    sign_in_name = Stripped(_l("Name you sign in with"), [Needed(), AtMost(120)])
    password = PasswordField(_l("Password"), [Needed()])
    next = HiddenField()

    def command(self) -> Credentials:
        """What was typed."""
        return Credentials(self.sign_in_name.data or "", self.password.data or "")


class ChangePasswordForm(PageForm):
    """The old and the new password."""

    old = PasswordField(_l("Present password"), [Needed()])
    new = PasswordField(
        _l("New password"),
        [Needed(), HardToGuess()],
        description=_l("At least 10 characters. Three or four words are easy to keep in mind."),
    )


class AskForCodeForm(PageForm):
    """Whose password is forgotten."""

    sign_in_name = Stripped(_l("Name you sign in with"), [Needed(), AtMost(120)])


class UseCodeForm(PageForm):
    """A one-time code and a new password."""

    sign_in_name = Stripped(_l("Name you sign in with"), [Needed(), AtMost(120)])
    code = Stripped(
        _l("One-time code"),
        [Needed(), AtMost(40)],
        description=_l("From the mail, or from the paper that your supervisor printed."),
    )
    new = PasswordField(
        _l("New password"),
        [Needed(), HardToGuess()],
        description=_l("At least 10 characters. Three or four words are easy to keep in mind."),
    )
