"""One answer for many pairs: which of them are ticked, and what is decided on all."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, ValidationError

from matching.records import Suggestion
from matching.services.batches import MOST_PAIRS
from matching.services.reviews import LONGEST_HOLD, AskMissing, Decide, Decline, Hold
from matching.vocabulary import OfferKind, SuggestionState
from webapp.forms.code_fields import offered
from webapp.forms.fields import DateField, LongText
from webapp.forms.numbers import int_or_none
from webapp.forms.reviews import STRANGE_TO, ReasonField
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

ANSWERS = {SuggestionState.DECLINED: "decline", SuggestionState.HELD: "hold", SuggestionState.NEEDS_INFORMATION: "ask"}
"""State that an answer for many leads to -> the answer's name in the form."""

BELONGS = {"reason": "decline", "note": "decline", "until": "hold"}
"""Field -> the answer that it belongs to."""


class TickedPair(NamedTuple):
    """One pair as a tick box sends it: `12-34`, with the digest of what was shown behind a further dash."""

    subject_id: int
    offer_id: int
    seen: str = ""

    @classmethod
    def read(cls, text: str) -> "TickedPair | None":
        """Read a tick box; None for what is no pair."""
        person, _dash, rest = text.partition("-")
        offer, _dash, seen = rest.partition("-")
        numbers = int_or_none(person), int_or_none(offer)
        return None if None in numbers else cls(numbers[0] or 0, numbers[1] or 0, seen)

    def __str__(self) -> str:
        numbers = f"{self.subject_id}-{self.offer_id}"
        return f"{numbers}-{self.seen}" if self.seen else numbers


def ticked_pairs(texts: Iterable[str]) -> list[TickedPair]:
    """Every pair once, in the order sent; what is no pair is left out."""
    read = [pair for text in texts if (pair := TickedPair.read(text)) is not None]
    return list({(pair.subject_id, pair.offer_id): pair for pair in read}.values())


class BatchForm(VoluntaryForm):
    """The pairs that are ticked, and decline, hold or ask for all of them."""

    pair = SelectMultipleField(_l("Suggestions"), [Needed(_l("Tick at least one suggestion."))], validate_choice=False)
    answer = RadioField(
        _l("Your answer for all that are ticked"),
        [Needed(_l("Choose what you decide: decline, hold, or ask."))],
        validate_choice=False,
    )
    reason = ReasonField(_l("Reason"), [Needed(_l("Choose the reason: it decides when the offers may come back."))])
    note = LongText(_l("Note for each case file"), [AtMost(2000)])
    until = DateField(
        _l("Hold until"),
        [Needed(_l("Say until which day."))],
        description=_l("They come back on that day. Until then what stands next on each shortlist takes their places."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer.choices = offered(
            [("decline", _("Decline")), ("hold", _("Hold until a date")), ("ask", _("Ask for what a rule waits for"))]
        )

    def like(self, decided: Suggestion, answer: str | None, until: date | None) -> None:
        """Fill in the answer that was given before: of a decision that was undone, only the reason and the note are left."""
        self.answer.data, self.reason.data, self.note.data = answer, decided.reason, decided.note
        self.until.process(None, until)

    def for_kinds(self, kinds: Iterable[OfferKind]) -> None:
        """Offer only the reasons that an offer of each of these kinds can have."""
        strange = {reason.value for kind in kinds for reason in STRANGE_TO[kind]}
        choices: Any = self.reason.choices
        self.reason.choices = [choice for choice in choices if choice.value not in strange]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Look only at what belongs to the answer that was chosen."""
        super().validate(*args, **kwargs)
        for name, answer in BELONGS.items():
            if self.answer.data != answer:
                self[name].errors = []
        return not self.errors

    def validate_pair(self, field: SelectMultipleField) -> None:
        """Refuse more than one press may decide on."""
        if len(self.pairs) > MOST_PAIRS:
            raise ValidationError(_("Tick at most %(most)s, and decide on the rest afterwards.", most=MOST_PAIRS))

    def validate_answer(self, field: RadioField) -> None:
        """Refuse an answer that was not offered."""
        if field.data not in ANSWERS.values():
            raise ValidationError(_("Choose what you decide: decline, hold, or ask."))

    def validate_reason(self, field: ReasonField) -> None:
        """Refuse a reason that says nothing of these offers."""
        if field.data.value not in {choice.value for choice in field.choices}:  # type: ignore[union-attr]
            raise ValidationError(_("Choose one of the answers."))

    def validate_until(self, field: DateField) -> None:
        """Refuse a day that nothing can be held until."""
        today = current_app.extensions["clock"].today()
        if not today < field.data <= today + LONGEST_HOLD:
            raise ValidationError(_("Hold until a day after today, within a year."))

    @property
    def pairs(self) -> list[TickedPair]:
        """The pairs that are ticked."""
        return ticked_pairs(self.pair.data or [])

    def commands(self) -> list[Decide]:
        """One decision for each pair that is ticked."""
        answer = self._decided()
        return [Decide(pair.subject_id, pair.offer_id, pair.seen, answer) for pair in self.pairs]

    def _decided(self) -> Decline | Hold | AskMissing:
        if self.answer.data == "decline":
            return Decline(self.reason.data, self.note.data)
        return Hold(self.until.data) if self.answer.data == "hold" else AskMissing()
