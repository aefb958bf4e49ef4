"""What forms of all kinds of offers share: the kind, where it is, ages, times of day, places."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from matching.services.capacity import ChangePlaces
from matching.services.offer_parts import PlacesPart, WherePart
from matching.vocabulary import OfferKind, OfferState
from webapp.forms.choices import OccupationSelect
from webapp.forms.code_fields import CodeField, CodeSelect
from webapp.forms.fields import DateField, NumberField, Stripped, TimeField
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

NO_OCCUPATION = "none"


class KindForm(PageForm):
    """What a new opening is."""

    kind = CodeField(_l("What do you want to offer?"), OfferKind, [Needed()])


class CountForm(PageForm):
    """How many places an open offer has from now on."""

    places = NumberField(_l("Number of places"), [Needed()], low=1, high=10_000, whole=True)

    def command(self, offer_id: int) -> ChangePlaces:
        """The number, from the version that the page showed."""
        return ChangePlaces(offer_id, self.seen_version, self.places.data)  # type: ignore[arg-type]


class OwnOffersForm(PageForm):
    """What a provider's list of openings is narrowed to."""

    state = CodeSelect(_l("State"), OfferState)
    kind = CodeSelect(_l("Kind"), OfferKind)


class OccupationForm(VoluntaryForm):
    """The base of forms whose kind of work may be taken from the title."""

    title: Stripped
    occupation_code: OccupationSelect

    @property
    def is_unsaid(self) -> bool:
        """Whether the kind of work was left for us to guess."""
        return not self.occupation_code.data

    def code(self, guess: str | None) -> str | None:
        """The occupation chosen, else the guess; None where it is none of the table's."""
        chosen = self.occupation_code.data or guess
        return None if chosen == NO_OCCUPATION else chosen


class ShiftForm(VoluntaryForm):
    """The base of forms with times of day."""

    shift_from: TimeField
    shift_to: TimeField

    def validate_shift_to(self, field: TimeField) -> None:
        """Both times or neither."""
        if (field.data is None) != (self.shift_from.data is None) and not self.shift_from.errors:
            raise StopValidation(_("Fill in both times, or neither."))


class AgesForm(VoluntaryForm):
    """The base of forms that ask for an age."""

    age_from = NumberField(
        _l("Youngest age"),
        low=16,
        high=99,
        whole=True,
        description=_l("16 is the least that the law allows. Leave it empty if any age will do."),
    )
    age_to = NumberField(_l("Oldest age"), low=16, high=99, whole=True)

    def validate_age_to(self, field: NumberField) -> None:
        """The oldest age is not below the youngest."""
        if field.data is not None and self.age_from.data is not None and field.data < self.age_from.data:
            raise StopValidation(_("This must not be less than the youngest age."))


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
