"""Forms of the three noes, needs and consents."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from matching.services.circumstances import RecordCircumstance
from matching.services.consents import RecordConsent
from matching.services.needs import OpenNeed
from matching.vocabulary import Answer, CircumstanceKind, ConsentPurpose, NeedKind, Source
from webapp.forms.code_fields import CodeField, CodeSelect, IdSelect
from webapp.forms.fields import DateField, LongText, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm


class CircumstanceForm(VoluntaryForm):
    """What was found about one of the three noes."""

    answer = CodeField(_l("Answer"), Answer, [Needed()])
    source = CodeSelect(_l("Who or what says so"), Source, [Needed()], leave_out=[Source.PLACEMENT])
    found_on = DateField(_l("Found on"), [Needed()])
    evidence = LongText(
        _l("Evidence"), [AtMost(2_000)], description=_l("What was seen or shown. It is stored encrypted.")
    )
    review_on = DateField(_l("Ask again on"), description=_l("The line appears in your work of that day."))

    def validate_review_on(self, field: DateField) -> None:
        """A review comes after the finding."""
        if field.data and self.found_on.data and field.data <= self.found_on.data:
            raise StopValidation(_("The review must lie after the day of the finding."))

    def command(self, subject_id: int, kind: CircumstanceKind) -> RecordCircumstance:
        """What was typed."""
        assert self.answer.data is not None and self.source.data is not None and self.found_on.data is not None
        return RecordCircumstance(
            subject_id,
            kind,
            self.answer.data,
            self.source.data,
            self.found_on.data,
            self.evidence.data,
            self.review_on.data,
        )


class NeedForm(PageForm):
    """Help that is needed."""

    kind = CodeSelect(_l("What is needed"), NeedKind, [Needed()])
    note = LongText(_l("Note"), [AtMost(2_000)], description=_l("Only caseworkers read it. It is stored encrypted."))

    def command(self, subject_id: int) -> OpenNeed:
        """What was typed."""
        assert self.kind.data is not None
        return OpenNeed(subject_id, self.kind.data, self.note.data)


class ConsentForm(PageForm):
    """A consent as it was signed."""

    purpose = CodeField(_l("What the person agrees to"), ConsentPurpose, [Needed()])
    provider_id = IdSelect(
        _l("Provider"), description=_l("Only for a disclosure: the one provider who may be told who the person is.")
    )
    form = Stripped(
        _l("Form that was signed"),
        [Needed(), AtMost(120)],
        description=_l("Its name or number, such as Consent form 2."),
    )
    signed_on = DateField(_l("Signed on"), [Needed()])
    kept_at = Stripped(_l("Where the paper is kept"), [AtMost(200)])
    expires_on = DateField(_l("Holds until"), description=_l("Leave it empty if it holds until it is withdrawn."))

    def validate_provider_id(self, field: IdSelect) -> None:
        """A disclosure names one provider; the consent to be matched names none."""
        discloses = self.purpose.data is ConsentPurpose.DISCLOSE_TO_PROVIDER
        if discloses and field.data is None:
            raise StopValidation(_("Choose the provider who may be told."))
        if not discloses and field.data is not None:
            raise StopValidation(_("The consent to be matched names no provider. Leave this empty."))

    def validate_expires_on(self, field: DateField) -> None:
        """A consent ends after it was signed."""
        if field.data and self.signed_on.data and field.data < self.signed_on.data:
            raise StopValidation(_("This must not lie before the signature."))

    def command(self, subject_id: int) -> RecordConsent:
        """What was typed."""
        assert self.purpose.data is not None and self.signed_on.data is not None
        return RecordConsent(
            subject_id, self.purpose.data, self.form.data or "", self.signed_on.data,
            self.provider_id.data, self.kept_at.data, self.expires_on.data,
        )  # fmt: skip
