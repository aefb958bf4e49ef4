"""Forms of placements: another first day, cancelling, extending, ending."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from matching.queries.placements import RunningFilter
from matching.services.exit_paths import ExitPath, goals_after
from matching.services.extensions import ExtendPlacement
from matching.services.outcomes import AFTER
from matching.services.placements import EndPlacement, PlacementStep
from matching.services.retention import AnswerCheck
from matching.vocabulary import CheckAnswer, EndReason, ExtensionReason, NextSituation, OfferKind
from webapp.forms.code_fields import CodeField, CodeSelect, choices_of
from webapp.forms.fields import DateField, LongText, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed
from webapp.forms.voluntary import VoluntaryForm

STAFF_ONLY = (EndReason.RECALLED, EndReason.DIED, EndReason.HEALTH)
"""Reasons that a provider is neither asked for nor shown."""


class RunningForm(PageForm):
    """What the list of running placements is narrowed to."""

    words = Stripped(_l("Title or provider"), [AtMost(100)])
    kind = CodeSelect(_l("Kind"), OfferKind)

    def filter(self) -> RunningFilter:
        """What was chosen; nothing where it cannot be read."""
        return RunningFilter(self.kind.data, self.words.data) if self.validate() else RunningFilter()


class StartForm(VoluntaryForm):
    """The first day, where it is not the planned one."""

    on = DateField(_l("First day, where it was another than planned"))

    def step(self, placement_id: int) -> PlacementStep:
        """The press as a command."""
        return PlacementStep(placement_id, self.seen_version, self.on.data)


class CheckForm(PageForm):
    """The two answers to a check that need no further words."""

    answer = CodeField(_l("Does it hold?"), CheckAnswer, [Needed()], leave_out=(CheckAnswer.ENDED,), id="checks")


class ExtendForm(VoluntaryForm):
    """The new last day, why, and that the provider agrees."""

    ends_on = DateField(_l("New last day"), [Needed()])
    reason = CodeSelect(_l("Why does it go on?"), ExtensionReason, [Needed()], id="extend-reason")
    provider_agrees = BooleanField(_l("I have asked the provider, who agrees"))
    note = LongText(_l("Note"), [AtMost(1000)], id="extend-note")

    def validate_provider_agrees(self, field: BooleanField) -> None:
        """Nobody extends a placement against the provider."""
        if not field.data:
            raise ValidationError(_("Ask the provider first, then tick this."))

    def extension(self, placement_id: int) -> ExtendPlacement:
        """The extension as a command."""
        return ExtendPlacement(placement_id, self.seen_version, self.ends_on.data, self.reason.data, self.note.data)


class ExitForm(VoluntaryForm):
    """What is to follow, and by which way."""

    goal = CodeField(_l("What is to follow?"), NextSituation, [Needed()])
    plan = LongText(
        _l("What is done for it, by whom, until when?"),
        [Needed(_l("Say in a sentence or two what is done for it.")), AtMost(1000)],
        description=_l("Staff of the unit read it; the provider does not."),
    )

    def for_kind(self, kind: OfferKind) -> "ExitForm":
        """Offer only what may follow a kind of placement."""
        self.goal.choices = choices_of(goals_after(kind))
        return self

    def path(self, placement_id: int) -> ExitPath:
        """The exit path as a command."""
        return ExitPath(placement_id, self.seen_version, self.goal.data, self.plan.data or "")


class CancelForm(PageForm):
    """Why a planned placement does not come about."""

    reason = CodeSelect(_l("Why is it cancelled?"), EndReason, [Needed()], leave_out=(EndReason.COMPLETED,))


class EndForm(VoluntaryForm):
    """When and why a placement ended, and what came next."""

    ended_on = DateField(_l("Last day"), [Needed()])
    reason = CodeSelect(_l("Why did it end?"), EndReason, [Needed()])
    next_situation = CodeField(_l("What came next?"), NextSituation, [Needed()])
    note = LongText(_l("Note"), [AtMost(1000)])

    def for_kind(self, kind: OfferKind, for_staff: bool) -> "EndForm":
        """Offer only the situations and reasons that go with a kind of placement, and to providers no reason of ours."""
        self.next_situation.choices = choices_of(AFTER[kind])
        left_out = () if for_staff else STAFF_ONLY
        only_jobs = () if kind is OfferKind.JOB else (EndReason.LAID_OFF,)
        self.reason.choices = choices_of(code for code in EndReason if code not in (*left_out, *only_jobs))
        return self

    def ending(self, placement_id: int) -> EndPlacement:
        """The end as a command."""
        return EndPlacement(
            placement_id,
            self.seen_version,
            self.ended_on.data,
            self.reason.data,
            self.next_situation.data,
            self.note.data,
        )

    def check_answer(self, check_id: int) -> AnswerCheck:
        """The end as the answer to a check."""
        return AnswerCheck(
            check_id,
            self.seen_version,
            CheckAnswer.ENDED,
            self.ended_on.data,
            self.reason.data,
            self.next_situation.data,
            self.note.data,
        )
