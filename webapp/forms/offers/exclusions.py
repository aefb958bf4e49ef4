"""The form of posts named by law, and of exclusions with their ground."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from matching.eligibility.rulebook import RuleEntry
from matching.queries.exclusions import ExclusionRow
from matching.services.offer_parts import Exclusion, PostsPart
from matching.vocabulary import ExclusionGround, OffenceCategory, OfferKind, PostKind
from webapp.forms.choices import GROUNDS, POSTS, is_chinese
from webapp.forms.code_fields import CodeField, CodeSelect, CodesField, offered
from webapp.forms.fields import LongText
from webapp.forms.validators import AtMost
from webapp.forms.voluntary import VoluntaryForm

EXAMPLES = {
    OfferKind.JOB: _l("For example: handles the day's cash alone. An officer reads this."),
    OfferKind.TRAINING: _l("For example: the course works with open fire and gas. An officer reads this."),
    OfferKind.HOUSING: _l("For example: small children live on the same floor. An officer reads this."),
}
"""Kind of offer -> how an exclusion may be justified."""


JUSTIFIED = {
    OfferKind.TRAINING: _l("The course itself justifies it. An officer checks how"),
    OfferKind.HOUSING: _l("The home itself justifies it. An officer checks how"),
}
"""Kind of offer -> the words of that ground, where it is no job."""


class PostsForm(VoluntaryForm):
    """Whether a law names the post, and what the provider would exclude."""

    post_kinds = CodesField(
        _l("Is it one of these posts?"),
        choices=offered(POSTS),
        description=_l(
            "The law bars some people from these posts. We apply exactly what the law says, so tick what is true. Most jobs are none of them."
        ),
    )
    kept = CodesField(_l("Exclusions so far"), choices=[], description=_l("Untick to take one away."))
    category = CodeSelect(_l("Offences of this kind"), OffenceCategory)
    ground = CodeField(_l("Why"), ExclusionGround)
    law = CodeSelect(_l("Which law"), PostKind, description=_l("Only where a law bars them: the post that it closes."))
    justification = LongText(_l("What justifies it"), [AtMost(1000)])

    def __init__(
        self,
        *args: Any,
        kind: OfferKind,
        exclusions: list[ExclusionRow],
        laws: Mapping[PostKind, RuleEntry],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.exclusions = exclusions
        self.laws = {post: entry for post, entry in laws.items() if kind in entry.kinds}
        self.justification.description = EXAMPLES[kind]
        self.kept.choices = offered((str(place), str(place)) for place in range(len(exclusions)))
        if self.kept.data is None:
            self.kept.data = [str(place) for place in range(len(exclusions))]
        grounds = dict(GROUNDS) | ({ExclusionGround.JUSTIFIED.value: JUSTIFIED[kind]} if kind in JUSTIFIED else {})
        self.ground.choices = offered(
            (code, words) for code, words in grounds.items() if self.laws or code != ExclusionGround.STATUTORY
        )
        self.law.choices = offered((post.value, _law_words(post, entry)) for post, entry in self.laws.items())
        if kind is not OfferKind.JOB:
            del self.post_kinds

    def validate_ground(self, field: CodeField) -> None:
        """A kind of offence needs a ground, and a ground a kind."""
        if (field.data is None) != (self.category.data is None) and not field.errors:
            raise StopValidation(_("Choose both the kind of offence and why, or neither."))
        if field.data is ExclusionGround.STATUTORY and not self.laws:
            raise StopValidation(_("No law bars anybody from this kind of opening. Choose another reason."))

    def validate_law(self, field: CodeSelect) -> None:
        """A law that bars somebody has a name."""
        if self.ground.data is ExclusionGround.STATUTORY and field.data not in self.laws and self.laws:
            raise StopValidation(_("Say which law bars them. Without that it is only a preference."))

    def validate_justification(self, field: LongText) -> None:
        """What the task justifies is said."""
        if self.ground.data is ExclusionGround.JUSTIFIED and not field.data:
            raise StopValidation(_("Say what justifies it. Without that it is only a preference."))

    def part(self) -> PostsPart:
        """What was typed; a second exclusion of one kind replaces the first."""
        kept = [self.exclusions[int(place)] for place in self.kept.data or []]
        found = {row.category: Exclusion(row.category, row.ground, row.justification, row.law) for row in kept}
        if self.category.data and self.ground.data:
            said = (self.category.data, self.ground.data, self.justification.data, self.law.data)
            found[self.category.data] = Exclusion(*said)
        posts = self.post_kinds.data or [] if "post_kinds" in self else []
        return PostsPart([PostKind(code) for code in posts], list(found.values()))


def _law_words(post: PostKind, entry: RuleEntry) -> str:
    law = entry.ground_zh if is_chinese() else entry.ground
    return f"{dict(POSTS)[post.value]} – {law}"
