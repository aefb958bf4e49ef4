"""What of the directory of services waits for an officer."""

from matching.database import UnitOfWork
from matching.queries.services import services_to_check
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import Role


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """One line where services wait for a check (one statement)."""
    if not work.viewer.is_staff or not work.viewer.has_role(Role.OFFICER):
        return []
    count, since = services_to_check(work)
    return [WaitingItem("service.to_check", since, {}, arguments={"count": count})] if since is not None else []
