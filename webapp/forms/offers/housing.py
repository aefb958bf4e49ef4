"""Forms of homes: the home, who can live there, its rules, its rent, its closed days, its places."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.services.offer_parts import ClosuresPart, HomePart, RentPart, ResidentsPart, RulesPart
from matching.vocabulary import Answer, HouseRule, HousingKind, Sex
from webapp.forms.code_fields import CodeField, CodesField, choices_of, offered
from webapp.forms.fields import DateField, LongText, NumberField, Stripped
from webapp.forms.offers.shared import AgesForm, PlacesForm, WhereForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

ANYBODY = Sex.UNKNOWN
"""What the radio for everybody sends: no sex is asked for."""

ANSWERS = [
    (Answer.YES.value, _l("Yes")),
    (Answer.NO.value, _l("No")),
    (Answer.UNKNOWN.value, _l("Not sure yet")),
]

SEXES = [
    (ANYBODY.value, _l("Women and men")),
    (Sex.FEMALE.value, _l("Women only")),
    (Sex.MALE.value, _l("Men only")),
]


class HomeForm(VoluntaryForm):
    """What the home is like."""

    title = Stripped(
        _l("Title of the home"),
        [Needed(), AtMost(200)],
        description=_l("As people say it: room in a shared flat, bed in a hostel, small flat for a family."),
    )
    description = LongText(
        _l("What it is like"),
        [Needed(), AtMost(20_000)],
        description=_l("In plain words: rooms, beds, heating, kitchen, washing, what is near."),
    )
    housing_kind = CodeField(_l("What sort of home is it?"), HousingKind, [Needed()])

    def part(self) -> HomePart:
        """What was typed."""
        return HomePart(self.title.data or "", self.description.data, self.housing_kind.data)


class HomeWhereForm(WhereForm):
    """Where the home is."""

    address = Stripped(_l("Address of the home"), [Needed(), AtMost(300)])


class ResidentsForm(AgesForm):
    """Who can live there."""

    household_max = NumberField(
        _l("How many people can live together in one place?"),
        [Needed()],
        low=1,
        high=20,
        whole=True,
        description=_l("1 for a bed or a single room; more where a family can stay together."),
    )
    children = CodeField(_l("Can children live there?"), Answer, [Needed()])
    sex_only = CodeField(_l("Is it for women and men?"), Sex, [Needed()])
    step_free = CodeField(
        _l("Can it be reached without steps?"),
        Answer,
        [Needed()],
        description=_l("From the street to the bed and the toilet, also in a wheelchair."),
    )
    eligibility = LongText(
        _l("Who the home is for, in your own words"),
        [AtMost(4000)],
        description=_l(
            "If it is for women or for men only, say what makes this lawful, such as shared bedrooms and washrooms. An officer reads it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sex_only.choices = offered(SEXES)
        self.children.choices = self.step_free.choices = offered(ANSWERS)
        self.age_from.description = _l("Leave it empty if any age will do.")

    def validate_eligibility(self, field: LongText) -> None:
        """A home for one sex says what makes that lawful."""
        if self.sex_only.data in (Sex.FEMALE, Sex.MALE) and not field.data:
            raise StopValidation(_("Say what makes it lawful to take only women or only men."))

    def part(self) -> ResidentsPart:
        """What was typed."""
        sex = None if self.sex_only.data is ANYBODY else self.sex_only.data
        return ResidentsPart(
            self.household_max.data,  # type: ignore[arg-type]
            self.children.data,
            sex,
            self.step_free.data,
            self.age_from.data,  # type: ignore[arg-type]
            self.age_to.data,  # type: ignore[arg-type]
            self.eligibility.data,
        )


class RulesForm(VoluntaryForm):
    """The rules of the house; that there are none is said too."""

    rule_codes = CodesField(
        _l("Which of these hold?"),
        choices=lambda: choices_of(HouseRule),
        description=_l("A person is told these before they move in. Tick all that hold."),
    )
    house_rules = LongText(
        _l("Other rules, in your own words"), [AtMost(4000)], description=_l("Such as: rooms are cleaned on Saturdays.")
    )
    no_rules = BooleanField(_l("There are no special rules"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule_codes.flags.required = True

    def validate_no_rules(self, field: BooleanField) -> None:
        """Rules or none, one of the two is said."""
        has_rules = bool(self.rule_codes.data or self.house_rules.data)
        if field.data and has_rules:
            raise StopValidation(_("You named rules above. Untick this, or take the rules away."))
        if not field.data and not has_rules:
            raise StopValidation(_("Name the rules, or tick that there are none."))

    def part(self) -> RulesPart:
        """What was typed."""
        return RulesPart(True, [HouseRule(code) for code in self.rule_codes.data or []], self.house_rules.data)


class RentForm(VoluntaryForm):
    """What the home costs, and how long somebody may stay."""

    rent_month = NumberField(
        _l("Rent a month for one place"),
        [Needed()],
        low=0,
        high=1_000_000,
        description=_l("In yuan, with water, power and heating if you know them. Write 0 if it is free."),
    )
    stay_limit_days = NumberField(
        _l("Longest stay, in days"),
        low=1,
        high=3650,
        whole=True,
        description=_l("Leave it empty if there is no limit."),
    )

    def part(self) -> RentPart:
        """What was typed."""
        return RentPart(self.rent_month.data, self.stay_limit_days.data)  # type: ignore[arg-type]


class ClosuresForm(VoluntaryForm):
    """Days on which nobody can move in: building work, holidays, cleaning."""

    kept = CodesField(_l("Days out of service so far"), choices=[], description=_l("Untick to take one away."))
    first_on = DateField(_l("Out of service from"))
    last_on = DateField(_l("Out of service until"), description=_l("The last day on which nobody can move in."))

    def __init__(self, *args: Any, spans: list[tuple[date, date]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spans = spans
        self.kept.choices = offered((str(place), str(place)) for place in range(len(spans)))
        if self.kept.data is None:
            self.kept.data = [str(place) for place in range(len(spans))]

    def validate_last_on(self, field: DateField) -> None:
        """Both days or neither, in their order."""
        first = self.first_on.data
        if (field.data is None) != (first is None) and not field.errors and not self.first_on.errors:
            raise StopValidation(_("Fill in both days, or neither."))
        if field.data is not None and first is not None and field.data < first:
            raise StopValidation(_("The last day must not be before the first."))

    def part(self) -> ClosuresPart:
        """What was typed: what was kept, and what was added."""
        spans = {self.spans[int(place)] for place in self.kept.data or []}
        if self.first_on.data and self.last_on.data:
            spans.add((self.first_on.data, self.last_on.data))
        return ClosuresPart(sorted(spans))


class HomePlacesForm(PlacesForm):
    """How many can be taken in, and from when to when."""

    places = NumberField(
        _l("Number of places"),
        [Needed()],
        low=1,
        high=10_000,
        whole=True,
        description=_l("Beds, rooms or homes: as many as can be given to different people or families."),
    )
    starts_on = DateField(_l("Free from"), description=_l("Leave it empty if at once."))
