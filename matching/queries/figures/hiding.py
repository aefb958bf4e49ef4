"""Small counts: of units below, no cell under five is shown, nor one that the others would give away."""

from collections.abc import Sequence

SMALLEST = 5
"""The smallest count of people that is shown of a unit below."""

Count = int | None
"""A number of people; None where it may not be shown."""


def shown(count: int, exact: bool) -> Count:
    """A count that stands alone."""
    return count if exact or count >= SMALLEST else None


def shown_parts(counts: Sequence[int], exact: bool) -> list[Count]:
    """Counts whose sum is shown too: where the hidden ones sum to less than five, the next smallest hides as well."""
    if exact:
        return list(counts)
    hidden = {place for place, count in enumerate(counts) if count < SMALLEST}
    for place in sorted(range(len(counts)), key=lambda place: (counts[place], place)):
        if not hidden or sum(counts[each] for each in hidden) >= SMALLEST:
            break
        hidden.add(place)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def both(*seen: Count) -> bool:
    """Whether every one of these counts may be shown."""
    return None not in seen
