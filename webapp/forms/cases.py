"""Forms about whole case files: closing, reopening, handing over, making one of two."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import StopValidation

from matching.queries.two_files import Difference, Side
from matching.services.cases.closing import ENDINGS, CloseCase, ReopenCase
from matching.services.cases.merging import MergeCases
from matching.services.cases.moving import MoveCase
from matching.vocabulary import CloseReason
from webapp.forms.code_fields import CodeField, IdSelect, offered
from webapp.forms.fields import DateField, LongText, Stripped
from webapp.forms.numbers import int_or_none
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

NOTE_HINT = _l("Caseworkers of this unit can read it. It is stored encrypted.")


class CloseForm(VoluntaryForm):
    """Why a case file is closed."""

    reason = CodeField(
        _l("Why the case file is closed"),
        CloseReason,
        [Needed()],
        leave_out=[code for code in CloseReason if code not in ENDINGS],
    )
    closed_on = DateField(_l("Closed on"), [Needed()], description=_l("The day of the death, the recall or the move."))
    moved_to = Stripped(
        _l("Where the person has gone"),
        [AtMost(200)],
        description=_l("Only for a move out of the service's offices. To another office, hand the file over instead."),
    )
    note = LongText(_l("Note"), [AtMost(2_000)], description=NOTE_HINT)

    def validate_note(self, field: LongText) -> None:
        """Another reason says which."""
        if self.reason.data is CloseReason.OTHER and not field.data:
            raise StopValidation(_("Write down what the other reason is."))

    def command(self, subject_id: int) -> CloseCase:
        """What was typed."""
        assert self.reason.data is not None and self.closed_on.data is not None
        return CloseCase(
            subject_id, self.seen_version, self.reason.data, self.closed_on.data, self.moved_to.data, self.note.data
        )


class ReopenForm(VoluntaryForm):
    """That a case file was closed in error, or that somebody comes back."""

    release_on = DateField(
        _l("Expected on"),
        description=_l("For somebody who is still to come. Leave it empty for somebody who is here."),
    )
    note = LongText(_l("Why the file is opened again"), [Needed(), AtMost(2_000)], description=NOTE_HINT)

    def command(self, subject_id: int) -> ReopenCase:
        """What was typed."""
        return ReopenCase(subject_id, self.seen_version, self.release_on.data, self.note.data)


class ChooseOfficeForm(PageForm):
    """The office that a person moves to."""

    unit_id = IdSelect(_l("Office that takes over"), [Needed()])


class MoveForm(VoluntaryForm):
    """What goes along with a file that is handed over."""

    caseworker_id = IdSelect(
        _l("Caseworker there"), description=_l("A protected person's file can be opened by this account only.")
    )
    note = LongText(_l("Note for the office that takes over"), [AtMost(2_000)], description=NOTE_HINT)

    def command(self, subject_id: int, unit_id: int) -> MoveCase:
        """What was typed."""
        return MoveCase(subject_id, self.seen_version, unit_id, self.caseworker_id.data, self.note.data)


class FindFileForm(PageForm):
    """The other case file of the same person."""

    reference = Stripped(
        _l("Reference of the other case file"), [Needed(), AtMost(20)], description=_l("Such as S000123.")
    )


class MergeForm(PageForm):
    """Whose value holds, for every detail that differs; the fields are made by `merge_form`."""

    other_version = HiddenField()

    def command(self, subject_id: int, other_id: int) -> MergeCases:
        """What was chosen."""
        chosen = {
            name.removeprefix("detail_"): Side(str(field.data))
            for name, field in self._fields.items()
            if name.startswith("detail_")
        }
        versions = self.seen_version, int_or_none(self.other_version.data) or 0
        return MergeCases(subject_id, other_id, *versions, choices=chosen)


def merge_form(rows: Iterable[tuple[Difference, Any, str, str]], **stored: Any) -> MergeForm:
    """Make the form of two files.

    Args:
        rows: each difference with its words, and its value in the file that stays and in the one that goes.
        stored: the versions that the page shows.
    """
    fields = {
        f"detail_{row.name}": RadioField(
            words,
            [Needed(_l("Choose which of the two holds."))],
            choices=offered(((Side.STAYS.value, stays), (Side.GOES.value, goes))),
            default=row.suggested.value if row.suggested else None,
            validate_choice=True,
        )
        for row, words, stays, goes in rows
    }
    made: type[MergeForm] = type("MergeDetailsForm", (MergeForm,), fields)
    return made(**stored)
