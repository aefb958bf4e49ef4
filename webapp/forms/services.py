"""Forms of the directory of services."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from matching.records import Service
from matching.services.services import ServiceDetails
from matching.vocabulary import NeedKind
from webapp.forms.code_fields import CodeSelect, CodesField, choices_of
from webapp.forms.fields import LongText, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, MailAddress, Needed
from webapp.forms.voluntary import VoluntaryForm


class ServiceSearchForm(PageForm):
    """What the directory is narrowed to."""

    words = Stripped(_l("Words"), [AtMost(100)])
    need = CodeSelect(_l("Helps with"), NeedKind)
    to_check = BooleanField(_l("Only those to check"))


class ServiceForm(VoluntaryForm):
    """What the directory says of a service."""

    organisation = Stripped(_l("Organisation"), [Needed(), AtMost(200)])
    name = Stripped(_l("Name of the service"), [Needed(), AtMost(200)], description=_l("Such as: Legal aid desk."))
    needs = CodesField(_l("Helps with"), [Needed(_l("Choose at least one."))], choices=lambda: choices_of(NeedKind))
    description = LongText(_l("What it does"), [AtMost(4_000)])
    eligibility = LongText(
        _l("Whom it is for"), [AtMost(4_000)], description=_l("In the service's own words, word for word.")
    )
    fees = LongText(_l("What it costs"), [AtMost(1_000)])
    how_to_apply = LongText(_l("How to apply"), [AtMost(2_000)])
    hours = LongText(_l("Open at"), [AtMost(1_000)])
    phone = Stripped(_l("Phone"), [AtMost(80)])
    mail = Stripped(_l("Mail"), [AtMost(200), MailAddress()])
    website = Stripped(_l("Web site"), [AtMost(300)])
    address = Stripped(_l("Address"), [AtMost(300)])

    def details(self) -> ServiceDetails:
        """What was typed."""
        plain = ("eligibility", "fees", "how_to_apply", "hours", "phone", "mail", "website", "address")
        return ServiceDetails(
            self.organisation.data or "", self.name.data or "", tuple(NeedKind(code) for code in self.needs.data or ()),
            self.description.data or "", **{name: self._fields[name].data for name in plain},
        )  # fmt: skip


def stored_service(service: Service) -> dict[str, Any]:
    """What the form shows of a service."""
    return service.model_dump() | {"version": str(service.version)}
