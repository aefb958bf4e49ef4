"""Forms of referrals: to whom a need goes, and what came of it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import StopValidation

from matching.services.referrals import STEPS, MoveReferral, Refer
from matching.vocabulary import ReferralState
from webapp.forms.code_fields import CodeField, choices_of
from webapp.forms.fields import DateField, LongText, Stripped
from webapp.forms.numbers import int_or_none
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm


class ReferForm(VoluntaryForm):
    """To whom a need is referred."""

    service_id = HiddenField()
    referred_to = Stripped(
        _l("To whom"), [AtMost(200)], description=_l("An office or somebody who is not in the directory.")
    )
    answer_by_on = DateField(_l("Answer wanted by"), description=_l("On this day a line appears in your work."))
    note = LongText(_l("Note"), [AtMost(2_000)], description=_l("Only caseworkers read it. It is stored encrypted."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referred_to.flags.required = self.service is None

    @property
    def service(self) -> int | None:
        """The service of the directory that was chosen; None where nobody or a name in words was."""
        return int_or_none(self.service_id.data)

    def validate_referred_to(self, field: Stripped) -> None:
        """Somebody must be named."""
        if self.service is None and not field.data:
            raise StopValidation(_("Say to whom, or choose a service of the directory."))

    def command(self, subject_id: int, need_id: int) -> Refer:
        """What was typed."""
        return Refer(
            subject_id, need_id, self.seen_version, self.service, self.referred_to.data,
            self.answer_by_on.data, self.note.data,
        )  # fmt: skip


class OutcomeForm(VoluntaryForm):
    """What came of a referral."""

    state = CodeField(_l("What came of it"), ReferralState, [Needed()])
    need_is_answered = BooleanField(_l("With this the need is answered"))
    note = LongText(_l("Note"), [AtMost(2_000)], description=_l("It goes into the timeline; only caseworkers read it."))

    def __init__(self, *args: Any, before: ReferralState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = [state for state in ReferralState if state in STEPS.get(before, frozenset())]
        self.state.choices = choices_of(following)

    def validate_need_is_answered(self, field: BooleanField) -> None:
        """Only help answers a need."""
        if field.data and self.state.data not in (ReferralState.HELPED, None):
            raise StopValidation(_("Tick this only where they helped."))

    def command(self, subject_id: int, referral_id: int) -> MoveReferral:
        """What was typed."""
        assert self.state.data is not None
        return MoveReferral(
            subject_id,
            referral_id,
            self.seen_version,
            self.state.data,
            bool(self.need_is_answered.data),
            self.note.data,
        )
