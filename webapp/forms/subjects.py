"""Forms of taking in and correcting people."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import StopValidation

from matching.errors import BadInput
from matching.identity import Identity, read_identity
from matching.records import Subject
from matching.services.case_files import AddNote, CorrectDetails
from matching.services.intake import Details, ReportSubject, TakeIn
from matching.vocabulary import CoordinatesFrom, LegalStatus, ManagementClass, Sex
from webapp.forms.code_fields import CodeField, IdSelect
from webapp.forms.fields import DateField, LongText, NumberField, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed


class DetailsForm(PageForm):
    """Who a person is, where they live, who is responsible."""

    name = Stripped(_l("Name"), [Needed(), AtMost(120)], description=_l("As the identity document writes it."))
    identity_number = Stripped(
        _l("Identity number"), [AtMost(40)], description=_l("18 characters. Birth date and sex follow from it.")
    )
    born_on = DateField(_l("Birth date"))
    sex = CodeField(_l("Sex in the identity document"), Sex)
    phone = Stripped(_l("Phone"), [AtMost(60)])
    household_place = Stripped(
        _l("Place of household registration"),
        [AtMost(300)],
        description=_l("Where the household is registered, even if nobody lives there."),
    )
    residence = Stripped(
        _l("Actual residence"),
        [AtMost(300)],
        description=_l("Where the person lives or will live. It is stored encrypted."),
    )
    latitude = NumberField(
        _l("Latitude of the residence"),
        low=-90,
        high=90,
        description=_l("Such as 30.12. Stored to about one kilometre; without it the unit's place stands in."),
    )
    longitude = NumberField(_l("Longitude of the residence"), low=-180, high=180, description=_l("Such as 120.21."))
    unit_id = IdSelect(_l("Responsible unit"), [Needed()])
    caseworker_id = IdSelect(_l("Caseworker"), description=_l("Who answers for this person."))
    legal_status = CodeField(_l("Legal status"), LegalStatus, [Needed()])
    release_on = DateField(_l("Planned release date"), description=_l("Or the date of release, if that is past."))
    correction_ends_on = DateField(_l("End of correction"))
    management_class = CodeField(_l("Management class"), ManagementClass)
    is_key_person = BooleanField(_l("Key person: first in queues and reviews"))
    is_juvenile = BooleanField(_l("Under 18 at the offence: only the caseworker named above may see the case file"))
    is_sealed = BooleanField(_l("The record is sealed: only the caseworker named above may see the case file"))

    identity: Identity | None = None

    def validate_identity_number(self, field: Stripped) -> None:
        """Read the number, and take from it what was left empty."""
        if not field.data:
            return
        try:
            self.identity = read_identity(field.data)
        except BadInput as fault:
            raise StopValidation(_(fault.message)) from None

    def validate_longitude(self, field: NumberField) -> None:
        """Both numbers or neither."""
        if (field.data is None) != (self.latitude.data is None):
            raise StopValidation(_("Fill in both latitude and longitude, or neither."))

    def validate_born_on(self, field: DateField) -> None:
        """Hold the birth date against the identity number."""
        if self.identity and field.data and field.data != self.identity.born_on:
            raise StopValidation(
                _("This does not fit the identity number, which says %(day)s.", day=self.identity.born_on.isoformat())
            )

    def validate_sex(self, field: CodeField) -> None:
        """Hold the sex against the identity number."""
        if self.identity and field.data not in (None, Sex.UNKNOWN, self.identity.sex):
            raise StopValidation(_("This does not fit the identity number. Check both."))

    def validate_release_on(self, field: DateField) -> None:
        """Nobody is released before they are born."""
        if field.data and self.born_on.data and field.data <= self.born_on.data:
            raise StopValidation(_("This date lies before the birth date."))

    def validate_correction_ends_on(self, field: DateField) -> None:
        """Correction runs under an order only, and ends after birth."""
        if field.data and self.legal_status.data is LegalStatus.RELEASED:
            raise StopValidation(
                _("A released person is under no correction. Leave this empty or change the legal status.")
            )

    def details(self) -> Details:
        """What was typed, and what the identity number adds."""
        typed = {name: self._fields[name].data for name in Details.__dataclass_fields__}
        typed["sex"] = typed["sex"] or Sex.UNKNOWN
        typed["identity_number"] = self.identity.number if self.identity else None
        if self.identity:
            typed |= {"born_on": self.identity.born_on, "sex": self.identity.sex}
        return Details(**typed)

    def correction(self, subject_id: int) -> CorrectDetails:
        """The details over the version that was on the page."""
        return CorrectDetails(subject_id, self.seen_version, self.details())


class IntakeForm(DetailsForm):
    """A person to take in."""

    identity_unknown = BooleanField(_l("The identity number is not known yet"))
    seen = HiddenField()
    somebody_else = BooleanField(_l("I have looked at these people: this is somebody else. Store the person."))

    def validate_identity_unknown(self, field: BooleanField) -> None:
        """Ask for the number, or for the tick that it is not known yet."""
        typed = bool(self.identity_number.data or self.identity_number.errors)
        if not typed and not field.data:
            raise StopValidation(_("Fill in the identity number, or tick that it is not known yet."))
        if self.identity_number.data and field.data:
            raise StopValidation(_("You have filled in the identity number. Take this tick away, or the number."))

    def command(self) -> TakeIn:
        """The person, and which likely duplicates were told apart."""
        return TakeIn(self.details(), (self.seen.data or "") if self.somebody_else.data else "")


class ReportForm(PageForm):
    """When an expected person came to the office."""

    reported_on = DateField(_l("Reported on"), [Needed()])

    def command(self, subject_id: int) -> ReportSubject:
        """What was typed."""
        assert self.reported_on.data is not None
        return ReportSubject(subject_id, self.reported_on.data)


class NoteForm(PageForm):
    """A note for the timeline."""

    text = LongText(
        _l("Note"),
        [Needed(), AtMost(4_000)],
        description=_l("Caseworkers of this unit can read it. It is stored encrypted."),
    )

    def command(self, subject_id: int) -> AddNote:
        """What was typed."""
        return AddNote(subject_id, self.text.data or "")


class SearchForm(PageForm):
    """Which people to list. Sent by POST, so that no name stands in an address."""

    words = Stripped(_l("Name or reference"), [AtMost(120)])


def stored_details(subject: Subject) -> dict[str, Any]:
    """What the details form shows of a record. The identity number is never filled in: it stays masked."""
    values = {name: getattr(subject, name) for name in Details.__dataclass_fields__ if name != "identity_number"}
    if subject.coordinates_from is CoordinatesFrom.UNIT:
        values |= {"latitude": None, "longitude": None}
    return values | {"version": str(subject.version)}
