"""Acts on covers, and caseloads that change hands."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "cover.added": _l("Arranged who covers a caseload"),
    "cover.ended": _l("Ended a cover"),
    "cover.may_see": _l("Whoever covers for the caseworker may see this file meanwhile"),
    "covers.seen": _l("Saw which protected people a cover leaves out"),
    "subject.handed_over": _l("The case file went to another caseworker"),
    "caseload.handed_over": _l("Handed a caseload over"),
}
