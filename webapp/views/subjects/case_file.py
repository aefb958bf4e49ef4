"""The case file, and the logged look at an identity number."""

from flask import render_template, request
from werkzeug.wrappers import Response

from matching.queries.case_files import case_file as case_file_of
from matching.queries.timelines import About, timeline_of
from matching.services.case_files import reveal_identity
from matching.vocabulary import Role
from webapp.access import STAFF, allow
from webapp.edge import acting
from webapp.forms.page_form import PageForm
from webapp.views.subjects.frame import heading, pages, seeing
from webapp.wording.case_files import TIMELINE
from webapp.wording.events import event_words


@pages.get("/people/<int:subject_id>")
@allow(*STAFF)
def case_file(subject_id: int) -> str:
    """One person's case file."""
    number = request.args.get("page", "1")
    with seeing(subject_id) as work:
        case = case_file_of(work, subject_id)
        page = int(number) if number.isdecimal() and len(number) < 6 else 1
        timeline = timeline_of(work.session, subject_id, case.sight, page, _about())
        today = work.today
    return render_template(
        "subjects/case_file.html",
        case=case,
        person=case.header,
        timeline=timeline,
        event_words=event_words,
        about_words=TIMELINE,
        subject_id=subject_id,
        today=today,
    )


@pages.post("/people/<int:subject_id>/identity")
@allow(Role.OFFICER)
def reveal(subject_id: int) -> Response | tuple[str, int]:
    """Show the whole identity number once; the look is recorded. The answer to the press itself: no address keeps it."""
    if not PageForm().validate_on_submit():
        return render_template("error.html", status=422, message=""), 422
    with acting() as work:
        number = reveal_identity(work, subject_id)
        person = heading(work, subject_id)
    return render_template("subjects/identity.html", person=person, number=number), 200


def _about() -> About | None:
    return next((about for about in About if about.value == request.args.get("about")), None)
