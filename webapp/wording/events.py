"""The words of timeline lines and audit entries, by key. A test holds the list complete."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "account.signed_in": _l("Signed in"),
    "account.sign_in_failed": _l("A sign-in failed"),
    "account.password_changed": _l("Changed the own password"),
    "account.password_reset": _l("Set a new password by a one-time code"),
    "account.code_asked": _l("Asked for a one-time code"),
    "account.code_mailed": _l("A one-time code was mailed"),
    "account.code_printed": _l("Printed a one-time code for an account"),
}


def event_words(key: str, arguments: dict[str, Any] | None = None) -> str:
    """Say what happened, in the page's language."""
    words = EVENTS.get(key)
    return key if words is None else str(words) % (arguments or {})
