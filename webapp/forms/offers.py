"""Forms of offers: one per page of the posting form."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.services.drafts import (
    Exclusion,
    HoursPart,
    PayPart,
    PlacesPart,
    PostsPart,
    WherePart,
    WhoPart,
    WorkPart,
)
from matching.vocabulary import (
    Answer,
    Contract,
    ExclusionGround,
    OffenceCategory,
    PayPeriod,
    PostKind,
)
from webapp.forms.choices import (
    GROUNDS,
    POSTS,
    WEEKDAYS,
    OccupationSelect,
    occupation_choices,
    qualification_choices,
)
from webapp.forms.code_fields import CodeField, CodeSelect, CodesField, offered
from webapp.forms.fields import DateField, LongText, NumberField, Stripped, TimeField
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

NO_OCCUPATION = "none"


class WorkForm(VoluntaryForm):
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

    @property
    def is_unsaid(self) -> bool:
        """Whether the kind of work was left for us to guess."""
        return not self.occupation_code.data

    def part(self, guess: str | None = None) -> WorkPart:
        """What was typed; an unsaid kind of work is the guess."""
        code = self.occupation_code.data or guess
        return WorkPart(self.title.data or "", self.description.data, None if code == NO_OCCUPATION else code)


class WhereForm(VoluntaryForm):
    """Where the work is."""

    address = Stripped(_l("Address of the workplace"), [Needed(), AtMost(300)])
    latitude = NumberField(
        _l("Latitude"),
        low=-90,
        high=90,
        description=_l(
            "Degrees, such as 30.12. A map on a phone shows both numbers. Without them the office's place stands in and the journey is a guess."
        ),
    )
    longitude = NumberField(_l("Longitude"), low=-180, high=180, description=_l("Degrees, such as 120.21."))

    def validate_longitude(self, field: NumberField) -> None:
        """Both numbers or neither."""
        if (field.data is None) != (self.latitude.data is None):
            raise StopValidation(_("Fill in both latitude and longitude, or neither."))

    def part(self) -> WherePart:
        """What was typed."""
        return WherePart(self.address.data, self.latitude.data, self.longitude.data)  # type: ignore[arg-type]


class HoursForm(VoluntaryForm):
    """When the work is done."""

    hours_per_week = NumberField(_l("Hours a week"), [Needed()], low=1, high=84)
    shift_from = TimeField(_l("Work begins at"), description=_l("Such as 08:30. Leave both empty if shifts change."))
    shift_to = TimeField(_l("Work ends at"), description=_l("An end before the beginning is on the next day."))
    weekdays = CodesField(
        _l("Days of work"), coerce=int, choices=offered(WEEKDAYS), description=_l("Leave all empty if they change.")
    )

    def validate_shift_to(self, field: TimeField) -> None:
        """Both times or neither."""
        if (field.data is None) != (self.shift_from.data is None) and not self.shift_from.errors:
            raise StopValidation(_("Fill in both times, or neither."))

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


class WhoForm(VoluntaryForm):
    """Whom the offer asks for."""

    age_from = NumberField(
        _l("Youngest age"),
        low=16,
        high=99,
        whole=True,
        description=_l("16 is the least that the law allows. Leave it empty if any age will do."),
    )
    age_to = NumberField(_l("Oldest age"), low=16, high=99, whole=True)
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

    def validate_age_to(self, field: NumberField) -> None:
        """The oldest age is not below the youngest."""
        if field.data is not None and self.age_from.data is not None and field.data < self.age_from.data:
            raise StopValidation(_("This must not be less than the youngest age."))

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


class PostsForm(VoluntaryForm):
    """Whether a law names the post, and what the provider would exclude."""

    post_kinds = CodesField(
        _l("Is it one of these posts?"),
        choices=offered(POSTS),
        description=_l(
            "The law bars some people from these posts. We apply exactly what the law says, so tick what is true. Most jobs are none of them."
        ),
    )
    kept = CodesField(_l("Exclusions so far"), choices=[], description=_l("Untick to take one away."))
    category = CodeSelect(_l("Offences of this kind"), OffenceCategory)
    ground = CodeField(_l("Why"), ExclusionGround)
    justification = LongText(
        _l("How the task justifies it"),
        [AtMost(1000)],
        description=_l("For example: handles the day's cash alone. An officer reads this."),
    )

    def __init__(self, *args: Any, exclusions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exclusions = exclusions
        self.kept.choices = offered((str(place), str(place)) for place in range(len(exclusions)))
        self.ground.choices = offered(GROUNDS)
        if self.kept.data is None:
            self.kept.data = [str(place) for place in range(len(exclusions))]

    def validate_ground(self, field: CodeField) -> None:
        """A kind of offence needs a ground, and a ground a kind."""
        if (field.data is None) != (self.category.data is None) and not field.errors:
            raise StopValidation(_("Choose both the kind of offence and why, or neither."))

    def validate_justification(self, field: LongText) -> None:
        """What the task justifies is said."""
        if self.ground.data is ExclusionGround.JUSTIFIED and not field.data:
            raise StopValidation(_("Say how the task justifies it. Without that it is only a preference."))

    def part(self) -> PostsPart:
        """What was typed; a second exclusion of one kind replaces the first."""
        kept = [self.exclusions[int(place)] for place in self.kept.data or []]
        found = {
            row["category"]: Exclusion(
                OffenceCategory(row["category"]), ExclusionGround(row["ground"]), row["justification"]
            )
            for row in kept
        }
        if self.category.data and self.ground.data:
            found[self.category.data.value] = Exclusion(self.category.data, self.ground.data, self.justification.data)
        return PostsPart([PostKind(code) for code in self.post_kinds.data or []], list(found.values()))


class PlacesForm(VoluntaryForm):
    """How many places there are, and from when to when."""

    places = NumberField(_l("Number of places"), [Needed()], low=1, high=10_000, whole=True)
    starts_on = DateField(_l("Work starts on"), description=_l("Leave it empty if at once."))
    closes_on = DateField(
        _l("Open until"), description=_l("After this day nobody is suggested any more. Leave it empty to keep it open.")
    )

    def part(self) -> PlacesPart:
        """What was typed."""
        return PlacesPart(self.places.data, self.starts_on.data, self.closes_on.data)  # type: ignore[arg-type]
