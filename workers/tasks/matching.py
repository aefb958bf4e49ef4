"""Renewing shortlists, one change at a time or all in a run."""

from matching.services.matching import computed_shortlists, store_shortlists, subjects_touched_by
from matching.services.runs import block_ids, close_run, start_run, store_block
from matching.services.waking import store_one
from workers.app import app
from workers.performing import perform


@app.task(name="rematch_subject")
def rematch_subject(item_id: int) -> None:
    """Renew one subject's shortlists."""
    perform(
        item_id,
        prepare=lambda work, ids: computed_shortlists(work, [ids["subject"]]),
        apply=lambda work, ids, renewal: store_one(work, ids["subject"], renewal),
    )


@app.task(name="rematch_offer")
def rematch_offer(item_id: int) -> None:
    """Renew the shortlists that one changed offer touches."""
    perform(
        item_id,
        prepare=lambda work, ids: computed_shortlists(work, subjects_touched_by(work, ids["offer"])),
        apply=lambda work, ids, renewal: store_shortlists(work, renewal),
    )


@app.task(name="start_run")
def begin_run(item_id: int) -> None:
    """Fix a run's versions and cut it into blocks."""
    perform(item_id, apply=lambda work, ids, _none: start_run(work))


@app.task(name="run_block")
def run_block(item_id: int) -> None:
    """Renew the shortlists of one block of subjects."""
    perform(
        item_id,
        prepare=lambda work, ids: computed_shortlists(work, block_ids(work, ids["low"], ids["high"])),
        apply=lambda work, ids, renewal: store_block(work, ids["run"], renewal),
    )


@app.task(name="close_run")
def end_run(item_id: int) -> None:
    """Mark a run done."""
    perform(item_id, apply=lambda work, ids, _none: close_run(work, ids["run"]))
