"""Giving dead work items another chance."""

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound
from matching.records import WorkItem
from matching.work import requeue


def requeue_item(work: UnitOfWork, item_id: int) -> None:
    """Give a dead item five more attempts. Raises NotFound, or IllegalStep where it is not dead."""
    if not requeue(work.session, item_id, work.instant):
        if work.session.get(WorkItem, item_id) is None:
            raise NotFound
        raise IllegalStep("This item is not dead: somebody has requeued it already.")
    record_act(work, "work.requeued", item=item_id)
