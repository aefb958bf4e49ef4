"""Forms of conditions, one per kind."""

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from matching.queries.conditions import ConditionRow
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
    about: Any = ""

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

    def told(self) -> str | None:
        """What is said in words beside the coded facts."""
        return self._fields["details"].data if "details" in self._fields else None

    def command(self, subject_id: int) -> AddCondition:
        """What was typed."""
        assert self.from_on.data is not None
        return AddCondition(
            subject_id=subject_id, kind=self.kind, ground=self.ground.data or "", from_on=self.from_on.data, to_on=self.to_on.data,
            wording=self.wording.data, terms=self.terms(), details=self.told(), **self.times(),
        )  # fmt: skip


class CurfewForm(ConditionForm):
    """Hours at home."""

    kind = ConditionKind.CURFEW
    about = _l(
        "Hours in which the person must be at home. Shifts that end later, or begin too early for the way, are left out."
    )
    home_from = TimeField(_l("At home from"), [Needed()], description=_l("Such as 22:00."))
    home_to = TimeField(_l("Until"), [Needed()], description=_l("Such as 06:00."))
    own_fields = ("home_from", "home_to")

    def validate_home_to(self, field: TimeField) -> None:
        """A night that begins and ends at the same time is a slip, and would close every shift."""
        if field.data and field.data == self.home_from.data:
            raise StopValidation(_("The two times must differ."))

    def times(self) -> dict[str, Any]:
        """The hours at home."""
        return {"home_from": self.home_from.data, "home_to": self.home_to.data}


class AreaBanForm(ConditionForm):
    """A place to keep away from."""

    kind = ConditionKind.AREA_BAN
    about = _l(
        "A place that the person may not enter. Say it in words; with its place on the map, offers within it are left out. "
        "Until the place on the map is known, every workplace waits for this fact."
    )
    details = Stripped(
        _l("Which place"),
        [Needed(), AtMost(300)],
        description=_l("Such as: the market in Hexi Road, or primary schools of the county. It is stored encrypted."),
    )
    latitude = NumberField(
        _l("Latitude of the place"),
        low=-90,
        high=90,
        description=_l("Such as 30.12. Stored to about one kilometre."),
    )
    longitude = NumberField(_l("Longitude of the place"), low=-180, high=180, description=_l("Such as 120.21."))
    radius_km = NumberField(
        _l("Kilometres to keep away"), low=0.1, high=500, description=_l("Needed with the place on the map.")
    )
    own_fields = ("details", "latitude", "longitude", "radius_km")

    def validate_radius_km(self, field: NumberField) -> None:
        """A place on the map has both numbers and a distance, or none of them."""
        said = [self._fields[name].data is not None for name in ("latitude", "longitude", "radius_km")]
        if any(said) and not all(said):
            raise StopValidation(_("Give latitude, longitude and kilometres, or leave all three empty."))

    def terms(self) -> dict[str, Any]:
        """The place, rounded, and how far to keep away; nothing where its place on the map is not known."""
        if self.radius_km.data is None:
            return {}
        place = {name: round(float(self._fields[name].data), 2) for name in ("latitude", "longitude")}
        return place | {"radius_km": float(self.radius_km.data or 0)}


class OccupationBanForm(ConditionForm):
    """Work that must not be done."""

    kind = ConditionKind.OCCUPATION_BAN
    about = _l("Work that a court has closed to the person for some years. Posts of these occupations are left out.")
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
    about = _l(
        "People whom the person must keep away from. Do not write a victim's name here: it belongs into a note, which only "
        "caseworkers read."
    )
    minors = BooleanField(_l("Minors"))
    named = BooleanField(_l("Somebody named in the order who works at no provider"))
    provider_id = IdSelect(_l("A provider"), description=_l("Where somebody works whom the person must not meet."))
    own_fields = ("minors", "named", "provider_id")

    def validate_provider_id(self, field: IdSelect) -> None:
        """Something must be banned."""
        if field.data is None and not self.minors.data and not self.named.data:
            raise StopValidation(_("Tick minors or somebody named, or choose a provider."))

    def terms(self) -> dict[str, Any]:
        """Who is banned, coded."""
        ticked = [name for name in ("minors", "named") if self._fields[name].data]
        provider = [f"provider:{self.provider_id.data}"] if self.provider_id.data is not None else []
        return {"contacts": ticked + provider}


class TravelLeaveForm(ConditionForm):
    """Leave to work outside the county."""

    kind = ConditionKind.TRAVEL_LEAVE
    about = _l(
        "Under correction, working outside the county needs leave. Record leave that was given or refused; the dates below "
        "say from when until when. After its last day it counts as not known."
    )
    answer = CodeField(_l("May work outside the county"), Answer, [Needed()])
    details = Stripped(
        _l("Where to, and what for"),
        [AtMost(300)],
        description=_l("Such as: Hangzhou, work in a canteen. It is stored encrypted."),
    )
    own_fields = ("answer", "details")

    def validate_details(self, field: Stripped) -> None:
        """Leave is given for a purpose."""
        if self.answer.data is Answer.YES and not field.data:
            raise StopValidation(_("Say where to and what for: leave is given for a purpose."))

    def terms(self) -> dict[str, Any]:
        """The answer."""
        return {"answer": self.answer.data.value}


class ReportingForm(ConditionForm):
    """When to come to the office."""

    kind = ConditionKind.REPORTING
    about = _l("When the person must come to the office each week. Shifts over these hours are left out.")
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


def stored_condition(row: ConditionRow) -> dict[str, Any]:
    """What the form of its kind shows of a condition."""
    terms, contacts = row.terms, row.terms.get("contacts", [])
    banned = next((int(code.partition(":")[2]) for code in contacts if code.startswith("provider:")), None)
    plain = ("ground", "from_on", "to_on", "wording", "details", "home_from", "home_to")
    return {name: getattr(row, name) for name in plain} | {
        **{name: terms.get(name) for name in ("latitude", "longitude", "radius_km", "occupations", "weekday")},
        "answer": Answer(terms["answer"]) if terms.get("answer") else None,
        "minors": "minors" in contacts,
        "named": "named" in contacts,
        "provider_id": banned,
        "starts_at": _time(terms.get("from")),
        "ends_at": _time(terms.get("to")),
        "version": str(row.version),
    }


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


class EndConditionForm(PageForm):
    """When a condition ceased to hold."""

    ended_on = DateField(_l("Ended on"), [Needed()])

    def command(self, subject_id: int, condition_id: int) -> EndCondition:
        """What was typed."""
        assert self.ended_on.data is not None
        return EndCondition(subject_id, condition_id, self.ended_on.data)
