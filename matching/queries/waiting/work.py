"""What of work waits for the viewer."""

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.queries.waiting.item import WaitingItem
from matching.queries.work import dead_items
from matching.vocabulary import Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Dead items, for the administrator: one line per name of work."""
    if not work.viewer.has_role(Role.ADMINISTRATOR):
        return []
    oldest: dict[str, WaitingItem] = {}
    dead = dead_items(work.session)
    for item in dead:
        count = sum(other.name == item.name for other in dead)
        line = WaitingItem(
            "work.dead",
            office_time(item.due_at).date(),
            {"id": item.id},
            arguments={"work": item.name, "count": count},
        )
        oldest.setdefault(item.name, line)
    return list(oldest.values())
