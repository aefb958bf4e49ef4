"""What waits for somebody: one module per noun answers, the day's work puts the answers in order."""

from matching.database import UnitOfWork
from matching.queries.waiting import offers, placements, proposals, providers, reviews, subjects, units, work
from matching.queries.waiting.item import WaitingItem

NOUNS = (subjects, reviews, proposals, placements, offers, providers, units, work)


def my_work(unit_of_work: UnitOfWork) -> list[WaitingItem]:
    """List everything that waits for the viewer, oldest first."""
    found = [item for noun in NOUNS for item in noun.waiting(unit_of_work)]
    return sorted(found, key=lambda item: (item.since, item.key, item.ids.get("id", 0)))
