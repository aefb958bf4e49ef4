"""Forms of providers: registering, and being checked."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from matching.services.provider_details import OwnDetails
from matching.services.providers import CheckProvider, CheckStep, RegisterProvider
from matching.vocabulary import ProviderKind, ProviderState
from webapp.forms.code_fields import CodeField, CodeSelect, IdSelect, offered
from webapp.forms.fields import LongText, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, HardToGuess, MailAddress, Needed, PhoneNumber
from webapp.forms.voluntary import VoluntaryForm

KINDS: dict[ProviderKind, Any] = {
    ProviderKind.EMPLOYER: _l("Employer: you give work"),
    ProviderKind.TRAINER: _l("Trainer: you run courses"),
    ProviderKind.LANDLORD: _l("Landlord: you let beds, rooms or flats"),
    ProviderKind.COMMUNITY: _l("Community: a village, neighbourhood, cooperative or association"),
}
"""Kind of provider -> what it means."""


class ProviderForm(VoluntaryForm):
    """What a provider says of itself."""

    kind = CodeField(
        _l("What are you mostly?"), ProviderKind, [Needed()], description=_l("You may offer other things too.")
    )
    name = Stripped(
        _l("Name of the provider"),
        [Needed(), AtMost(200)],
        description=_l(
            "Of the firm, school, house, village or organisation; your own name if you let a home yourself."
        ),
    )
    registration_number = Stripped(
        _l("Registration number"),
        [AtMost(40)],
        description=_l("The unified social credit code, if there is one. It makes the check quicker."),
    )
    address = Stripped(_l("Address"), [Needed(), AtMost(300)])
    about = LongText(_l("What you do"), [AtMost(4000)])
    contact_name = Stripped(_l("Your name"), [Needed(), AtMost(120)])
    phone = Stripped(_l("Phone"), [Needed(), AtMost(40), PhoneNumber()])
    mail = Stripped(
        _l("Mail"),
        [AtMost(200), MailAddress()],
        description=_l("For news of what waits for you, and for a code when you forget your password."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = offered((kind.value, words) for kind, words in KINDS.items())


class OwnDetailsForm(ProviderForm):
    """The details of a provider that has registered."""

    def details(self) -> OwnDetails:
        """What was typed, from the version that the page showed."""
        return OwnDetails(
            version=self.seen_version,
            kind=self.kind.data,
            name=self.name.data or "",
            registration_number=self.registration_number.data,
            contact_name=self.contact_name.data,
            phone=self.phone.data,
            mail=self.mail.data,
            address=self.address.data,
            about=self.about.data,
        )


class RegisterForm(ProviderForm):
    """What a provider says of itself, and how its first account signs in."""

    unit_id = IdSelect(
        _l("Office that is near you"),
        [Needed(_l("Choose the office from the list."))],
        description=_l("Its officer checks your registration and your openings."),
    )
    sign_in_name = Stripped(
        _l("Name to sign in with"),
        [Needed(), AtMost(120)],
        description=_l("Choose one that you will remember, such as your mail address."),
    )
    new = PasswordField(
        _l("Password"),
        [Needed(), HardToGuess()],
        description=_l("At least 10 characters. Three or four words are easy to keep in mind."),
    )

    def command(self) -> RegisterProvider:
        """What was typed."""
        return RegisterProvider(
            kind=self.kind.data,
            name=self.name.data or "",
            unit_id=self.unit_id.data or 0,
            contact_name=self.contact_name.data or "",
            sign_in_name=self.sign_in_name.data or "",
            password=self.new.data or "",
            registration_number=self.registration_number.data,
            phone=self.phone.data,
            mail=self.mail.data,
            address=self.address.data,
            about=self.about.data,
        )


class CheckForm(VoluntaryForm):
    """An officer's answer about a provider."""

    note = LongText(
        _l("Note to the provider"),
        [AtMost(2000)],
        description=_l("Needed to refuse or suspend: the provider reads it."),
    )

    def command(self, provider_id: int, step: CheckStep) -> CheckProvider:
        """The answer, from the version that the page showed."""
        return CheckProvider(provider_id, step, self.seen_version, self.note.data)


class DirectoryForm(PageForm):
    """What the directory is narrowed to."""

    state = CodeSelect(_l("State"), ProviderState)
    kind = CodeSelect(_l("Kind"), ProviderKind)
    words = Stripped(_l("Name"), [AtMost(100)])
