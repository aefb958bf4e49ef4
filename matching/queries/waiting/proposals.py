"""What of proposals waits for the viewer."""

from matching.database import UnitOfWork
from matching.queries.waiting.item import WaitingItem


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Nothing yet."""
    return []
