"""Forms of conditions, one per kind."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.services.conditions import AddCondition, EndCondition
from matching.vocabulary import Answer, ConditionKind
from webapp.forms.choices import WEEKDAYS, occupation_choices
from webapp.forms.code_fields import CodeField, CodesField, IdSelect, offered
from webapp.forms.fields import DateField, LongText, NumberField, Stripped, TimeField
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed


class ConditionForm(PageForm):
    """What every condition has: ground and dates."""

    kind: ConditionKind
    ground = Stripped(
        _l("Ground"),
        [Needed(), AtMost(200)],
        description=_l("The order, judgment or licence, with its number and date."),
    )
    from_on = DateField(_l("Holds from"), [Needed()])
    to_on = DateField(_l("Holds until"), description=_l("Leave it empty if the order names no end."))
    wording = LongText(_l("Wording of the order"), [AtMost(2_000)], description=_l("It is stored encrypted."))
    own_fields: tuple[str, ...] = ()

    def validate_to_on(self, field: DateField) -> None:
        """An end comes after the beginning."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise StopValidation(_("This must not lie before the first day."))

    def terms(self) -> dict[str, Any]:
        """The coded facts of this kind."""
        return {}

    def times(self) -> dict[str, Any]:
        """The hours at home, for a curfew."""
        return {}

    def command(self, subject_id: int) -> AddCondition:
        """What was typed."""
        assert self.from_on.data is not None
        return AddCondition(
            subject_id=subject_id, kind=self.kind, ground=self.ground.data or "", from_on=self.from_on.data, to_on=self.to_on.data,
            wording=self.wording.data, terms=self.terms(), **self.times(),
        )  # fmt: skip


class CurfewForm(ConditionForm):
    """Hours at home."""

    kind = ConditionKind.CURFEW
    home_from = TimeField(_l("At home from"), [Needed()], description=_l("Such as 22:00."))
    home_to = TimeField(_l("Until"), [Needed()], description=_l("Such as 06:00."))
    own_fields = ("home_from", "home_to")

    def times(self) -> dict[str, Any]:
        """The hours at home."""
        return {"home_from": self.home_from.data, "home_to": self.home_to.data}


class AreaBanForm(ConditionForm):
    """A place to keep away from."""

    kind = ConditionKind.AREA_BAN
    latitude = NumberField(
        _l("Latitude of the place"),
        [Needed()],
        low=-90,
        high=90,
        description=_l("Such as 30.12. Stored to about one kilometre."),
    )
    longitude = NumberField(
        _l("Longitude of the place"), [Needed()], low=-180, high=180, description=_l("Such as 120.21.")
    )
    radius_km = NumberField(_l("Kilometres to keep away"), [Needed()], low=0.1, high=500)
    own_fields = ("latitude", "longitude", "radius_km")

    def terms(self) -> dict[str, Any]:
        """The place, rounded, and how far to keep away."""
        place = {name: round(float(self._fields[name].data), 2) for name in ("latitude", "longitude")}
        return place | {"radius_km": float(self.radius_km.data or 0)}


class OccupationBanForm(ConditionForm):
    """Work that must not be done."""

    kind = ConditionKind.OCCUPATION_BAN
    occupations = CodesField(
        _l("Occupations that are banned"),
        [Needed()],
        choices=lambda: offered(each for each in occupation_choices() if each[0] != "none"),
    )
    own_fields = ("occupations",)

    def terms(self) -> dict[str, Any]:
        """The codes of the occupations."""
        return {"occupations": list(self.occupations.data or [])}


class ContactBanForm(ConditionForm):
    """People to keep away from."""

    kind = ConditionKind.CONTACT_BAN
    minors = BooleanField(_l("Minors"))
    provider_id = IdSelect(_l("A provider"), description=_l("Where somebody works whom the person must not meet."))
    own_fields = ("minors", "provider_id")

    def validate_provider_id(self, field: IdSelect) -> None:
        """Something must be banned."""
        if field.data is None and not self.minors.data:
            raise StopValidation(_("Tick minors, or choose a provider."))

    def terms(self) -> dict[str, Any]:
        """Who is banned, coded."""
        provider = [f"provider:{self.provider_id.data}"] if self.provider_id.data is not None else []
        return {"contacts": (["minors"] if self.minors.data else []) + provider}


class TravelLeaveForm(ConditionForm):
    """Leave to work outside the county."""

    kind = ConditionKind.TRAVEL_LEAVE
    answer = CodeField(_l("May work outside the county"), Answer, [Needed()])
    own_fields = ("answer",)

    def terms(self) -> dict[str, Any]:
        """The answer."""
        return {"answer": self.answer.data.value}


class ReportingForm(ConditionForm):
    """When to come to the office."""

    kind = ConditionKind.REPORTING
    weekday = IdSelect(_l("Weekday"), [Needed()])
    starts_at = TimeField(_l("From"), [Needed()], description=_l("Such as 09:00."))
    ends_at = TimeField(_l("To"), [Needed()], description=_l("Such as 11:00."))
    own_fields = ("weekday", "starts_at", "ends_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekday.choices = offered(WEEKDAYS)

    def validate_ends_at(self, field: TimeField) -> None:
        """The duty ends after it begins."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise StopValidation(_("This must lie after the beginning."))

    def terms(self) -> dict[str, Any]:
        """The weekday, Monday 0, and the hours."""
        return {
            "weekday": self.weekday.data,
            "from": f"{self.starts_at.data:%H:%M}",
            "to": f"{self.ends_at.data:%H:%M}",
        }


CONDITION_FORMS: dict[ConditionKind, type[ConditionForm]] = {
    form.kind: form
    for form in (CurfewForm, AreaBanForm, OccupationBanForm, ContactBanForm, TravelLeaveForm, ReportingForm)
}


class EndConditionForm(PageForm):
    """When a condition ceased to hold."""

    ended_on = DateField(_l("Ended on"), [Needed()])

    def command(self, subject_id: int, condition_id: int) -> EndCondition:
        """What was typed."""
        assert self.ended_on.data is not None
        return EndCondition(subject_id, condition_id, self.ended_on.data)
