"""Forms of the file for the person: what they want corrected, and the answer."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import StopValidation

from matching.services.my_files import AnswerCorrection, ShowFile
from webapp.forms.code_fields import offered
from webapp.forms.fields import LongText
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

OUTCOMES = (("yes", _l("The file is corrected")), ("no", _l("The file stays as it is")))


class ShowFileForm(VoluntaryForm):
    """That the file was gone through, and what is wrong in it."""

    wanted = LongText(
        _l("What the person wants corrected"),
        [AtMost(4_000)],
        description=_l(
            "In their words. Leave it empty if all is right. It is stored encrypted and waits for an answer."
        ),
    )

    def command(self, subject_id: int) -> ShowFile:
        """What was typed."""
        return ShowFile(subject_id, self.wanted.data)


class CorrectionForm(VoluntaryForm):
    """What came of a correction that was asked for."""

    outcome = RadioField(_l("What came of it"), [Needed()], choices=lambda: offered(OUTCOMES), validate_choice=False)
    answer = LongText(
        _l("What the person is told"), [AtMost(2_000)], description=_l("Needed where the file stays as it is: say why.")
    )

    def validate_outcome(self, field: Any) -> None:
        """One of the two answers."""
        if field.data not in dict(OUTCOMES):
            raise StopValidation(_("Choose one of the answers."))

    def validate_answer(self, field: LongText) -> None:
        """A refusal has its reason."""
        if self.outcome.data == "no" and not field.data:
            raise StopValidation(_("Say why the file stays as it is: the person is owed the reason."))

    def command(self, subject_id: int, correction_id: int) -> AnswerCorrection:
        """What was typed."""
        return AnswerCorrection(
            subject_id, correction_id, self.seen_version, self.outcome.data == "yes", self.answer.data
        )
