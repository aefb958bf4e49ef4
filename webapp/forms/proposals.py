"""Forms of proposals: refusing with a reason, disclosing, confirming a start date."""

from datetime import UTC, datetime, time
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from matching.clock import OFFICE_ZONE
from matching.services.interviews import SetInterview
from matching.services.placements import PlanPlacement
from matching.services.proposals import Step
from matching.vocabulary import OfferKind, ProposalState, RefusalReason
from webapp.forms.code_fields import CodeField, CodeSelect, choices_of
from webapp.forms.fields import DateField, LongText, Stripped, TimeField
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

R = RefusalReason
NOT_THE_SUBJECTS = (R.FILLED_ELSEWHERE, R.SKILLS, R.INTERVIEW, R.WITHDRAWN_OFFER, R.CONSENT_WITHDRAWN)
NOT_THE_PROVIDERS = (R.SUBJECT_CHANGED_MIND, R.HEALTH, R.CONSENT_WITHDRAWN, R.JOURNEY, R.PAY)


class StepForm(VoluntaryForm):
    """One press without further words."""

    def step(self, proposal_id: int) -> Step:
        """The press as a command."""
        return Step(proposal_id, self.seen_version)


class SubjectRefusesForm(StepForm):
    """Why the person does not wish to be proposed."""

    reason = CodeField(_l("Reason"), RefusalReason, [Needed()], leave_out=NOT_THE_SUBJECTS)
    note = LongText(_l("In the person's own words"), [AtMost(1000)])

    def step(self, proposal_id: int) -> Step:
        """The refusal as a command."""
        return Step(proposal_id, self.seen_version, self.reason.data, self.note.data)


class WithdrawForm(SubjectRefusesForm):
    """Why staff withdraw a proposal."""

    reason = CodeSelect(
        _l("Why is it withdrawn?"), RefusalReason, [Needed()], leave_out=(R.CONSENT_WITHDRAWN,), id="withdraw-reason"
    )
    note = LongText(_l("Note"), [AtMost(1000)], id="withdraw-note")


class InterviewForm(StepForm):
    """When and where the provider and the person meet."""

    interview_on = DateField(_l("Day of the interview"))
    interview_from = TimeField(_l("Time of the interview"), description=_l("Such as 09:30."))
    interview_place = Stripped(_l("Where they meet"), [AtMost(200)], description=_l("The provider reads this."))

    def validate_interview_from(self, field: TimeField) -> None:
        """A day needs its time, and a time its day."""
        if (self.interview_on.data is None) != (field.data is None) and not self.interview_on.process_errors:
            raise ValidationError(_("Give both the day and the time of the interview, or neither."))

    @property
    def interview_at(self) -> datetime | None:
        """The interview as a stored instant."""
        day, start = self.interview_on.data, cast(time | None, self.interview_from.data)
        if day is None or start is None:
            return None
        local = datetime.combine(day, start, OFFICE_ZONE)
        return local.astimezone(UTC).replace(tzinfo=None)

    def interview(self, proposal_id: int) -> SetInterview:
        """The interview as a command."""
        return SetInterview(proposal_id, self.seen_version, self.interview_at, self.interview_place.data)


class PlanForm(VoluntaryForm):
    """From when, and until when, the person takes the place."""

    starts_on = DateField(_l("First day"), [Needed()])
    ends_on = DateField(_l("Last day, where it is agreed"))

    def plan(self, proposal_id: int) -> PlanPlacement:
        """The plan as a command."""
        return PlanPlacement(proposal_id, self.seen_version, self.starts_on.data, self.ends_on.data)


class ProviderRefusesForm(PageForm):
    """Why a provider refuses."""

    reason = CodeField(_l("Reason"), RefusalReason, [Needed()], leave_out=NOT_THE_PROVIDERS)

    def offer_reasons(self, kind: OfferKind, state: ProposalState) -> None:
        """Leave out what cannot be the reason: work where a home is offered, a meeting before anybody was named."""
        not_of_homes = (R.SKILLS, R.HOURS) if kind is OfferKind.HOUSING else ()
        not_yet_met = () if state is ProposalState.DISCLOSED else (R.INTERVIEW,)
        left_out = {*NOT_THE_PROVIDERS, *not_of_homes, *not_yet_met}
        self.reason.choices = choices_of(code for code in R if code not in left_out)
