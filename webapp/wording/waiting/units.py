"""Lines of the day's work about accounts: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

from flask_babel import lazy_gettext as _l

LINES: dict[str, tuple[Any, str, str]] = {
    "unit.no_officer": (_l("This unit keeps case files and has no officer: name one"), "units.unit", "unit_id"),
    "cover.ends": (_l("Cover ends on %(ends_on)s"), "covers.cover", "cover_id"),
    "account.code_unused": (_l("A printed one-time code has not been used yet"), "units.account", "account_id"),
    "account.code_over": (_l("A printed one-time code has run out: print a new one"), "units.account", "account_id"),
}
