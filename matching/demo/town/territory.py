"""How the people of a town of any size are shared out among counties."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matching.demo.files import tables
from matching.demo.town.counties import CountyMaker
from matching.demo.town.land import County, Told, read_told, told_county
from matching.demo.town.rows import Rows

A_COUNTY = 600
"""How many people a county has, told and drawn."""


@dataclass(frozen=True)
class Territory:
    """All counties, the told one first, and what was told of it."""

    told: Told
    counties: Sequence[County]


def draw_territory(session: Session, rows: Rows, seed: int, people: int, today: date) -> Territory:
    """Share so many drawn people out among the told county and as many further ones as they fill.

    Raises:
        BadInput: where the bank has too few names for so many.
    """
    told = read_told(session)
    first = A_COUNTY - len(tables("subjects"))
    further = max(0, round((people - first) / A_COUNTY))
    ends = [first + A_COUNTY * number for number in range(further)] + [people]
    maker = CountyMaker(rows, seed, today)
    counties = [told_county(told, range(ends[0]))]
    counties += [maker.make(number, range(ends[number - 1], ends[number])) for number in range(1, further + 1)]
    return Territory(told, counties)
