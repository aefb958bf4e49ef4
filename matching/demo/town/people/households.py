"""Who lives with somebody, and what a home must have for those who look for one."""

from datetime import date, timedelta

from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.model import Row
from matching.demo.town.naming import given_name, surnames
from matching.demo.town.people.case_book import CaseBook
from matching.demo.town.people.identity import Identity
from matching.demo.town.rows import Rows
from matching.records import HouseholdMember
from matching.vocabulary import Answer, HouseRule, Relation, Sex

ASKED = {Answer.YES: 0.5, Answer.NO: 0.85, Answer.UNKNOWN: 0.4}
"""The share asked about the household, by whether there is a home."""

RENTS = Weighted([(0.0, 1), (200.0, 3), (300.0, 5), (400.0, 4), (500.0, 3), (600.0, 2), (800.0, 1), (None, 2)])
REFUSABLE = (HouseRule.NO_SMOKING, HouseRule.NO_VISITORS, HouseRule.SHARED_ROOM, HouseRule.NO_PETS,
             HouseRule.DOORS_CLOSED_AT_NIGHT)  # fmt: skip
NEAREST_CHILD, FARTHEST_CHILD = 20, 38
"""Between which ages of the person the children were born."""

YEAR = 365.25


def keep_home(book: CaseBook, dice: Dice, profile: Row, home: Answer, age: int, on: date, account_id: int) -> None:
    """Write down what a home must have, for somebody who has none or of whom that is not known."""
    if home is Answer.YES or not dice.yes(ASKED[home]):
        return
    profile["step_free_needed"] = Answer.YES if dice.yes(0.18 if age > 60 else 0.03) else Answer.NO
    profile["rent_limit"] = RENTS.one(dice)
    profile["house_rules_asked"] = dice.yes(0.75)
    refused = dice.some(REFUSABLE, 1 if dice.yes(0.3) else 0) if profile["house_rules_asked"] else []
    profile["house_rules_refused"] = [rule.value for rule in refused]
    profile["version"], profile["confirmed_on"] = profile["version"] + 1, on
    book.act(on, account_id, "profile.home_saved")


def keep_household(
    book: CaseBook,
    rows: Rows,
    dice: Dice,
    facts: Row,
    who: Identity,
    home: Answer,
    kin: Answer,
    on: date,
    account_id: int,
) -> list[Relation]:
    """Write down who lives with somebody, or would move in along; nobody where there are no kin. Returns the relations."""
    if not dice.yes(ASKED[home]):
        return []
    members = _members(dice, who, home is Answer.YES, on) if kin is Answer.YES else []
    for relation, name, born_on, is_dependant in members:
        along = home is Answer.YES or relation is Relation.SPOUSE or (relation is Relation.CHILD and is_dependant)
        row = book.add(
            HouseholdMember, id=rows.next_id(HouseholdMember), relation=relation, name=name, born_on=born_on, moves_along=along,
            is_dependant=is_dependant,
        )  # fmt: skip
        book.act(on, account_id, "household.member_added", relation=relation.value, member=row["id"])
    facts["household_asked_on"] = on
    book.act(on, account_id, "household.asked")
    return [relation for relation, *_said in members]


Member = tuple[Relation, str | None, date | None, bool]


def _members(dice: Dice, who: Identity, at_home: bool, on: date) -> list[Member]:
    """Spouse and children, or parents; those without a home have mostly nobody to bring."""
    age = (on - who.born_on).days / YEAR
    if not dice.yes(0.85 if at_home else 0.3):
        return []
    if age > 25 and dice.yes(0.6):
        spouse = [] if dice.yes(0.25) else [_spouse(dice, who)]
        father = who.name if who.sex is Sex.MALE else str(spouse[0][1]) if spouse else surnames().one(dice)
        children = range(dice.days(0 if spouse else 1, 2))
        return spouse + [_child(dice, who, surname_of(father), on) for _child_number in children]
    return [_parent(dice, who, Sex.FEMALE)] + ([_parent(dice, who, Sex.MALE)] if dice.yes(0.5) else [])


def _spouse(dice: Dice, who: Identity) -> Member:
    sex = Sex.FEMALE if who.sex is Sex.MALE else Sex.MALE
    born_on = who.born_on + timedelta(days=int(dice.between((-4, 4)) * YEAR))
    return Relation.SPOUSE, surnames().one(dice) + given_name(dice, sex, born_on.year), born_on, False


def _child(dice: Dice, who: Identity, surname: str, on: date) -> Member:
    """A child with the father's surname."""
    last = min(FARTHEST_CHILD, (on - who.born_on).days / YEAR - 0.5)
    born_on = who.born_on + timedelta(days=int(dice.between((min(NEAREST_CHILD, last), last)) * YEAR))
    sex = Sex.FEMALE if dice.yes(0.48) else Sex.MALE
    is_grown = (on - born_on).days > 18 * YEAR
    known = born_on if dice.yes(0.9) else None
    return Relation.CHILD, surname + given_name(dice, sex, born_on.year), known, not is_grown


def _parent(dice: Dice, who: Identity, sex: Sex) -> Member:
    born_on = who.born_on - timedelta(days=int(dice.between((21, 33)) * YEAR))
    surname = surname_of(who.name) if sex is Sex.MALE else surnames().one(dice)
    return Relation.PARENT, surname + given_name(dice, sex, born_on.year), None, dice.yes(0.3)


def surname_of(name: str) -> str:
    """The surname in front of a name, of one character or two."""
    return name[:2] if name[:2] in surnames().options else name[:1]
