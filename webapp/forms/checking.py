"""Forms of officers about offers: their answer, and what the list is narrowed to."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from matching.services.offers import Step, TakeStep
from matching.vocabulary import OfferKind, OfferState
from webapp.forms.code_fields import CodeSelect
from webapp.forms.fields import LongText, NumberField, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost
from webapp.forms.voluntary import VoluntaryForm


class ModerateForm(VoluntaryForm):
    """An officer's answer about an offer."""

    note = LongText(
        _l("What the provider is to mend"),
        [AtMost(2000)],
        description=_l("Needed to return it: say what and how, in plain words."),
    )
    is_reviewed = BooleanField(_l("I have looked at everything listed here"))
    places = NumberField(
        _l("Number of places, confirmed"),
        low=1,
        high=10_000,
        whole=True,
        description=_l("Ask the provider. Leave it empty to publish with the number still to be confirmed."),
    )

    def command(self, offer_id: int, step: Step) -> TakeStep:
        """The step, from the version that the page showed."""
        return TakeStep(
            offer_id,
            step,
            self.seen_version,
            self.note.data,
            bool(self.is_reviewed.data),
            self.places.data,  # type: ignore[arg-type]
        )


class OffersForm(PageForm):
    """What the list of offers is narrowed to."""

    state = CodeSelect(_l("State"), OfferState, leave_out=(OfferState.DRAFT,))
    kind = CodeSelect(_l("Kind"), OfferKind)
    words = Stripped(_l("Title or provider"), [AtMost(100)])
