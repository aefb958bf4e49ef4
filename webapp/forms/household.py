"""The form of a member of the household."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from matching.queries.household import MemberRow
from matching.services.household import AddMember, ChangeMember
from matching.vocabulary import Relation
from webapp.forms.code_fields import CodeSelect
from webapp.forms.fields import DateField, Stripped
from webapp.forms.page_form import PageForm
from webapp.forms.validators import AtMost, Needed


class MemberForm(PageForm):
    """Somebody of the household."""

    relation = CodeSelect(_l("Who it is to the person"), Relation, [Needed()])
    name = Stripped(_l("Name"), [AtMost(120)], description=_l("Only if it is needed. It is stored encrypted."))
    born_on = DateField(_l("Born on"), description=_l("For children: some homes take children only up to an age."))
    moves_along = BooleanField(_l("Lives with the person, or would move in along"))
    is_dependant = BooleanField(_l("The person provides for them"))

    def new(self, subject_id: int) -> AddMember:
        """What was typed of somebody new."""
        assert self.relation.data is not None
        return AddMember(
            subject_id, self.relation.data, self.name.data, self.born_on.data,
            bool(self.moves_along.data), bool(self.is_dependant.data),
        )  # fmt: skip

    def changed(self, subject_id: int, member_id: int) -> ChangeMember:
        """What was typed over somebody recorded."""
        assert self.relation.data is not None
        return ChangeMember(
            subject_id, member_id, self.seen_version, self.relation.data, self.name.data, self.born_on.data,
            bool(self.moves_along.data), bool(self.is_dependant.data),
        )  # fmt: skip


def stored_member(row: MemberRow) -> dict[str, object]:
    """What the form shows of somebody recorded."""
    return {name: getattr(row, name) for name in ("relation", "name", "born_on", "moves_along", "is_dependant")} | {
        "version": str(row.version)
    }
