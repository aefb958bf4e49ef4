"""Whom an opening excludes, and on which ground."""

from matching.demo.files import Table
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice
from matching.demo.town.model import Row
from matching.services.offer_parts import Exclusion
from matching.vocabulary import ExclusionGround, OffenceCategory, OfferKind, PostKind


def draw_exclusions(dice: Dice, kind: OfferKind, said: Table) -> list[Row]:
    """Draw the exclusions of an opening as the posting form would have stored them.

    Args:
        dice: of the opening.
        kind: of the opening.
        said: its trade, its course's trade, or its kind of home.
    """
    fitting = [row for row in words("exclusions")["exclusions"] if row["kind"] == kind and _fits(row, said)]
    return [_exclusion(row).stored() for row in fitting if dice.yes(row["share"])]


def _fits(row: Table, said: Table) -> bool:
    named = said.get("key") in row.get("trades", ()) or said.get("sector") in row.get("sectors", ())
    everybody = not ("trades" in row or "sectors" in row)
    return (named or everybody) and row.get("children", said.get("children")) == said.get("children")


def _exclusion(row: Table) -> Exclusion:
    law = PostKind(row["law"]) if "law" in row else None
    return Exclusion(OffenceCategory(row["category"]), ExclusionGround(row["ground"]), row.get("justification"), law)
