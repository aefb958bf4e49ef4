"""Small counts: of units below, none under five is shown, and the others are rounded so that none can be worked out."""

SMALLEST = 5
"""The smallest count of people that is shown of a unit below, and the step to which larger ones are rounded."""

SMALLEST_RATE = 20
"""Of how many people a rate of a unit below is shown at least: of fewer, rounding would make it mean little."""

Count = int | None
"""A number of people; None where it may not be shown."""


def shown(count: int, exact: bool) -> Count:
    """A count as it may be read: exactly of the own unit; else not under five, and to the nearest five.

    Rounding keeps somebody from taking one sum from another: units from all units together, or a period from one a day longer.
    """
    if exact:
        return count
    return None if count < SMALLEST else SMALLEST * round(count / SMALLEST)
