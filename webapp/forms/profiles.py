"""Forms of a profile. Whatever is left empty stays unknown."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.queries.profiles import ProfileRow
from matching.scoring.occupations import occupation_for, occupation_name
from matching.services.profiles import AddExperience, SaveAbilities, SaveHome, SaveWishes
from matching.vocabulary import Answer, HouseRule
from webapp.forms.choices import is_chinese, qualification_choices
from webapp.forms.code_fields import CodeField, CodesField, choices_of, offered
from webapp.forms.fields import DateField, LongText, NumberField, Stripped, TimeField
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed


class Lines(LongText):
    """Several short texts, one per line. Its data is a text; `lines` gives them apart."""

    def __init__(self, label: Any, *, most: int, length: int = 120, **kwargs: Any) -> None:
        super().__init__(label, [AtMost(most * (length + 2))], **kwargs)
        self.most, self.length = most, length
        self.type = "LongText"

    @property
    def lines(self) -> tuple[str, ...]:
        """Each line once, without blanks around it."""
        typed = (line.strip() for line in (self.data or "").replace("；", "\n").replace(";", "\n").splitlines())
        return tuple(dict.fromkeys(line for line in typed if line))

    def pre_validate(self, form: Any) -> None:
        """Refuse too many lines, or a line that no record holds."""
        if len(self.lines) > self.most:
            raise StopValidation(_("At most %(most)s lines fit.", most=self.most))
        long = next((line for line in self.lines if len(line) > self.length), None)
        if long is not None:
            raise StopValidation(_("This line is too long: %(line)s …", line=long[:30]))


class AbilitiesForm(PageForm):
    """Skills and qualifications."""

    skills = Lines(
        _l("Skills, one per line"),
        most=60,
        description=_l("In the person's own words, such as: cooking, tiling, forklift."),
    )
    skills_known = BooleanField(_l("This is complete: the person was asked about skills and there are no others"))
    qualifications = CodesField(
        _l("Certificates, licences and schooling held"), choices=lambda: offered(qualification_choices())
    )
    qualifications_known = BooleanField(_l("This is complete: whatever is not ticked above is not held"))

    def command(self, subject_id: int) -> SaveAbilities:
        """What was typed."""
        return SaveAbilities(
            subject_id, self.seen_version, self.skills.lines, tuple(self.qualifications.data or ()),
            bool(self.skills_known.data), bool(self.qualifications_known.data),
        )  # fmt: skip


class ExperienceForm(PageForm):
    """One stretch of work."""

    title = Stripped(
        _l("What the work was"),
        [Needed(), AtMost(120)],
        description=_l("Such as: cook, bricklayer's helper, warehouse packer."),
    )
    years = NumberField(_l("Years"), low=0, high=70, description=_l("Half a year is 0.5."))
    text = LongText(_l("What was done there"), [AtMost(2_000)])

    def command(self, subject_id: int) -> AddExperience:
        """What was typed."""
        return AddExperience(subject_id, self.title.data or "", self.years.data, self.text.data)  # type: ignore[arg-type]


class WishesForm(PageForm):
    """Limits and wishes."""

    hours_min = NumberField(_l("Fewest hours a week"), low=0, high=84)
    hours_max = NumberField(_l("Most hours a week"), low=0, high=84)
    work_from = TimeField(_l("Earliest start of a day's work"), description=_l("Such as 07:30."))
    work_to = TimeField(_l("Latest end of a day's work"), description=_l("Such as 19:00."))
    available_on = DateField(_l("Can begin from"))
    journey_limit_km = NumberField(_l("Longest journey, one way"), low=0, high=2000)
    pay_needed = NumberField(_l("Pay needed a month"), low=0, high=1_000_000)
    work_adjustments = Lines(
        _l("Work adjustments, one per line"),
        most=20,
        description=_l("What a workplace must heed, such as: no heavy lifting. No diagnoses."),
    )
    wished_occupations = Lines(
        _l("Work wished for, one per line"), most=10, description=_l("Names of occupations, such as: cook, driver.")
    )
    wishes = LongText(_l("Other wishes"), [AtMost(2_000)])

    def validate_hours_max(self, field: NumberField) -> None:
        """The most is not less than the fewest."""
        if field.data is not None and self.hours_min.data is not None and field.data < self.hours_min.data:
            raise StopValidation(_("This must not be less than the fewest hours."))

    def validate_wished_occupations(self, field: Lines) -> None:
        """Every line must name an occupation that the list knows."""
        unknown = [line for line in field.lines if occupation_for(line) is None]
        if unknown:
            raise StopValidation(
                _(
                    "Not in the list of occupations: %(titles)s. Say it in other words, or under Other wishes.",
                    titles=_(", ").join(unknown),
                )
            )

    def command(self, subject_id: int) -> SaveWishes:
        """What was typed; wished occupations by their codes."""
        codes = dict.fromkeys(code for line in self.wished_occupations.lines if (code := occupation_for(line)))
        plain = (
            "hours_min",
            "hours_max",
            "work_from",
            "work_to",
            "available_on",
            "journey_limit_km",
            "pay_needed",
            "wishes",
        )
        return SaveWishes(
            subject_id=subject_id, version=self.seen_version, work_adjustments=self.work_adjustments.lines,
            wished_occupations=tuple(codes), **{name: self._fields[name].data for name in plain},
        )  # fmt: skip


class HomeForm(PageForm):
    """What a home must have."""

    home_needed_on = DateField(
        _l("A home is needed from"), description=_l("Leave it empty if it is the day of release, or today.")
    )
    rent_limit = NumberField(
        _l("Most rent a month that the person can pay"),
        low=0,
        high=1_000_000,
        description=_l("With water and power. 0 if nothing can be paid yet."),
    )
    step_free_needed = CodeField(_l("Must be reached without a step"), Answer)
    house_rules_asked = BooleanField(_l("The person was asked: whatever is not ticked above can be kept"))
    house_rules_refused = CodesField(
        _l("Rules of a house that the person cannot keep"), choices=lambda: choices_of(HouseRule)
    )

    def command(self, subject_id: int) -> SaveHome:
        """What was typed; no answer stays unknown."""
        return SaveHome(
            subject_id, self.seen_version, self.step_free_needed.data or Answer.UNKNOWN, self.rent_limit.data,  # type: ignore[arg-type]
            self.home_needed_on.data, bool(self.house_rules_asked.data),
            tuple(HouseRule(code) for code in self.house_rules_refused.data or ()),
        )  # fmt: skip


def stored_profile(profile: ProfileRow) -> dict[str, Any]:
    """What the forms show of a stored profile."""
    language = "zh" if is_chinese() else "en"
    values = {name: getattr(profile, name) for name in ProfileRow.__dataclass_fields__ if name != "experiences"}
    return values | {
        "skills": "\n".join(profile.skills),
        "work_adjustments": "\n".join(profile.work_adjustments),
        "wished_occupations": "\n".join(occupation_name(code, language) for code in profile.wished_occupations),
        "house_rules_refused": [rule.value for rule in profile.house_rules_refused],
        "version": str(profile.version),
    }
