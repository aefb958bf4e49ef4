"""What waits for somebody: one module per noun answers, the day's work puts the answers in order."""

from collections.abc import Sequence
from types import ModuleType

from matching.database import UnitOfWork
from matching.queries.waiting import (
    consents,
    covers,
    needs,
    notices,
    offers,
    placements,
    proposals,
    providers,
    reporting,
    reviews,
    services,
    subjects,
    units,
    work,
)
from matching.queries.waiting.item import WaitingItem

NOUNS = (
    subjects, reporting, notices, consents, covers, needs, reviews, proposals, placements, offers, providers, services, units, work,
)  # fmt: skip


def my_work(unit_of_work: UnitOfWork, nouns: Sequence[ModuleType] = NOUNS) -> list[WaitingItem]:
    """List everything that waits for the viewer, oldest first; of these nouns alone, where they are named."""
    found = [item for noun in nouns for item in noun.waiting(unit_of_work)]
    return sorted(found, key=lambda item: (item.since, item.key, item.ids.get("id", 0)))
