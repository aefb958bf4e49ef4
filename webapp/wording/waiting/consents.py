"""Lines of the day's work about consents: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "consent.runs_out": (
        _l("Ask whether the consent goes on: %(purpose)s, until %(ends_on)s"),
        "subjects.case_file",
        "subject_id",
    ),
}
