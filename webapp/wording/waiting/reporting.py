"""Lines of the day's work about reporting, ends of correction and people handed over: key -> (words, view, argument)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "subject.did_not_report": (
        _l("Has not reported: find out where the person is"),
        "subjects.case_file",
        "subject_id",
    ),
    "subject.missing": (_l("Not heard of for too long after the release"), "subjects.case_file", "subject_id"),
    "subject.correction_ends": (
        _l("Correction ends on %(ends_on)s: prepare the help that follows"),
        "subjects.case_file",
        "subject_id",
    ),
    "subject.moved_here": (_l("Has moved here: name a caseworker"), "subjects.details", "subject_id"),
}
