"""Forms of signing in and of passwords."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import StopValidation

from matching.services.own_account import OwnChoices
from matching.services.sign_in import Credentials
from matching.vocabulary import Language, MailChoice
from webapp.forms.code_fields import CodeField
from webapp.forms.fields import Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, HardToGuess, MailAddress, Needed
from webapp.forms.voluntary import VoluntaryForm


class SignInForm(PageForm):
    """Name and password."""

    sign_in_name = Stripped(_l("Name you sign in with"), [Needed(), AtMost(120)])
    password = PasswordField(_l("Password"), [Needed()])
    next = HiddenField()

    def command(self) -> Credentials:
        """What was typed."""
        return Credentials(self.sign_in_name.data or "", self.password.data or "")


class OwnAccountForm(VoluntaryForm):
    """What everybody chooses for the own account."""

    language = CodeField(_l("Language of pages and mail"), Language, [Needed()])
    mail_choice = CodeField(
        _l("What waits for you, by mail"),
        MailChoice,
        [Needed()],
        description=_l("A mail holds reference numbers and links, never a name."),
    )
    mail = Stripped(
        _l("Mail address"),
        [AtMost(200), MailAddress()],
        description=_l("For these mails, and for a code when you forget your password."),
    )

    def validate_mail(self, field: Stripped) -> None:
        """Mail needs somewhere to go."""
        if not field.data and self.mail_choice.data in (MailChoice.EACH, MailChoice.DAILY):
            raise StopValidation(_("Write your mail address, or choose no mail above."))

    def command(self) -> OwnChoices:
        """What was chosen."""
        return OwnChoices(self.seen_version, self.language.data, self.mail.data, self.mail_choice.data)


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
        description=_l("From the mail, or from the paper that your office printed."),
    )
    new = PasswordField(
        _l("New password"),
        [Needed(), HardToGuess()],
        description=_l("At least 10 characters. Three or four words are easy to keep in mind."),
    )
