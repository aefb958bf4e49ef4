"""Acts on accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "account.signed_in": _l("Signed in"),
    "account.sign_in_failed": _l("A sign-in failed"),
    "account.password_changed": _l("Changed the own password"),
    "account.chosen": _l("Chose the own language and mail"),
    "notifications.seen": _l("Saw the own notifications"),
    "account.password_reset": _l("Set a new password by a one-time code"),
    "account.code_refused": _l("A one-time code was refused"),
    "account.code_asked": _l("Asked for a one-time code"),
    "account.code_mailed": _l("A one-time code was mailed"),
    "account.made": _l("Made an account"),
    "account.edited": _l("Changed an account's name or roles"),
    "account.disabled": _l("Disabled an account"),
    "account.enabled": _l("Enabled an account"),
    "account.code_printed": _l("Printed a one-time code for an account"),
}
