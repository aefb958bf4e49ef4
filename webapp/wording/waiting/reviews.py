"""Lines of the day's work about reviews: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "review.suggestions": (_l("Suggestions to review (%(number)s)"), "reviews.first", "subject_id"),
    "review.answered": (_l("What you asked for is answered"), "reviews.suggestion", "suggestion_id"),
    "review.held_arrived": (_l("The day has come for what you held"), "reviews.suggestion", "suggestion_id"),
}
