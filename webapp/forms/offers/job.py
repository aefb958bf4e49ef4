"""Forms of jobs: what the work is, its hours, its pay, whom it asks for."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.services.offer_parts import HoursPart, PayPart, WhoPart, WorkPart
from matching.vocabulary import Answer, Contract, PayPeriod
from webapp.forms.choices import WEEKDAYS, OccupationSelect, occupation_choices, qualification_choices
from webapp.forms.code_fields import CodeField, CodeSelect, CodesField, offered
from webapp.forms.fields import DateField, LongText, NumberField, Stripped, TimeField
from webapp.forms.offers.shared import AgesForm, OccupationForm, ShiftForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm


class WorkForm(OccupationForm):
    """What the work is."""

    title = Stripped(
        _l("Title of the job"),
        [Needed(), AtMost(200)],
        description=_l("As people say it: kitchen helper, warehouse packer, driver."),
    )
    description = LongText(
        _l("What is to be done"),
        [Needed(), AtMost(20_000)],
        description=_l("In plain words: tasks, tools, how heavy, with whom."),
    )
    occupation_code = OccupationSelect(
        _l("Kind of work"),
        choices=lambda: offered(occupation_choices()),
        description=_l("Leave it empty and we take it from the title; you then confirm it."),
    )

    def part(self, guess: str | None = None) -> WorkPart:
        """What was typed; an unsaid kind of work is the guess."""
        return WorkPart(self.title.data or "", self.description.data, self.code(guess))


class HoursForm(ShiftForm):
    """When the work is done."""

    hours_per_week = NumberField(_l("Hours a week"), [Needed()], low=1, high=84)
    shift_from = TimeField(_l("Work begins at"), description=_l("Such as 08:30. Leave both empty if shifts change."))
    shift_to = TimeField(_l("Work ends at"), description=_l("An end before the beginning is on the next day."))
    weekdays = CodesField(
        _l("Days of work"), coerce=int, choices=offered(WEEKDAYS), description=_l("Leave all empty if they change.")
    )

    def part(self) -> HoursPart:
        """What was typed."""
        return HoursPart(
            self.hours_per_week.data,  # type: ignore[arg-type]
            self.shift_from.data,  # type: ignore[arg-type]
            self.shift_to.data,  # type: ignore[arg-type]
            sorted(self.weekdays.data or []),
        )


class PayForm(VoluntaryForm):
    """What is paid, and how the job is held."""

    pay_from = NumberField(_l("Pay from"), [Needed()], low=0, high=10_000_000, description=_l("In yuan."))
    pay_to = NumberField(_l("Pay to"), low=0, high=10_000_000)
    pay_period = CodeField(_l("Paid by the"), PayPeriod, [Needed()])
    contract = CodeSelect(_l("Contract"), Contract, [Needed()])
    lodging = CodeField(_l("Do you give lodging?"), Answer, [Needed()])
    is_transitional = BooleanField(_l("This is a transitional job: it ends on a date and leads on"))
    ends_on = DateField(_l("Ends on"), description=_l("For a transitional or fixed-term job."))
    follows = Stripped(_l("What follows"), [AtMost(1000)], description=_l("For a transitional job: what it leads to."))
    subsidy = Stripped(
        _l("Subsidy"),
        [AtMost(1000)],
        description=_l("A subsidy or tax help that goes with this post, if you know of one."),
    )

    def validate_pay_to(self, field: NumberField) -> None:
        """The upper pay is not below the lower."""
        if field.data is not None and self.pay_from.data is not None and field.data < self.pay_from.data:
            raise StopValidation(_("This must not be less than Pay from."))

    def validate_ends_on(self, field: DateField) -> None:
        """A transitional job says when it ends."""
        if self.is_transitional.data and field.data is None and not field.errors:
            raise StopValidation(_("Say on which day the transitional job ends."))

    def part(self) -> PayPart:
        """What was typed."""
        return PayPart(
            self.pay_from.data,  # type: ignore[arg-type]
            self.pay_to.data,  # type: ignore[arg-type]
            self.pay_period.data,
            self.contract.data,
            self.lodging.data,
            bool(self.is_transitional.data),
            self.ends_on.data,
            self.follows.data,
            self.subsidy.data,
        )


class WhoForm(AgesForm):
    """Whom the offer asks for."""

    qualifications = CodesField(
        _l("Certificates that the work cannot be done without"),
        choices=lambda: offered(qualification_choices()),
        description=_l("Whoever does not hold all of them is not suggested: tick only what is needed."),
    )
    skills = LongText(
        _l("Skills you ask for"),
        [AtMost(4000)],
        description=_l("One on each line, such as forklift or cooking. They count in the score and exclude nobody."),
    )

    def validate_skills(self, field: LongText) -> None:
        """Each line is one skill."""
        if any(len(line) > 80 for line in self._skills()) or len(self._skills()) > 30:
            raise StopValidation(_("Write at most 30 lines, each of at most 80 characters: one skill on each."))

    def _skills(self) -> list[str]:
        lines = (line.strip(" -•\t") for line in (self.skills.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def part(self) -> WhoPart:
        """What was typed."""
        return WhoPart(self.age_from.data, self.age_to.data, list(self.qualifications.data or []), self._skills())  # type: ignore[arg-type]
