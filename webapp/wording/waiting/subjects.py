"""Lines of the day's work about subjects: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "subject.circumstances_unknown": (_l("Record the three noes"), "subjects.case_file", "subject_id"),
    "subject.arrives": (_l("Expected on %(release_on)s"), "subjects.case_file", "subject_id"),
    "subject.no_caseworker": (_l("Name a caseworker"), "subjects.case_file", "subject_id"),
    "circumstance.review_due": (_l("Ask again: %(kinds)s"), "subjects.case_file", "subject_id"),
    "question.open": (_l("Facts to find out: %(count)s"), "subjects.case_file", "subject_id"),
}
