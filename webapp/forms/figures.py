"""The form that chooses what figures are shown."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import StopValidation

from matching.queries.figures import Asked
from matching.vocabulary import OfferKind
from webapp.forms.code_fields import CodeSelect, IdSelect, offered
from webapp.forms.fields import DateField
from webapp.forms.voluntary import VoluntaryForm

USUAL_DAYS = "90"


class FiguresForm(VoluntaryForm):
    """Which unit, kind and days. Days that are named win over the last so many."""

    unit = IdSelect(_l("Unit"))
    kind = CodeSelect(_l("Kind"), OfferKind)
    days = SelectField(_l("Period"), default=USUAL_DAYS)
    from_on = DateField(_l("From"))
    to_on = DateField(_l("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, meta={"csrf": False})
        self.days.choices = offered(
            [("30", _("the last 30 days")), ("90", _("the last 90 days")), ("365", _("the last 365 days"))]
        )

    def offer_units(self, units: list[tuple[int, str]], chosen: int) -> None:
        """Set which units can be chosen, and show the usual one where none was."""
        self.unit.choices = offered((number, name or _("All units below, together")) for number, name in units)
        if self.unit.data is None:
            self.unit.data = chosen

    def validate_days(self, field: SelectField) -> None:
        """Refuse anything but the periods that are offered."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise StopValidation(_("Choose one of the answers."))

    def validate_to_on(self, field: DateField) -> None:
        """Refuse a period that ends before it begins."""
        if field.data is not None and self.from_on.data is not None and field.data < self.from_on.data:
            raise StopValidation(_("This day lies before the first one."))

    def asked(self, today: date) -> Asked:
        """What was chosen."""
        to_on = self.to_on.data or today
        from_on = self.from_on.data or to_on - timedelta(days=int(self.days.data or USUAL_DAYS) - 1)
        return Asked(from_on, to_on, self.kind.data, self.unit.data)

    @property
    def names_days(self) -> bool:
        """Whether a first or last day was typed, or half typed."""
        return any([*self.from_on.typed.values(), *self.to_on.typed.values()])


def usual(today: date) -> Asked:
    """What is shown where nothing, or nothing that can be read, was chosen."""
    return Asked(today - timedelta(days=int(USUAL_DAYS) - 1), today)
