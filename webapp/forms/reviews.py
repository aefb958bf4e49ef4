"""Forms of reviewing: the decisions on one suggestion, and the search for any person and offer."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from matching.services.direct_proposals import ProposeDirectly
from matching.services.reviews import AskFor, Decide, Decline, Endorse, Hold
from matching.vocabulary import DeclineReason, Fact, OfferKind
from webapp.forms.code_fields import CodeField, IdSelect, offered
from webapp.forms.fields import DateField, LongText, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm
from webapp.wording.effects import effect_hint
from webapp.wording.names import DECLINES, MISSING


class DecisionForm(VoluntaryForm):
    """The base of the four: `version` carries the digest of what the screen showed."""

    decision = HiddenField()

    def answer(self) -> Endorse | Decline | Hold | AskFor:
        """What was decided."""
        return Endorse()

    def command(self, subject_id: int, offer_id: int) -> Decide:
        """The decision on this pair."""
        return Decide(subject_id, offer_id, self.version.data or "", self.answer())


class EndorseForm(DecisionForm):
    """One press."""


class ReasonField(CodeField):
    """Why a suggestion is declined, each reason with what it means for the pair."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, DeclineReason, validators, **kwargs)
        self.type = "CodeField"

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices in the page's language."""
        today = current_app.extensions["clock"].today()
        self.choices = [
            SelectChoice(code.value, str(DECLINES[code]), {"hint": effect_hint(code, today)}) for code in DeclineReason
        ]
        super().process(*args, **kwargs)


STRANGE_TO: dict[OfferKind, tuple[DeclineReason, ...]] = {
    OfferKind.JOB: (),
    OfferKind.TRAINING: (DeclineReason.PAY,),
    OfferKind.HOUSING: (DeclineReason.PAY, DeclineReason.HOURS),
}
"""Reasons that say nothing of a kind of offer."""


class DeclineForm(DecisionForm):
    """A coded reason, and a note."""

    reason = ReasonField(_l("Reason"), [Needed(_l("Choose the reason: it decides when the offer may come back."))])
    note = LongText(_l("Note for the case file"), [AtMost(2000)])

    def for_kind(self, kind: OfferKind) -> None:
        """Offer only the reasons that an offer of this kind can have."""
        strange = {reason.value for reason in STRANGE_TO[kind]}
        choices: Any = self.reason.choices
        self.reason.choices = [choice for choice in choices if choice.value not in strange]

    def answer(self) -> Decline:
        """The reason and the note."""
        return Decline(self.reason.data, self.note.data)


class HoldForm(DecisionForm):
    """A day."""

    until = DateField(
        _l("Hold until"),
        [Needed(_l("Say until which day."))],
        description=_l(
            "The suggestion comes back on that day. Until then what stands next on the shortlist takes its place."
        ),
    )

    def answer(self) -> Hold:
        """The day."""
        return Hold(self.until.data)


class AskForm(DecisionForm):
    """What must be found out first."""

    facts = SelectMultipleField(
        _l("What must be found out first?"),
        [Needed(_l("Tick what must be found out."))],
        coerce=str,
        description=_l(
            "Each is asked for in the case file. The suggestion comes back when all are recorded; until then what stands next on the shortlist takes its place."
        ),
    )

    def offer_facts(self, facts: list[Fact]) -> None:
        """Offer these facts to be asked."""
        self.facts.choices = offered((fact.value, _sentence(str(MISSING[fact]))) for fact in facts)

    def answer(self) -> AskFor:
        """The facts ticked."""
        return AskFor(tuple(Fact(fact) for fact in self.facts.data or []))


FORMS: dict[str, Callable[..., DecisionForm]] = {
    "endorse": EndorseForm,
    "decline": DeclineForm,
    "hold": HoldForm,
    "ask": AskForm,
}
"""The decision named in the form -> its form."""


class DirectForm(PageForm):
    """Why an officer proposes a pair that no suggestion led to."""

    reason = LongText(
        _l("Why should this be tried?"),
        [Needed(_l("Say why: the caseworker decides on it.")), AtMost(1000)],
        description=_l("The caseworker reads it, or the second person in the unit above. The provider never does."),
    )

    def command(self, subject_id: int, offer_id: int) -> ProposeDirectly:
        """The proposal of this pair."""
        return ProposeDirectly(subject_id, offer_id, self.reason.data or "")


class WhyNotForm(PageForm):
    """A person of the viewer's and words of an offer; sent by GET, so that it can be kept as an address."""

    class Meta:
        """A search changes nothing and needs no protection."""

        csrf = False

    subject = IdSelect(_l("Person"), [Needed(_l("Choose a person."))])
    words = Stripped(
        _l("Offer"),
        [Needed(_l("Write a word of the offer's title, its provider or its number.")), AtMost(80)],
        description=_l("A word of its title, its provider, or its number."),
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
