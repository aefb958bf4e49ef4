"""Forms of covers: who stands in for whom, and who is named where nobody was left."""

from flask_babel import lazy_gettext as _l

from matching.services.covers import AddCover
from matching.vocabulary import CoverReason
from webapp.forms.code_fields import CodeField, IdSelect
from webapp.forms.fields import DateField
from webapp.forms.page_form import PageForm
from webapp.forms.validators import Needed
from webapp.forms.voluntary import VoluntaryForm


class CoverForm(PageForm):
    """Who is away, who answers for the caseload meanwhile, why and when."""

    account_id = IdSelect(_l("Whose caseload?"), [Needed(_l("Choose whose caseload is covered."))])
    covered_by_id = IdSelect(
        _l("Who covers it?"),
        [Needed(_l("Choose who covers it."))],
        description=_l("Another caseworker of the unit. The work then waits for both."),
    )
    reason = CodeField(_l("Why?"), CoverReason, [Needed()])
    from_on = DateField(_l("First day"), [Needed()])
    to_on = DateField(
        _l("Last day"), description=_l("Leave it empty where nobody knows yet; end the cover by hand then.")
    )

    def command(self) -> AddCover:
        """What was typed."""
        return AddCover(
            self.account_id.data, self.covered_by_id.data, self.reason.data, self.from_on.data, self.to_on.data
        )


class NameForm(PageForm):
    """Which caseworker may see the protected files that nobody may see any more."""

    account_id = IdSelect(_l("Caseworker"), [Needed(_l("Choose a caseworker of the unit."))])


class HeirForm(VoluntaryForm):
    """Who takes the caseload of an account that is closed."""

    heir_id = IdSelect(
        _l("Who takes over the people of this account?"),
        description=_l(
            "Only where it answers for people. Where the unit has no other caseworker, they wait on the list Name a caseworker."
        ),
    )
