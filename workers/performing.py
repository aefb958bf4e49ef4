"""Doing one work item: claim it, compute in a read, then store and mark done in one transaction."""

from collections.abc import Callable
from typing import Any

import structlog

from matching.database import UnitOfWork, reading, unit_of_work
from matching.viewer import WORKER
from matching.work import Claim, LostClaim, claim, fail, finish
from workers.resources import Resources, resources

Ids = dict[str, Any]
Prepare = Callable[[UnitOfWork, Ids], Any]
Apply = Callable[[UnitOfWork, Ids, Any], Any]
log = structlog.get_logger()


def perform(item_id: int, apply: Apply, prepare: Prepare | None = None) -> None:
    """Do an item if it is still to do and free.

    Args:
        item_id: the ledger's number.
        apply: writes the result; commits together with the done mark.
        prepare: computes beforehand without holding a write lock; its result is given to `apply`.
    """
    means = resources()
    with unit_of_work(means.engine, means.clock, WORKER) as work:
        held = claim(work.session, item_id, work.instant)
    if held is None:
        return
    try:
        _do(means, held, apply, prepare)
    except LostClaim:
        log.info("work.claim_lost", item=item_id, name=held.name)
    except Exception as error:
        log.warning("work.failed", item=item_id, name=held.name, attempt=held.attempt, fault=type(error).__name__)
        with unit_of_work(means.engine, means.clock, WORKER) as work:
            fail(work.session, held, work.instant, type(error).__name__)


def _do(means: Resources, held: Claim, apply: Apply, prepare: Prepare | None) -> None:
    prepared = None
    if prepare is not None:
        with reading(means.engine, means.clock, WORKER) as work:
            prepared = prepare(work, held.ids)
    with unit_of_work(means.engine, means.clock, WORKER) as work:
        apply(work, held.ids, prepared)
        finish(work.session, held, work.instant)
