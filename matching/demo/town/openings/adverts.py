"""What an opening says in words: a title and a description that go together, with each other and with who says it."""

from dataclasses import dataclass
from functools import cache

from matching.demo.files import Table
from matching.demo.town.bank import by_key
from matching.demo.town.chance import Dice
from matching.vocabulary import OfferKind

BANKS = {OfferKind.JOB: "trades", OfferKind.TRAINING: "courses", OfferKind.HOUSING: "homes"}

ENGLISH = 1 / 3
"""The share of openings that are described in English."""


@dataclass(frozen=True)
class Advert:
    """The words of an opening, and the shifts ("08:00-17:30") that they allow; none of a home."""

    title: str
    description: str
    shifts: tuple[str, ...]


def draw_advert(dice: Dice, kind: OfferKind, key: str, firm: str) -> Advert:
    """Draw the words of an opening of a trade, course or home, as a firm of this sort would write them."""
    known = adverts(kind, key, firm) or adverts(kind, key, None)
    is_english = dice.yes(ENGLISH)
    return dice.one([advert for advert in known if advert.description.isascii() == is_english] or known)


@cache
def adverts(kind: OfferKind, key: str, firm: str | None) -> tuple[Advert, ...]:
    """Every title with every description that it goes with, for a firm of a sort; whatever its sort where None is asked."""
    said = by_key(BANKS[kind])[key]
    titles, descriptions = (
        [part for part in map(_whole, said[name]) if firm is None or firm in part.get("firms", (firm,))]
        for name in ("titles", "descriptions")
    )
    shifts = said.get("shifts", ())
    pairs = [(title, text) for title in titles for text in descriptions if text.get("tag") in (None, title.get("tag"))]
    found = [Advert(title["text"], text["text"], _shifts(shifts, title, text)) for title, text in pairs]
    return tuple(advert for advert in found if advert.shifts or not shifts)


def _whole(part: str | Table) -> Table:
    """A text that goes with everything is written as it is, another as a table that says with what."""
    return {"text": part} if isinstance(part, str) else part


def _shifts(shifts: tuple[str, ...], *parts: Table) -> tuple[str, ...]:
    return tuple(shift for shift in shifts if all(shift in part.get("shifts", shifts) for part in parts))
