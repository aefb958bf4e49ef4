"""Acts on providers."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "provider.registered": _l("A provider registered"),
    "provider.imported": _l("A provider was taken from an imported file"),
    "provider.details_changed": _l("A provider changed its details"),
    "provider.sent_again": _l("A provider is to be checked again: its name, kind or number changed"),
    "provider.approve": _l("Approved a provider"),
    "provider.refuse": _l("Refused a provider"),
    "provider.suspend": _l("Suspended a provider and paused its offers"),
}
