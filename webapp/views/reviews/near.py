"""What one small change would open to a person."""

from flask import render_template

from matching.privacy import subject_for
from matching.queries.near_misses import LOOKED_AT, near_offers
from webapp.access import STAFF, allow
from webapp.edge import looking, showing
from webapp.views.reviews.blueprint import pages
from webapp.wording.near import Around, way_lines


@pages.get("/people/<int:subject_id>/nearly")
@allow(*STAFF)
def near(subject_id: int) -> str:
    """The open offers that one rule alone bars, and the small changes that would open them."""
    with looking() as work:
        subject_for(work.session, work.viewer, subject_id)
    with showing("near.seen", subject_id) as work:
        found = near_offers(work, subject_id)
        lines = {
            each.offer_id: way_lines(each.pair, Around(each.provider_id, each.course, not found.sight.is_reviewer))
            for _kind, some in found.kinds
            for each in some
        }
        return render_template("reviews/near.html", found=found, lines=lines, looked_at=LOOKED_AT)
