"""What falls due by the clock."""

from matching.audit import seal_entries
from matching.services.covers import end_past_covers
from matching.services.offers import expire_offers
from matching.services.proposals import lapse_proposals
from matching.services.tidying import tidy_up
from matching.services.waking import wake_suggestions
from workers.app import app
from workers.performing import perform


@app.task(name="expire_offers")
def expire_past_offers(item_id: int) -> None:
    """End offers whose closing date has passed."""
    perform(item_id, apply=lambda work, ids, _none: expire_offers(work))


@app.task(name="lapse_proposals")
def lapse_unanswered_proposals(item_id: int) -> None:
    """End proposals that a provider left unanswered."""
    perform(item_id, apply=lambda work, ids, _none: lapse_proposals(work))


@app.task(name="end_covers")
def end_covers(item_id: int) -> None:
    """End covers whose last day has passed."""
    perform(item_id, apply=lambda work, ids, _none: end_past_covers(work))


@app.task(name="wake_suggestions")
def wake_held_suggestions(item_id: int) -> None:
    """Bring held suggestions back on their date; let old endorsements go."""
    perform(item_id, apply=lambda work, ids, _none: wake_suggestions(work))


@app.task(name="seal_audit")
def seal_audit(item_id: int) -> None:
    """Chain the audit entries of the last minute."""
    perform(item_id, apply=lambda work, ids, _none: seal_entries(work.session, work.now))


@app.task(name="tidy_up")
def forget_what_is_over(item_id: int) -> None:
    """Forget what nobody needs any more."""
    perform(item_id, apply=lambda work, ids, _none: tidy_up(work))
