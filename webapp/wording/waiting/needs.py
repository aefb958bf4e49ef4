"""Lines of the day's work about needs: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "referral.answer_due": (_l("Ask what came of a referral: %(kind)s"), "subjects.case_file", "subject_id"),
    "correction_request.open": (
        _l("Answer a correction that the person asked for"),
        "subjects.case_file",
        "subject_id",
    ),
}
