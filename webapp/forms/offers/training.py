"""Forms of training: the course, its times, whom it takes, its money, its places."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from matching.services.offer_parts import CoursePart, EnrolPart, EntryPart, MoneyPart, TimesPart
from matching.vocabulary import Answer
from webapp.forms.choices import WEEKDAYS, OccupationSelect, occupation_choices, qualification_choices
from webapp.forms.code_fields import CodeField, CodesField, offered
from webapp.forms.fields import DateField, LongText, NumberField, Stripped, TimeField
from webapp.forms.offers.shared import AgesForm, OccupationForm, ShiftForm, WhereForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm


class CourseForm(OccupationForm):
    """What is taught, and what it leads to."""

    title = Stripped(
        _l("Title of the course"),
        [Needed(), AtMost(200)],
        description=_l("As people say it: welding for beginners, care worker, forklift licence."),
    )
    description = LongText(
        _l("What is learnt"),
        [Needed(), AtMost(20_000)],
        description=_l("In plain words: what is taught, how much of it by hand, in how large a group."),
    )
    occupation_code = OccupationSelect(
        _l("Work that it leads to"),
        choices=lambda: offered(occupation_choices()),
        description=_l("Leave it empty and we take it from the title; you then confirm it."),
    )
    certificate = Stripped(
        _l("Certificate at the end"),
        [AtMost(120)],
        description=_l("Its name as it is printed, such as welder's certificate. Leave it empty if there is none."),
    )

    def part(self, guess: str | None = None) -> CoursePart:
        """What was typed; an unsaid kind of work is the guess."""
        return CoursePart(self.title.data or "", self.description.data, self.code(guess), self.certificate.data)


class CourseWhereForm(WhereForm):
    """Where the course is."""

    address = Stripped(_l("Address of the course"), [Needed(), AtMost(300)])


class TimesForm(ShiftForm):
    """When the course runs."""

    starts_on = DateField(_l("First day"), description=_l("Leave it empty if one can begin at any time."))
    ends_on = DateField(_l("Last day"), description=_l("Or say below how many weeks it takes."))
    weeks = NumberField(_l("Weeks"), low=0.2, high=520)
    hours_per_week = NumberField(_l("Hours a week"), [Needed()], low=1, high=84)
    shift_from = TimeField(_l("Begins at"), description=_l("Such as 08:30. Leave both empty if times change."))
    shift_to = TimeField(_l("Ends at"))
    weekdays = CodesField(
        _l("Days of the course"),
        coerce=int,
        choices=offered(WEEKDAYS),
        description=_l("Leave all empty if they change."),
    )

    def validate_ends_on(self, field: DateField) -> None:
        """The last day is not before the first."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise StopValidation(_("The last day must not be before the first."))

    def validate_weeks(self, field: NumberField) -> None:
        """The course has a last day or a length."""
        if field.data is None and self.ends_on.data is None and not field.errors and not self.ends_on.errors:
            raise StopValidation(_("Say the last day or the number of weeks."))

    def part(self) -> TimesPart:
        """What was typed."""
        return TimesPart(
            self.starts_on.data,
            self.ends_on.data,
            self.weeks.data,  # type: ignore[arg-type]
            self.hours_per_week.data,  # type: ignore[arg-type]
            self.shift_from.data,  # type: ignore[arg-type]
            self.shift_to.data,  # type: ignore[arg-type]
            sorted(self.weekdays.data or []),
        )


class EntryForm(AgesForm):
    """Whom the course takes."""

    qualifications = CodesField(
        _l("Certificates and schooling that one must already have"),
        choices=lambda: offered(qualification_choices()),
        description=_l("Whoever does not hold all of them is not suggested: tick only what is needed."),
    )
    entry_requirements = LongText(
        _l("What else one should bring"),
        [AtMost(4000)],
        description=_l("In your own words, such as: reads and writes well enough for a written test."),
    )

    def part(self) -> EntryPart:
        """What was typed."""
        held = list(self.qualifications.data or [])
        return EntryPart(self.age_from.data, self.age_to.data, held, self.entry_requirements.data)  # type: ignore[arg-type]


class MoneyForm(VoluntaryForm):
    """What the course costs and pays."""

    fee = NumberField(
        _l("Fee for the whole course"),
        [Needed()],
        low=0,
        high=1_000_000,
        description=_l("In yuan. Write 0 if the course costs nothing."),
    )
    stipend_month = NumberField(
        _l("Money paid to the learner each month"),
        low=0,
        high=100_000,
        description=_l("In yuan: a stipend or living allowance. Write 0 if there is none."),
    )
    lodging = CodeField(_l("Do you give lodging?"), Answer, [Needed()])

    def part(self) -> MoneyPart:
        """What was typed."""
        return MoneyPart(self.stipend_month.data, self.fee.data, self.lodging.data)  # type: ignore[arg-type]


class EnrolForm(VoluntaryForm):
    """How many the course takes, and until when one may enrol."""

    places = NumberField(_l("Number of places"), [Needed()], low=1, high=10_000, whole=True)
    closes_on = DateField(
        _l("Enrol until"),
        description=_l("After this day nobody is suggested any more. Leave it empty to keep it open."),
    )

    def part(self) -> EnrolPart:
        """What was typed."""
        return EnrolPart(self.places.data, self.closes_on.data)  # type: ignore[arg-type]
