"""What a cell says of somebody of the household."""

from datetime import date

from matching.importing.cells import day_of
from matching.importing.faults import RowFault
from matching.services.household import AddMember
from matching.vocabulary import Relation

MOVES = {"stays": False, "does not move along": False, "不随迁": False, "moves along": True, "随迁": True}
DEPENDANT = ("dependant", "dependent", "受抚养")


class NoRelation(RowFault):
    """Begin each person with spouse, child, parent, grandparent, sibling or other, such as: child, 2016-04-02, dependant."""


def member_in(subject_id: int, words: str) -> AddMember:
    """Read words such as: child, Li Ming, 2016-04-02, dependant, stays. Raises NoRelation where they do not begin so."""
    first, *rest = (part.strip() for part in words.replace("，", ",").split(","))
    if first.casefold() not in [relation.value for relation in Relation]:
        raise NoRelation("household")
    name: str | None = None
    born_on: date | None = None
    moves_along, is_dependant = True, False
    for part in filter(None, rest):
        if part.casefold() in MOVES:
            moves_along = MOVES[part.casefold()]
        elif part.casefold() in DEPENDANT:
            is_dependant = True
        elif part[0].isdigit():
            born_on = _birth(part)
        else:
            name = part[:120]
    return AddMember(subject_id, Relation(first.casefold()), name, born_on, moves_along, is_dependant)


def _birth(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        raise NoRelation("household") from None
