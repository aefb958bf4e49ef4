"""Forms of release notices, their receipts, and looking for people who did not report."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from matching.services.notices import NoticeDetails
from matching.services.searches import RecordSearch
from matching.vocabulary import SearchResult, SearchStep
from webapp.forms.code_fields import CodeField, IdSelect
from webapp.forms.fields import DateField, LongText, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.subjects import IntakeForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm


class NoticeFields:
    """What a notice says, for a new person and for one who is here."""

    sender = Stripped(_l("Sender"), [Needed(), AtMost(120)], description=_l("The prison or detention house."))
    number = Stripped(_l("Number of the notice"), [AtMost(80)])
    received_on = DateField(
        _l("Came in on"), [Needed()], description=_l("The clock of the receipt runs from this day.")
    )
    assessment = LongText(
        _l("Assessment"),
        [AtMost(8_000)],
        description=_l("What the sender writes about the person. It is stored encrypted."),
    )
    release_on: Any

    def notice(self) -> NoticeDetails:
        """What was typed."""
        assert self.received_on.data is not None
        received_on: date = self.received_on.data
        return NoticeDetails(
            self.sender.data or "", self.number.data, received_on, self.release_on.data, self.assessment.data
        )


class NoticeIntakeForm(NoticeFields, IntakeForm):
    """A notice about a person who has no case file yet, with the person."""


class NoticeForm(NoticeFields, PageForm):
    """A notice about a person who has a case file."""

    release_on = DateField(_l("Planned release date"))


class ReceiptForm(PageForm):
    """When the receipt went out."""

    sent_on = DateField(_l("Receipt sent on"), [Needed()])


class NoticeFilterForm(PageForm):
    """Which notices are listed."""

    unit = IdSelect(_l("Unit"))


class SearchStepForm(VoluntaryForm):
    """What was tried to find somebody."""

    step = CodeField(_l("What was tried"), SearchStep, [Needed()])
    tried_on = DateField(_l("On"), [Needed()])
    result = CodeField(_l("What came of it"), SearchResult, [Needed()])
    note = LongText(_l("Note"), [AtMost(2_000)], description=_l("Caseworkers of this unit can read it."))

    def validate_note(self, field: LongText) -> None:
        """Where somebody lives elsewhere now, say where: an officer can hand the file over."""
        if self.result.data is SearchResult.ELSEWHERE and not field.data:
            raise StopValidation(_("Write down where the person lives now."))

    def command(self, subject_id: int) -> RecordSearch:
        """What was typed."""
        assert self.step.data is not None and self.result.data is not None and self.tried_on.data is not None
        return RecordSearch(subject_id, self.step.data, self.result.data, self.tried_on.data, self.note.data)
