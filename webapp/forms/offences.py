"""The form of an offence."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.services.offences import RecordOffence
from matching.vocabulary import Answer, OffenceCategory, Penalty
from webapp.forms.code_fields import CodeField, CodeSelect
from webapp.forms.fields import DateField, LongText
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed


class OffenceForm(PageForm):
    """One offence as the judgment states it."""

    category = CodeSelect(_l("Category"), OffenceCategory, [Needed()])
    is_intentional = CodeField(_l("Intentional"), Answer, [Needed()])
    penalty = CodeField(_l("Main penalty"), Penalty, [Needed()])
    committed_on = DateField(_l("Committed on"))
    judged_on = DateField(_l("Judged on"))
    as_minor = BooleanField(
        _l("Committed under 18: no rule ever uses it"),
        description=_l(
            "The person is then protected: only you and the caseworker see the file, and open proposals are withdrawn."
        ),
    )
    is_sealed = BooleanField(
        _l("This record is sealed: no rule ever uses it"),
        description=_l(
            "The person is then protected: only you and the caseworker see the file, and open proposals are withdrawn."
        ),
    )
    text = LongText(
        _l("What the judgment says"),
        [AtMost(4_000)],
        description=_l("Only caseworkers of this unit can read it. It is stored encrypted."),
    )

    def validate_judged_on(self, field: DateField) -> None:
        """Judgment comes after the offence."""
        if field.data and self.committed_on.data and field.data < self.committed_on.data:
            raise StopValidation(_("The judgment must not lie before the offence."))

    def command(self, subject_id: int) -> RecordOffence:
        """What was typed."""
        assert self.category.data is not None and self.penalty.data is not None
        return RecordOffence(
            subject_id, self.category.data, self.penalty.data, self.is_intentional.data or Answer.UNKNOWN, self.committed_on.data,
            self.judged_on.data, bool(self.as_minor.data), bool(self.is_sealed.data), self.text.data,
        )  # fmt: skip
