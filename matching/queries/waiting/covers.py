"""What of case files that nobody may see waits for the viewer."""

from matching.database import UnitOfWork
from matching.queries.unseen import units_with_unseen
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Units with protected files that nobody may see any more, without saying whose or how many."""
    viewer = work.viewer
    if not viewer.has_role(Role.SUPERVISOR, Role.ADMINISTRATOR):
        return []
    return [
        WaitingItem("protected.needs_caseworker", work.today, {"id": unit_id}, name, is_overdue=True)
        for unit_id, name in units_with_unseen(work.session)
        if viewer.has_role(Role.ADMINISTRATOR) or unit_id == viewer.unit_id
    ]
